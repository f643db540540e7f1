/// The fundamental on its way from the site to a meter's measuring elements.
///
/// The same numbers that ``InputStage/measurement(of:)`` goes on with. Angles count from the
/// voltage of L1 where the neutral is whole; currents that lag have smaller angles.
public struct InputPath: Sendable {
    let site: SitePhasors
    /// What the errors of the current transformers on L1 to L3 multiply the currents by; nil for
    /// perfect ones.
    public let transformerFactors: ThreePhasors?
    let arriving: MeterTerminals
    let seen: MeterTerminals
    /// The share of each current that the inputs follow: below 1 where they saturate.
    public let held: SIMD3<Double>

    /// The voltages of the installation, V at the primary.
    public var siteVoltages: ThreePhasors { site.voltages }
    /// The currents of the installation, A at the primary.
    public var siteCurrents: ThreePhasors { site.currents }
    /// The currents that reach the inputs, through the wires and with the programmed ratios
    /// applied, A at the primary; what saturates is not held yet.
    public var arrivingCurrents: ThreePhasors { arriving.currents }
    /// The voltages that the elements see, with the programmed ratios applied, V at the primary.
    public var seenVoltages: ThreePhasors { seen.voltages }
    /// The currents that the elements see, with the programmed ratios applied, A at the primary.
    public var seenCurrents: ThreePhasors { seen.currents }
}
