/// How a quantity's name is told in a chart: the panel it stands in, and its line there.
struct SeriesName: Hashable {
    /// `Active power`.
    let panel: String
    /// `L1`, `total`, `import T2`; empty where the panel says all.
    let line: String

    private static let kinds = [
        "power": "power", "energy": "energy", "demand": "demand",
    ]
    private static let titles = [
        "voltage": "Voltage", "current": "Current", "frequency": "Frequency",
        "powerFactor": "Power factor", "phaseAngle": "Phase angle", "charge": "Charge",
        "operatingTime": "Operating time", "thd": "Harmonic distortion", "tariff": "Tariff",
    ]

    private static let words = [
        "n": "N", "lineAverage": "line average", "previousDay": "previous day",
        "previousWeek": "previous week", "previousMonth": "previous month",
    ]

    init(_ name: String, unit: String) {
        var parts = name.split(separator: ".").map(String.init)
        let isSecondary = parts.first == "secondary"
        if isSecondary { parts.removeFirst() }
        let first = parts.isEmpty ? name : parts.removeFirst()
        var title = Self.titles[first] ?? first
        if let kind = Self.kinds[first] {
            title = Self.nature(unit).map { "\($0) \(kind)" } ?? Self.capitalised(kind)
            if let word = parts.first, ["active", "reactive", "apparent"].contains(word) {
                parts.removeFirst()
            }
        }
        panel = isSecondary ? "\(title) at the inputs" : title
        line = parts.map(Self.word).joined(separator: " ")
    }

    private static func nature(_ unit: String) -> String? {
        switch unit {
        case "W", "Wh": "Active"
        case "var", "varh": "Reactive"
        case "VA", "VAh": "Apparent"
        case "A": "Current"
        default: nil
        }
    }

    /// `l1` → `L1`, `t2` → `T2`, `q3` → `Q3`, `l12` → `L1–L2`.
    private static func word(_ word: String) -> String {
        let digits = Array(word.dropFirst())
        guard let letter = word.first, "ltq".contains(letter), !digits.isEmpty,
            digits.allSatisfy({ "0123456789".contains($0) })
        else { return words[word] ?? word }
        let name = letter.uppercased()
        return digits.map { "\(name)\($0)" }.joined(separator: "–")
    }

    private static func capitalised(_ word: String) -> String {
        word.prefix(1).uppercased() + word.dropFirst()
    }
}
