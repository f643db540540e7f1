import Documents

/// What a calendar calls its tariffs: `{ "peak": 1, "offPeak": 2 }`.
struct TariffNames {
    private var numbers: [String: Int] = [:]
    /// The tariffs allowed.
    let range: ClosedRange<Int>

    /// Tariffs that are called by number alone.
    init(range: ClosedRange<Int>) {
        self.range = range
    }

    /// Reads the names; faults go to the log.
    init(_ node: Node, range: ClosedRange<Int>) {
        self.range = range
        guard let object = node.object("the names of tariffs, such as { \"peak\": 1 }") else {
            return
        }
        for (name, node) in object.each() {
            numbers[name] = node.integer("a tariff", in: range)
        }
    }

    /// The tariff that a number or a name means; nil after a complaint.
    func tariff(_ node: Node) -> Int? {
        guard case .string(let name) = node.value else {
            return node.integer("a tariff", in: range)
        }
        if let number = numbers[name] { return number }
        if numbers.isEmpty {
            node.report("\"\(name)\" is no tariff; name it under \"tariffs\", or write its number")
        } else {
            let hint = Spelling.hint(for: name, among: numbers.keys)
            node.report("\"\(name)\" is no tariff\(hint)")
        }
        return nil
    }

    /// The names of tariffs that are not among those in force, sorted.
    func unused(_ tariffs: [Int]) -> [String] {
        numbers.filter { !tariffs.contains($0.value) }.map(\.key).sorted()
    }
}
