/// What an output does with a pulse that becomes due while the line is not free.
///
/// No standard says; real meters differ.
public enum PulseOverrun: Hashable, Sendable {
    /// Emit it as soon as the line is free; at most `limit` pulses wait, the others are lost.
    case backlog(limit: Int64)
    /// Lose it.
    case discard

    /// How many pulses may wait.
    public var limit: Int64 {
        switch self {
        case .backlog(let limit): Swift.max(limit, 0)
        case .discard: 0
        }
    }
}

/// A pulse output as a meter's maker made it: an S0 output or a lamp.
public struct PulseOutputDesign: Hashable, Sendable {
    /// The flows that can be chosen to be counted, the factory's first; a pulse carries no
    /// direction, so one output counts one quantity.
    public var sources: [EnergyLanes]
    /// The energy of a pulse.
    public var weight: PulseWeightRule
    /// The durations that can be programmed, milliseconds.
    public var durations: [Int64]
    /// The duration the meter leaves the factory with, milliseconds.
    public var factoryDuration: Int64
    /// The least time between two pulses.
    public var offTime = PulseOffTime.asLongAsPulse
    /// What becomes of pulses that come too fast.
    public var overrun = PulseOverrun.backlog(limit: 255)
    /// Whether the energy since the last pulse survives without supply.
    public var keepsResidue = true
    /// Whether it is the metrological lamp, an optical test output.
    public var isLamp = false
    /// The electrical ratings, where the maker states them.
    public var ratings: S0Ratings?

    /// An output.
    ///
    /// - Parameter durations: milliseconds; the first is the factory setting.
    public init(lanes: EnergyLanes, weight: PulseWeightRule, durations: [Int64]) {
        sources = [lanes]
        self.weight = weight
        self.durations = durations
        factoryDuration = durations.first ?? 100
    }

    /// The flows counted with a source that is programmed; the factory's for one that is not
    /// there.
    public func lanes(source: Int = 0) -> EnergyLanes {
        sources.indices.contains(source) ? sources[source] : sources.first ?? []
    }

    /// The output as it works with these settings.
    ///
    /// - Parameters:
    ///   - chosen: the weight that is programmed, where it can be.
    ///   - duration: the duration that is programmed, milliseconds; nil or one the meter does not
    ///     offer means the factory's.
    public func output(
        ratios: ConfiguredRatios,
        chosen: PulseWeight? = nil,
        duration: Int64? = nil
    ) -> PulseOutput {
        PulseOutput(
            weight: weight.weight(ratios, chosen: chosen),
            timing: timing(duration: duration),
            overrun: overrun,
            keepsResidue: keepsResidue
        )
    }

    /// The timing with a programmed duration in milliseconds.
    public func timing(duration: Int64? = nil) -> PulseTiming {
        if isLamp { return .opticalTestOutput }
        let offered = duration.flatMap { durations.contains($0) ? $0 : nil }
        return PulseTiming(milliseconds: offered ?? factoryDuration, off: offTime)
    }
}
