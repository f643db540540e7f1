import ArgumentParser
import ControlClient
import Documents

extension JSONValue {
    /// A word of the command line: a number or `true` where it is one, else a text.
    init(word: String) {
        if let number = Int64(word) {
            self = .integer(number)
        } else if let number = Double(word), number.isFinite {
            self = .number(number)
        } else if word == "true" || word == "false" {
            self = .bool(word == "true")
        } else {
            self = .string(word)
        }
    }

    /// The value of a JSON text on the command line.
    init(text: String) throws {
        do throws(Fault) {
            self = try JSONValue.parse(Array(text.utf8), file: "argument")
        } catch {
            throw ValidationError("\"\(text)\" is no JSON: \(error.message)")
        }
    }

    /// A name on the command line, or the thing itself as a JSON object.
    init(nameOrText text: String) throws {
        self = text.hasPrefix("{") ? try JSONValue(text: text) : .string(text)
    }

    /// An object of `name=value` words.
    static func object(members words: [String]) throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        for word in words {
            let (name, value) = try pair(word)
            members[name] = JSONValue(word: value)
        }
        return .object(members)
    }

    /// The two sides of a word `name=value`.
    static func pair(_ word: String) throws -> (name: String, value: String) {
        guard let place = word.firstIndex(of: "="), place > word.startIndex else {
            throw ValidationError("\"\(word)\" is no name=value")
        }
        return (String(word[..<place]), String(word[word.index(after: place)...]))
    }

    /// The text or the number that the keys lead to, as a text; nil where there is none.
    func text(at keys: String...) -> String? {
        switch AnswerTable.value(at: keys, in: self) {
        case .string(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        default: nil
        }
    }

    /// The elements of the array that a key leads to; none of anything else.
    func elements(at key: String) -> [JSONValue] {
        AnswerTable.value(at: [key], in: self)?.elements ?? []
    }

    /// The elements of an array; none of anything else.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }
}
