/// Reads a meter's state from the bytes of a ``StateWriter``.
///
/// At the first thing that does not fit it stops: nothing is changed any more, and ``fault`` says
/// what was wrong.
public struct StateReader: StateVisitor {
    /// Why bytes are not the state of a meter of this design.
    public enum Fault: Error, Hashable, Sendable {
        /// They end too early.
        case endsEarly
        /// A number is longer than 64 bits.
        case numberTooLong
        /// More is there than the meter has.
        case continues(bytes: Int)
        /// A list does not have the length that the design gives it.
        case wrongCount(of: String, found: Int64, expected: Int)
    }

    /// What does not fit; nil while all does.
    public private(set) var fault: Fault?

    private let bytes: [UInt8]
    private var position = 0

    /// A reader at the first byte.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether bytes are left and nothing was wrong so far.
    public var hasMore: Bool { fault == nil && position < bytes.count }

    /// Throws what was wrong, or that bytes are left.
    public func finish() throws(Fault) {
        if let fault { throw fault }
        if position < bytes.count { throw .continues(bytes: bytes.count - position) }
    }

    /// Reads a number.
    public mutating func visit(_ name: StaticString, _ value: inout Int64) {
        if let number = next() { value = number }
    }

    /// Reads a number that need not be whole.
    public mutating func visit(_ name: StaticString, _ value: inout Double) {
        guard fault == nil else { return }
        guard bytes.count - position >= 8 else {
            fault = .endsEarly
            return
        }
        var pattern: UInt64 = 0
        for place in (0..<8).reversed() { pattern = pattern << 8 | UInt64(bytes[position + place]) }
        position += 8
        value = Double(bitPattern: pattern)
    }

    /// Reads the length of a list.
    public mutating func count(
        _ name: StaticString,
        _ count: Int,
        limit: Int,
        isFixed: Bool
    ) -> Int {
        guard let found = next() else { return count }
        guard found >= 0, isFixed ? found == limit : found <= limit else {
            fault = .wrongCount(of: "\(name)", found: found, expected: limit)
            return count
        }
        return Int(found)
    }

    /// Parts leave no trace.
    public mutating func enter(_ name: StaticString, _ index: Int?) {}

    /// Parts leave no trace.
    public mutating func leave() {}

    private mutating func next() -> Int64? {
        guard fault == nil else { return nil }
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard shift < 63 || byte <= 1 else {
                fault = .numberTooLong
                return nil
            }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int64(bitPattern: value >> 1) ^ -Int64(value & 1) }
            shift += 7
        }
        fault = .endsEarly
        return nil
    }
}

extension StateReader.Fault: CustomStringConvertible {
    /// The fault as a clause of a sentence about a state.
    public var description: String {
        switch self {
        case .endsEarly: "it ends too early"
        case .numberTooLong: "a number in it is longer than 64 bits"
        case .continues(let bytes): "it goes on for \(bytes) bytes after its end"
        case .wrongCount(let list, let found, let expected):
            "\"\(list)\" has \(found) entries, the model has \(expected)"
        }
    }
}
