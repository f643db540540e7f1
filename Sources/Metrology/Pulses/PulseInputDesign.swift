/// The pulse inputs of a device: how many, what they can count, and how they leave the factory.
public struct PulseInputDesign: Hashable, Sendable {
    /// How many there are.
    public var count: Int
    /// What each can count, the factory's setting first.
    public var kinds: [PulseKind]
    /// What a pulse stands for when nothing is programmed, Wh, varh or litres.
    public var weight = 1.0
    /// The least time off between two pulses when nothing is programmed, milliseconds.
    public var offTime = 30.0
    /// Where the counters of pulses begin again at zero.
    public var pulseRollover: Int64 = .max
    /// Where the indexes begin again at zero, in the unit in which each kind is read: kWh, kvarh,
    /// m³, litres of oil.
    public var indexRollover: Int64 = 1_000_000_000

    /// The most inputs of a device.
    public static let most = 16

    /// Inputs.
    public init(count: Int, kinds: [PulseKind]) {
        self.count = count
        self.kinds = kinds
    }

    /// Where the amount of a kind begins again at zero, millijoules or microlitres.
    public func rollover(_ kind: PulseKind) -> Int64 {
        let (rollover, overflow) = indexRollover.multipliedReportingOverflow(by: kind.indexUnit)
        return overflow ? MeterDesign.largestEnergy : min(rollover, MeterDesign.largestEnergy)
    }
}
