internal import Documents

/// Fills `{n}` into the texts of a repeated entry.
///
/// Inside braces stands `n`, followed by any number of steps `+K`, `-K`, `*K`, `/K`, `%K`, worked
/// from left to right in whole numbers, and perhaps a width: `{n:03}` pads with zeros.
/// The result is text; an address may be written as text for that reason.
struct RepeatTemplate {
    let n: Int

    /// The value with every text filled in; nil when a placeholder cannot be understood.
    func filled(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .string(let text): return filled(text).map(JSONValue.string)
        case .array(let elements):
            let all = elements.compactMap(filled)
            return all.count == elements.count ? .array(all) : nil
        case .object(let members):
            let all = members.compactMapValues(filled)
            return all.count == members.count ? .object(all) : nil
        default: return value
        }
    }

    func filled(_ text: String) -> String? {
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else { return nil }
            guard let value = evaluated(rest[rest.index(after: open)..<close]) else { return nil }
            result += value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private func evaluated(_ expression: Substring) -> String? {
        let parts = expression.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let body = parts.first, let number = calculated(body) else { return nil }
        guard parts.count == 2 else { return String(number) }
        guard let width = Int(parts[1]), (1...20).contains(width) else { return nil }
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }

    private func calculated(_ body: Substring) -> Int? {
        var rest = body.filter { $0 != " " }[...]
        guard rest.first == "n" else { return nil }
        rest = rest.dropFirst()
        var value = n
        while let operation = rest.first {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard let operand = Int(digits), operand <= 1_000_000_000 else { return nil }
            guard let next = applied(operation, value, operand) else { return nil }
            value = next
            rest = rest.dropFirst(1 + digits.count)
        }
        return value
    }

    private func applied(_ operation: Character, _ a: Int, _ b: Int) -> Int? {
        let (result, overflow): (Int, Bool)
        switch operation {
        case "+": (result, overflow) = a.addingReportingOverflow(b)
        case "-": (result, overflow) = a.subtractingReportingOverflow(b)
        case "*": (result, overflow) = a.multipliedReportingOverflow(by: b)
        case "/" where b != 0: (result, overflow) = (a / b, false)
        case "%" where b != 0: (result, overflow) = (a % b, false)
        default: return nil
        }
        return overflow ? nil : result
    }
}

extension Node {
    /// The entries of an array, with those that carry `repeat` multiplied.
    ///
    /// All copies of an entry keep the entry's place, so that a fault names what the user wrote.
    func repeatedEntries(_ what: String, limit: Int) -> [Node] {
        var entries: [Node] = []
        for element in array(what) ?? [] {
            entries += element.repeated()
            guard entries.count <= limit else {
                element.report("makes more than \(limit) entries; at most \(limit) are allowed")
                return Array(entries.prefix(limit))
            }
        }
        return entries
    }

    private func repeated() -> [Node] {
        guard case .object(var members) = value, let spec = members["repeat"] else { return [self] }
        members["repeat"] = nil
        let place = Node(spec, at: pointer.appending("repeat"), log: log)
        guard let range = place.object("an object with \"from\" and \"to\"") else { return [] }
        let bounds = -1_000_000...1_000_000
        let from = range.required("from")?.integer("the first number", in: bounds)
        let to = range.required("to")?.integer("the last number", in: bounds)
        range.finish()
        guard let from, let to else { return [] }
        guard from <= to else {
            place.report("\"from\" \(from) is above \"to\" \(to); \"from\" comes first")
            return []
        }
        var copies: [Node] = []
        for n in from...to {
            guard let filled = RepeatTemplate(n: n).filled(.object(members)) else {
                report("has a placeholder that is not understood; {n}, {n+10}, {n*2}, {n:03}")
                return copies
            }
            copies.append(Node(filled, at: pointer, log: log))
        }
        return copies
    }
}
