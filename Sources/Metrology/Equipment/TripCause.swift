/// Why a breaker has tripped; the numbers are those of `breaker.trip.cause`.
public enum TripCause: Int64, Hashable, Sendable, CaseIterable {
    /// The long-time protection: more than Ir for too long.
    case overload = 1
    /// The short-time or the instantaneous protection.
    case shortCircuit = 2
    /// A residual current of IΔn or more.
    case residual = 3
    /// The test button of the residual-current protection.
    case testButton = 4
    /// Too hot inside.
    case overheating = 5
    /// A release that somebody else has commanded: shunt or undervoltage release.
    case release = 6

    /// The name in files.
    public var name: String {
        switch self {
        case .overload: "overload"
        case .shortCircuit: "shortCircuit"
        case .residual: "residual"
        case .testButton: "testButton"
        case .overheating: "overheating"
        case .release: "release"
        }
    }

    /// The cause of a name, nil when there is none.
    public init?(name: String) {
        guard let cause = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = cause
    }
}

/// What a breaker remembers of its trips by one cause.
public struct TripRecord: Hashable, Sendable {
    /// How often.
    public var count: Int64 = 0
    /// When last, seconds since 2000-01-01 of the device's own clock; 0 for never.
    public var seconds: Int64 = 0
    /// The current that tripped it last: the greatest of the phases, or the residual current, µA.
    public var current: Int64 = 0
    /// The temperature inside then, millionths of a degree Celsius; 0 where it is not known.
    public var temperature: Int64 = 0

    /// Never.
    public init() {}

    /// Goes through its fields.
    mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("count", &count)
        visitor.visit("seconds", &seconds)
        visitor.visit("current", &current)
        visitor.visit("temperature", &temperature)
    }
}
