/// What fired, and on which frame: a line of a log.
public struct FaultReport: Hashable, Sendable, CustomStringConvertible {
    /// The fault's name.
    public var fault: String
    /// What it does, in short.
    public var effect: String
    /// How often it has fired, this time counted.
    public var number: Int64
    /// The bus.
    public var bus: String
    /// Who asked, or connected.
    public var client: String
    /// The request that it struck; nil for a fault of connections.
    public var request: Request?

    /// The request that a fault struck.
    public struct Request: Hashable, Sendable {
        /// Its number on the bus.
        public var frame: Int64
        /// The meter that it is for; nil where nobody has the address.
        public var meter: String?
        /// The address that it is for.
        public var unit: UInt8
        /// Its function code.
        public var function: UInt8
    }

    /// A sentence for the log.
    public var description: String {
        let head = "fault \"\(fault)\" fired for the \(Self.ordinal(number)) time (\(effect))"
        guard let request else { return "\(head) on bus \(bus): a connection from \(client)" }
        let meter = request.meter.map { "meter \($0), " } ?? ""
        return "\(head) on frame \(request.frame) of bus \(bus): \(meter)unit \(request.unit), "
            + "function \(request.function), from \(client)"
    }

    private static func ordinal(_ number: Int64) -> String {
        switch (number % 10, number % 100) {
        case (_, 11...13): "\(number)th"
        case (1, _): "\(number)st"
        case (2, _): "\(number)nd"
        case (3, _): "\(number)rd"
        default: "\(number)th"
        }
    }
}

/// How often a fault had the occasion, and how often it fired.
public struct FaultTally: Hashable, Sendable {
    /// The fault's name.
    public var name: String
    /// What it does, in short.
    public var effect: String
    /// The requests, or connections, inside its window that it concerned, while it could fire.
    public var matched: Int64
    /// Those that it struck.
    public var fired: Int64
    /// Whether it has struck as often as it may.
    public var isSpent: Bool
}

/// A fault that is armed, with its counts.
public struct FaultState: Sendable {
    /// The fault.
    public let plan: FaultPlan
    /// What it has met and done.
    public let tally: FaultTally
}
