/// The short label of a quantity on a plain display, from its name in files.
enum PlainLabel {
    /// `energy.active.import.t1` is `Ea+ T1`, `voltage.l12` is `U12`.
    static func text(_ name: String) -> String {
        let parts = name.split(separator: ".").map(String.init)
        guard let first = parts.first else { return name }
        let rest = Array(parts.dropFirst())
        switch first {
        case "energy": return energy(rest)
        case "power": return joined(powers[rest.first ?? ""] ?? "P", rest.dropFirst())
        case "demand": return "MD " + energy(rest)
        case "voltage": return joined((rest.first?.count ?? 0) > 2 ? "U" : "V", rest[...])
        case "current": return joined("I", rest[...])
        case "powerFactor": return joined("PF", rest[...])
        case "frequency": return "F"
        case "operatingTime": return "h"
        default: return name
        }
    }

    private static let powers = ["active": "P", "reactive": "Q", "apparent": "S"]
    private static let kinds = ["active": "Ea", "reactive": "Er", "apparent": "Es"]
    private static let words = [
        "import": "+", "export": "-", "both": "", "net": "=", "total": "", "partial": " PAr",
        "combined": "", "last": "", "maximum": " MAX",
    ]

    private static func energy(_ parts: [String]) -> String {
        parts.map { kinds[$0] ?? words[$0] ?? " " + $0.uppercased() }.joined()
    }

    /// A letter with the place behind it; the total has none.
    private static func joined(_ letter: String, _ parts: ArraySlice<String>) -> String {
        let places = parts.filter { $0 != "total" }
            .map { $0.hasPrefix("l") ? String($0.dropFirst()) : $0 }
        return letter + places.joined(separator: " ")
    }
}
