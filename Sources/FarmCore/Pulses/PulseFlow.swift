public import LoadProfiles
public import Metrology
internal import SimulatedTime

/// What flows through a source of pulses: a signal, and what it is counted in.
public struct PulseFlow: Sendable {
    /// Litres an hour; kW where energy flows.
    public let signal: CompiledSignal
    /// The units of one base unit: nanolitres of a microlitre, millijoules.
    let unitsPerBase: Int64
    /// Units a second for each unit of the signal.
    private let unitsPerSecond: Double

    /// The greatest flow, litres an hour or kW.
    public static let greatest = 1e8

    /// A flow of a kind.
    public init(_ signal: CompiledSignal, of kind: PulseKind) {
        self.signal = signal
        unitsPerBase = Self.unitsPerBase(kind)
        unitsPerSecond = kind.isVolume ? 1e9 / 3600 : 1e6
    }

    /// What a pulse of so many litres, Wh or varh stands for, in the units of the flow; nil for
    /// what no pulse can stand for.
    public static func weight(_ weight: Double, of kind: PulseKind) -> PulseWeight? {
        guard weight.isFinite, weight > 0, weight <= 1e6 else { return nil }
        let perUnit = kind.isVolume ? 1e9 : 3.6e6
        return PulseWeight(units: Int64((weight * perUnit).rounded()))
    }

    private static func unitsPerBase(_ kind: PulseKind) -> Int64 { kind.isVolume ? 1000 : 1 }

    /// What flows in one step, units, and until when.
    func units(of step: TimeSpan, at instant: Instant) -> (units: Int64, until: Instant) {
        let (value, until) = signal.piece(at: instant)
        let seconds = Double(step.microseconds) / 1e6
        let units = min(max(value, 0), Self.greatest) * unitsPerSecond * seconds
        return (Int64(units.rounded()), until)
    }
}

extension MeterMachine {
    /// Lets flow from an instant on what flows then, and tells until when.
    mutating func draw(_ flow: PulseFlow, at instant: Instant) -> Instant {
        let (units, until) = flow.units(of: step, at: instant)
        pulses?.draw(units)
        return until
    }
}
