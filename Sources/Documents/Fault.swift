/// One thing wrong with a file: where, what, and what is allowed there.
public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as the user named it.
    public let file: String
    /// The place inside the file.
    public let pointer: JSONPointer
    /// What is wrong, then after a semicolon what is allowed.
    public let message: String

    /// A fault from its three parts.
    public init(file: String, pointer: JSONPointer, message: String) {
        self.file = file
        self.pointer = pointer
        self.message = message
    }

    /// The line `meterfarm check` prints: `FILE: /json/pointer: message`; the message alone where
    /// no file is meant.
    public var description: String {
        file.isEmpty ? message : "\(file): \(pointer): \(message)"
    }
}

/// All the faults of something that was refused.
public struct Faults: Error, Equatable, Sendable, CustomStringConvertible {
    /// In the order they were met; never empty when thrown.
    public let all: [Fault]

    /// The faults as one error.
    public init(_ all: [Fault]) {
        self.all = all
    }

    /// One line for each fault.
    public var description: String {
        all.map(\.description).joined(separator: "\n")
    }
}

/// Collects the faults of one file while it is read to its end.
public final class FaultLog {
    /// The file as the user named it.
    public let file: String
    /// What was found so far.
    public private(set) var faults: [Fault] = []
    /// What is legal but surely meant otherwise.
    public private(set) var warnings: [Fault] = []
    /// What is right and worth knowing.
    public private(set) var remarks: [Fault] = []
    private var seen: Set<Fault> = []

    /// An empty log for `file`.
    public init(file: String) {
        self.file = file
    }

    /// Notes a fault; the same fault at the same place is noted once.
    public func report(_ pointer: JSONPointer, _ message: String) {
        adopt([Fault(file: file, pointer: pointer, message: message)])
    }

    /// Notes something legal that is surely meant otherwise, once.
    public func warn(_ pointer: JSONPointer, _ message: String) {
        adopt(warnings: [Fault(file: file, pointer: pointer, message: message)])
    }

    /// Notes something right that is worth knowing, once.
    public func remark(_ pointer: JSONPointer, _ message: String) {
        adopt(remarks: [Fault(file: file, pointer: pointer, message: message)])
    }

    /// Notes faults found elsewhere, as they are.
    public func adopt(_ others: [Fault]) {
        for fault in others where seen.insert(fault).inserted { faults.append(fault) }
    }

    /// Notes warnings found elsewhere, as they are.
    public func adopt(warnings others: [Fault]) {
        for warning in others where seen.insert(warning).inserted { warnings.append(warning) }
    }

    /// Notes remarks found elsewhere, as they are.
    public func adopt(remarks others: [Fault]) {
        for remark in others where seen.insert(remark).inserted { remarks.append(remark) }
    }

    /// Whether a member of the file's root, or anything in it, has a fault.
    public func hasFaults(under member: String) -> Bool {
        faults.contains { $0.file == file && $0.pointer.tokens.first == member }
    }

    /// Throws all faults when there is at least one.
    public func throwIfAny() throws(Faults) {
        guard faults.isEmpty else { throw Faults(faults) }
    }
}
