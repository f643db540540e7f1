/// One thing that is wrong with a register dump.
public struct DumpFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, the first being 1; 0 where it is the whole dump.
    public let line: Int
    /// What is wrong, then after a semicolon what is allowed.
    public let message: String

    /// A fault at a line.
    public init(line: Int, message: String) {
        self.line = line
        self.message = message
    }

    /// `line 7: message`, or the message alone.
    public var description: String { line > 0 ? "line \(line): \(message)" : message }
}

/// Everything that is wrong with a register dump that was refused.
public struct DumpFaults: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order of the lines; never empty when thrown.
    public let all: [DumpFault]

    /// The faults as one error.
    public init(_ all: [DumpFault]) { self.all = all }

    /// One line for each fault.
    public var description: String { all.map(\.description).joined(separator: "\n") }
}

/// Collects the faults of a dump while it is read to its end.
struct DumpFaultLog {
    /// How many faults are named before the rest is only counted.
    static let limit = 100

    private var faults: [DumpFault] = []
    private var more = 0

    mutating func report(_ line: Int, _ message: String) {
        if faults.count < Self.limit {
            faults.append(DumpFault(line: line, message: message))
        } else {
            more += 1
        }
    }

    /// Throws all faults when there is at least one.
    func throwIfAny() throws(DumpFaults) {
        guard !faults.isEmpty else { return }
        let rest = DumpFault(line: 0, message: "\(more) more faults like these")
        throw DumpFaults(more > 0 ? faults + [rest] : faults)
    }
}
