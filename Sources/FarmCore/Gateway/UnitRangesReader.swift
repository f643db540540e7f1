internal import Documents

/// Reads which units a way leads to: `"1-32"`, `"1-9, 20, 40-47"`, a number, or a list of such.
enum UnitRangesReader {
    private static let allowed = "units from 1 to 247, such as \"1-32\", \"1-9, 20\" or [1, 2]"

    static func read(_ node: Node) -> [ClosedRange<UInt8>]? {
        guard case .array = node.value else { return readOne(node) }
        guard let nodes = node.array("units"), !nodes.isEmpty else {
            node.report("names no unit; \(allowed)")
            return nil
        }
        let parts = nodes.map(readOne)
        guard !parts.contains(nil) else { return nil }
        return parts.compactMap { $0 }.flatMap { $0 }
    }

    private static func readOne(_ node: Node) -> [ClosedRange<UInt8>]? {
        switch node.value {
        case .string(let text): return ranges(text, node)
        case .integer, .number:
            let slaves = GatewayPlan.slaves
            let bounds = Int(slaves.lowerBound)...Int(slaves.upperBound)
            return node.integer("a unit", in: bounds).map { [UInt8($0)...UInt8($0)] }
        default:
            node.report("is \(node.value.kind); expected \(allowed)")
            return nil
        }
    }

    private static func ranges(_ text: String, _ node: Node) -> [ClosedRange<UInt8>]? {
        var ranges: [ClosedRange<UInt8>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let range = range(part) else {
                node.report("\"\(text)\" does not name units; \(allowed)")
                return nil
            }
            ranges.append(range)
        }
        return ranges
    }

    private static func range(_ part: Substring) -> ClosedRange<UInt8>? {
        let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(unit)
        guard ends.count <= 2, let first = ends.first, let low = first, let last = ends.last,
            let high = last, low <= high
        else { return nil }
        return low...high
    }

    private static func unit(_ text: Substring) -> UInt8? {
        var digits = text
        while digits.first == " " { digits.removeFirst() }
        while digits.last == " " { digits.removeLast() }
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let unit = UInt8(digits),
            GatewayPlan.slaves.contains(unit)
        else { return nil }
        return unit
    }
}
