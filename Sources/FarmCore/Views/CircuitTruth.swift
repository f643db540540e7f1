public import Metrology

/// The circuit of three phases at an instant: what flows, or what a meter sees of it.
///
/// At the primary. Phasors are those of the fundamental, with angles against the true voltage of
/// L1; RMS values and powers hold the harmonics too. What is not there to be measured is nil.
public struct CircuitTruth: Hashable, Sendable {
    /// L1 to L3; of a meter's circuit its three inputs.
    public let phases: [PhaseTruth]
    /// The powers of all phases.
    public let total: PowerTruth
    /// The current of the neutral, A.
    public let neutralCurrent: Double?
    /// U12, U23 and U31, V.
    public let lineVoltages: [Double?]
    /// The frequency, Hz.
    public let frequency: Double?
    /// 123 or 132; 0 where a phase is missing or no sequence is there.
    public let phaseSequence: Int64
}

/// One phase of a circuit, or what one input of a meter sees.
public struct PhaseTruth: Hashable, Sendable {
    /// L1 to L3.
    public let channel: Channel
    /// The voltage against the neutral or the star point, V; nil where nothing is led to.
    public let voltage: PhasorTruth?
    /// The current, A; nil where nothing is led to.
    public let current: PhasorTruth?
    /// The voltage's RMS value as it is measured, V.
    public let voltageRMS: Double?
    /// The current's RMS value as it is measured, A.
    public let currentRMS: Double?
    /// The powers of the phase.
    public let powers: PowerTruth
}

/// A phasor as people read it.
public struct PhasorTruth: Hashable, Sendable {
    /// The RMS value.
    public let magnitude: Double
    /// Degrees, −180 to 180; positive leads.
    public let angle: Double

    init(_ phasor: Phasor) {
        magnitude = phasor.rms
        angle = phasor.rms > 0 ? phasor.degrees : 0
    }
}

/// The powers of a phase or of all.
public struct PowerTruth: Hashable, Sendable {
    /// Active power, W.
    public let active: Double?
    /// Reactive power, var.
    public let reactive: Double?
    /// Apparent power, VA.
    public let apparent: Double?
    /// P/S with a sign; nil without apparent power.
    public let powerFactor: Double?

    init(_ measurement: Measurement, _ channel: Channel, _ sign: PowerFactorSign) {
        active = measurement.power(.active, channel).known
        reactive = measurement.power(.reactive, channel).known
        apparent = measurement.power(.apparent, channel).known
        powerFactor = measurement.powerFactor(channel, sign: sign, atZero: .nan).known
    }
}

extension CircuitTruth {
    /// A circuit as a measurement has it.
    ///
    /// - Parameters:
    ///   - voltages: the fundamental, V.
    ///   - currents: the fundamental, A.
    ///   - sign: how power factors carry their sign.
    init(
        _ measurement: Measurement,
        _ voltages: ThreePhasors,
        _ currents: ThreePhasors,
        sign: PowerFactorSign
    ) {
        let network = measurement.network
        phases = Channel.phases.map { phase in
            let bit = Int64(1) << Int64(phase.rawValue)
            let (voltage, current) = phase.terminals
            return PhaseTruth(
                channel: phase,
                voltage: network.connectedPhases & bit == 0
                    ? nil : PhasorTruth(voltages[phase]),
                current: network.currentInputs & bit == 0 ? nil : PhasorTruth(currents[phase]),
                voltageRMS: measurement.voltage(voltage).known,
                currentRMS: measurement.current(current).known,
                powers: PowerTruth(measurement, phase, sign)
            )
        }
        total = PowerTruth(measurement, .total, sign)
        neutralCurrent = measurement.current(.n).known
        lineVoltages = [.l12, .l23, .l31].map { measurement.voltage($0).known }
        frequency = measurement.frequency.known
        phaseSequence = measurement.phaseSequence
    }
}

extension Channel {
    /// Where the voltage and the current of a phase are measured; those of L1 for the total.
    var terminals: (voltage: VoltageTerminal, current: CurrentTerminal) {
        switch self {
        case .l1, .total: (.l1, .l1)
        case .l2: (.l2, .l2)
        case .l3: (.l3, .l3)
        }
    }
}

extension Double {
    /// The number; nil where it is none.
    var known: Double? { isFinite ? self : nil }
}
