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
    public static func number(_ number: Double) -> JSONOutput {
        guard number.isFinite else { return .null }
        if let whole = Int64(exactly: number) { return .integer(whole) }
        return .digits("\(number)")
    }

    /// A string, or `null`.
    public static func text(optional text: String?) -> JSONOutput {
        text.map { .text($0) } ?? .null
    }

    /// A count.
    public static func integer(_ number: Int) -> JSONOutput { .integer(Int64(number)) }

    /// A count in a quantity's integer as its exact number in a unit.
    public static func exact(_ count: Int64, perUnit: Int64) -> JSONOutput {
        var bytes: [UInt8] = []
        DecimalText.append(count, perUnit: perUnit, to: &bytes)
        return .digits(String(decoding: bytes, as: UTF8.self))
    }

    /// The text.
    public var text: String {
        var output = ""
        write(to: &output)
        return output
    }

    /// The bytes of the text, UTF-8.
    public var bytes: [UInt8] { Array(text.utf8) }

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

extension JSONOutput {
    /// A document that was read, members sorted by name.
    public init(_ value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .integer(let number): .integer(number)
            case .number(let number): .number(number)
            case .string(let text): .text(text)
            case .array(let elements): .array(elements.map { JSONOutput($0) })
            case .object(let members):
                .object(members.sorted { $0.key < $1.key }.map { ($0.key, JSONOutput($0.value)) })
            }
    }
}
