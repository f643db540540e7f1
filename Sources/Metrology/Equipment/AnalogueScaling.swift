/// The current of an analogue signal.
public enum AnalogueRange: Int, Hashable, Sendable, CaseIterable {
    /// 0 to 20 mA.
    case deadZero = 0
    /// 4 to 20 mA: less than 4 mA is no value.
    case liveZero = 1

    /// The least current that is a value, µA.
    public var least: Int64 { self == .deadZero ? 0 : 4000 }
    /// The greatest current that is a value, µA.
    public static let greatest: Int64 = 20_000

    /// Below this current the wire of an input is broken, µA (NAMUR NE 43); nil where 0 is a value.
    var broken: Int64? { self == .deadZero ? nil : 3600 }
    /// Above this current an input is shorted or its transmitter has failed, µA (NAMUR NE 43).
    static let overdriven: Int64 = 21_000
}

/// How the current of an analogue signal stands for a value: linear from one end to the other.
public struct AnalogueScaling: Hashable, Sendable {
    /// The current.
    public var range: AnalogueRange
    /// The value at its least current.
    public var low: Double
    /// The value at 20 mA.
    public var high: Double

    /// A scaling.
    public init(range: AnalogueRange = .liveZero, low: Double = 0, high: Double = 100) {
        self.range = range
        self.low = low
        self.high = high
    }

    /// The value that a current stands for, millionths; nil for one that stands for none.
    ///
    /// - Parameter current: µA.
    public func value(of current: Int64) -> Int64? {
        guard fault(of: current) == 0 else { return nil }
        let span = Double(AnalogueRange.greatest - range.least)
        let share = Double(current - range.least) / span
        let value = (low + (high - low) * share) * 1e6
        return Int64(min(max(value.rounded(), -9e18), 9e18))
    }

    /// 0 for a current inside the range, 1 for a broken wire, 2 for one beyond the range.
    public func fault(of current: Int64) -> Int64 {
        if let broken = range.broken, current < broken { return 1 }
        return current > AnalogueRange.overdriven ? 2 : 0
    }

    /// The current that shows a value, µA, held at the ends of the range.
    ///
    /// - Parameter value: in the unit of the ends; nil, not available, is shown as 0 mA.
    public func current(for value: Double?) -> Int64 {
        guard let value, value.isFinite else { return 0 }
        let width = high - low
        let share = width == 0 ? (value < low ? 0 : 1) : min(max((value - low) / width, 0), 1)
        let span = Double(AnalogueRange.greatest - range.least)
        return range.least + Int64((share * span).rounded())
    }
}
