internal import Documents

/// A JSON text that is being put together; members keep their order.
public indirect enum JSONOutput: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// A number as its digits: exact, whatever a Double could hold.
    case digits(String)
    /// A string.
    case text(String)
    /// An array.
    case array([JSONOutput])
    /// An object.
    case object([(String, JSONOutput)])

    /// A number in its shortest form; `null` for what is none.
    static func number(_ number: Double) -> JSONOutput {
        guard number.isFinite else { return .null }
        if let whole = Int64(exactly: number) { return .integer(whole) }
        return .digits("\(number)")
    }

    /// A string, or `null`.
    static func text(optional text: String?) -> JSONOutput { text.map { .text($0) } ?? .null }

    /// The bytes of the text, UTF-8.
    var bytes: [UInt8] {
        var output = ""
        write(to: &output)
        return Array(output.utf8)
    }

    private func write(to output: inout String) {
        switch self {
        case .null: output += "null"
        case .bool(let flag): output += flag ? "true" : "false"
        case .integer(let number): output += "\(number)"
        case .digits(let digits): output += digits
        case .text(let text): output += JSONText.quoted(text)
        case .array(let elements):
            output += "["
            for (place, element) in elements.enumerated() {
                if place > 0 { output += "," }
                element.write(to: &output)
            }
            output += "]"
        case .object(let members):
            output += "{"
            for (place, (key, value)) in members.enumerated() {
                if place > 0 { output += "," }
                output += JSONText.quoted(key) + ":"
                value.write(to: &output)
            }
            output += "}"
        }
    }
}

extension JSONOutput: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
    /// An object in the order of the literal.
    public init(dictionaryLiteral elements: (String, JSONOutput)...) { self = .object(elements) }

    /// An array.
    public init(arrayLiteral elements: JSONOutput...) { self = .array(elements) }
}

extension JSONOutput: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    /// A string.
    public init(stringLiteral value: String) { self = .text(value) }

    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
