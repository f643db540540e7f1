import Foundation

/// A JSON document as a tree, before anything is known of its meaning.
public enum JSONValue: Hashable, Sendable {
    /// The literal `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number that is whole and fits 64 bits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object([String: JSONValue])

    /// What a person calls this kind of value, for error messages.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: Decodable {
    /// Decodes whatever stands there.
    public init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        // The commonest first: a wrong guess costs an error. Tables are whole numbers.
        if let value = try? single.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? single.decode(String.self) {
            self = .string(value)
        } else if let value = try? single.decode([String: JSONValue].self) {
            self = .object(value)
        } else if let value = try? single.decode([JSONValue].self) {
            self = .array(value)
        } else if let value = try? single.decode(Double.self) {
            self = .number(value)
        } else if let value = try? single.decode(Bool.self) {
            self = .bool(value)
        } else if single.decodeNil() {
            self = .null
        } else {
            throw DecodingError.dataCorruptedError(
                in: single,
                debugDescription: "neither a number, a string nor a structure"
            )
        }
    }
}

extension JSONValue {
    /// Reads a JSON text.
    ///
    /// - Throws: ``Fault`` at the root when the text is not JSON, with the place the parser names.
    public static func parse(_ bytes: [UInt8], file: String) throws(Fault) -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch DecodingError.dataCorrupted(let context) {
            let cause = context.underlyingError.map { ($0 as NSError).userInfo }
            let detail = cause?["NSDebugDescription"] as? String ?? context.debugDescription
            throw Fault(file: file, pointer: .root, message: "not JSON: \(detail)")
        } catch {
            throw Fault(file: file, pointer: .root, message: "not JSON: \(error)")
        }
    }
}
