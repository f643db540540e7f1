/// Loads drawn by chance.
enum LoadDraft {
    /// A load as a farm file writes it: steady, stepped, switched, noisy, exporting, failing.
    static func draw(_ chance: inout Chance) -> String {
        if chance.happens(percent: 10) { return "\"constant-test-load\"" }
        let phases = ["l1", "l2", "l3"].map { phase in
            let active = power(&chance)
            let reactive = power(&chance)
            return "\"\(phase)\": { \"activePower\": \(active), \"reactivePower\": \(reactive) }"
        }
        return """
            { "phases": { \(phases.joined(separator: ", ")) }, "voltage": \(voltage(&chance)) }
            """
    }

    private static func power(_ chance: inout Chance) -> String {
        let base = decimal(-4_000_000...4_000_000, &chance)
        switch chance.number(0...5) {
        case 0: return base
        case 1:
            let more = decimal(-3_000_000...3_000_000, &chance)
            return """
                { "sum": [ \(base), { "cycle": { "on": \(more),
                  "onFor": "\(chance.number(2...700))s",
                  "offFor": "\(chance.number(2...900))s" } } ] }
                """
        case 2:
            let hold = chance.number(1...400)
            return """
                { "noise": { "mean": \(base), "deviation": 900, "hold": "\(hold)s" } }
                """
        case 3:
            return """
                { "points": [["00:00", \(base)], ["06:30", \(decimal(-900_000...900_000, &chance))],
                  ["17:45:13", 12.345]], "every": "day" }
                """
        case 4: return "0"
        default: return "{ \"product\": [ \(base), 0.5 ] }"
        }
    }

    /// A steady voltage, a noisy one, or one that fails for a while again and again.
    private static func voltage(_ chance: inout Chance) -> String {
        switch chance.number(0...9) {
        case 0...4: return "231.7"
        case 5...7: return "{ \"noise\": { \"mean\": 230, \"deviation\": 2, \"hold\": \"20s\" } }"
        default:
            let (on, off) = (chance.number(20...4000), chance.number(1...300))
            return """
                { "cycle": { "on": 229.4, "off": 0, "onFor": "\(on)s", "offFor": "\(off)s" } }
                """
        }
    }

    /// Thousandths as a decimal number.
    private static func decimal(_ range: ClosedRange<Int>, _ chance: inout Chance) -> String {
        let value = chance.number(range)
        let fraction = String(value.magnitude % 1000 + 1000).dropFirst()
        return "\(value < 0 ? "-" : "")\(value.magnitude / 1000).\(fraction)"
    }
}
