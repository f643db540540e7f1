/// The least time a pulse output stays off between two pulses.
public enum PulseOffTime: Hashable, Sendable {
    /// As long as the pulse, at least 30 ms: half duty at most (Siemens SENTRON PAC manuals).
    case asLongAsPulse
    /// 30 ms, the hard limit of IEC 62053-31.
    case standardMinimum
    /// Another time, milliseconds.
    case milliseconds(Int64)
}

/// How long a pulse lasts and how long the line rests after it.
public struct PulseTiming: Hashable, Sendable {
    /// The time the output is on, microseconds; 1 µs to an hour.
    public let duration: Int64
    /// The least time the output is off after a pulse, microseconds; 0 to an hour.
    public let pause: Int64

    /// The least on and off times of IEC 62053-31, milliseconds.
    public static let standardMinimum: Int64 = 30

    /// The least on and off times of an optical test output, 0.2 ms each (IEC 62052-11, 2.5 kHz):
    /// a lamp that follows any constant of this house.
    public static let opticalTestOutput = PulseTiming(duration: 200, pause: 200)

    /// Pulses of so many milliseconds.
    public init(milliseconds: Int64, off: PulseOffTime = .asLongAsPulse) {
        let milliseconds = Self.held(milliseconds, within: 1...3_600_000)
        let pause =
            switch off {
            case .asLongAsPulse: Swift.max(milliseconds, Self.standardMinimum)
            case .standardMinimum: Self.standardMinimum
            case .milliseconds(let pause): Self.held(pause, within: 0...3_600_000)
            }
        self.init(duration: milliseconds * 1000, pause: pause * 1000)
    }

    private init(duration: Int64, pause: Int64) {
        self.duration = duration
        self.pause = pause
    }

    /// The least time from the beginning of a pulse to the beginning of the next, microseconds.
    public var period: Int64 { duration + pause }

    /// The greatest number of pulses a second.
    public var maximumRate: Double { 1e6 / Double(period) }

    /// The greatest power that the output follows, W (or var): 3600·w/(tON + tOFF), w in Wh.
    public func maximumPower(_ weight: PulseWeight) -> Double {
        weight.millijoules * 1000 / Double(period)
    }

    /// Pulses a second at a power in W (or var).
    public static func rate(of weight: PulseWeight, atPower power: Double) -> Double {
        power * 1000 / weight.millijoules
    }

    private static func held(_ value: Int64, within range: ClosedRange<Int64>) -> Int64 {
        Swift.min(Swift.max(value, range.lowerBound), range.upperBound)
    }
}
