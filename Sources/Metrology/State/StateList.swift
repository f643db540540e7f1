/// Lists a meter's state field by field, for an export and for comparing two states.
public struct StateList: StateVisitor {
    /// One field.
    public struct Field: Hashable, Sendable {
        /// Where it stands: `registers.energies.tariff1.l1.activeImport`.
        public let path: String
        /// What it holds.
        public let value: Value
    }

    /// What a field holds.
    public enum Value: Hashable, Sendable {
        /// A whole number.
        case whole(Int64)
        /// A number that need not be whole.
        case number(Double)
    }

    /// The fields in the order of the state.
    public private(set) var fields: [Field] = []

    private var parts: [String] = []

    /// Nothing listed yet.
    public init() {}

    /// Lists a number.
    public mutating func visit(_ name: StaticString, _ value: inout Int64) {
        append(name, .whole(value))
    }

    /// Lists a number that need not be whole.
    public mutating func visit(_ name: StaticString, _ value: inout Double) {
        append(name, .number(value))
    }

    /// Lengths show by the entries.
    public mutating func count(
        _ name: StaticString,
        _ count: Int,
        limit: Int,
        isFixed: Bool
    ) -> Int { count }

    /// Goes into a part.
    public mutating func enter(_ name: StaticString, _ index: Int?) {
        let part = index.map { "\(name)[\($0)]" } ?? "\(name)"
        parts.append(parts.last.map { "\($0).\(part)" } ?? part)
    }

    /// Goes out of a part.
    public mutating func leave() { parts.removeLast() }

    private mutating func append(_ name: StaticString, _ value: Value) {
        fields.append(
            Field(path: parts.last.map { "\($0).\(name)" } ?? "\(name)", value: value)
        )
    }
}

extension StateList.Value: CustomStringConvertible {
    /// The number.
    public var description: String {
        switch self {
        case .whole(let value): "\(value)"
        case .number(let value): "\(value)"
        }
    }
}
