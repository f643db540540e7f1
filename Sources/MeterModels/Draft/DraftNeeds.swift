/// What a model needs beside its registers, by the quantities they show.
struct DraftNeeds {
    private(set) var tariffs = 1
    private(set) var partials: [String] = []
    private(set) var demands: [String] = []
    private(set) var extremes: [String] = []
    private(set) var hasPeriods = false

    /// The needs of a list of registers.
    init(_ registers: [DraftRegister]) {
        for name in registers.compactMap(\.quantity) { take(name) }
    }

    private mutating func take(_ name: String) {
        let parts = name.split(separator: ".").map(String.init)
        if parts.contains("demand"), let place = parts.firstIndex(of: "demand"), parts.count > 2 {
            let source = parts[(place + 1)...].prefix { $0 != "last" && $0 != "maximum" }
            Self.append(source.joined(separator: "."), to: &demands)
            return
        }
        if let end = parts.firstIndex(where: { $0 == "minimum" || $0 == "maximum" }) {
            Self.append(parts[..<end].joined(separator: "."), to: &extremes)
            return
        }
        guard parts.first == "energy" else { return }
        for n in 2...4 where parts.contains("t\(n)") { tariffs = max(tariffs, n) }
        if parts.contains("t1") { tariffs = max(tariffs, 2) }
        hasPeriods = hasPeriods || parts.contains(where: Self.periods.contains)
        if parts.contains("partial"), !parts.contains("net") {
            let own = parts.filter { !["l1", "l2", "l3", "overflows"].contains($0) }
            Self.append(own.joined(separator: "."), to: &partials)
        }
    }

    private static let periods: Set<String> = [
        "day", "previousDay", "week", "previousWeek", "month", "previousMonth",
    ]

    private static func append(_ name: String, to list: inout [String]) {
        if !name.isEmpty, !list.contains(name) { list.append(name) }
    }
}
