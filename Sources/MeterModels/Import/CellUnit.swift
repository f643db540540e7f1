/// Units as vendors' tables print them, brought into the spelling of model files.
struct CellUnit: Hashable {
    /// The unit in the spelling of model files; empty for none.
    var symbol = ""
    /// What the cell says of the step besides: `0.1 V`, `V/10`.
    var factor: Double?

    /// The unit of a cell; nil for one that is not understood.
    init?(_ cell: String) {
        let text = Self.bare(cell)
        if text.isEmpty { return }
        if let symbol = Self.symbol(text) {
            self.symbol = symbol
            return
        }
        guard let found = Self.scaled(text) else { return nil }
        self = found
    }

    private init(symbol: String, factor: Double?) {
        self.symbol = symbol
        self.factor = factor
    }

    /// A cell without brackets, and without what stands for "none".
    private static func bare(_ cell: String) -> String {
        var text = cell
        if let first = text.first, "[(".contains(first), let last = text.last, "])".contains(last) {
            text = String(text.dropFirst().dropLast())
        }
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        let nothing: Set<String> = [
            "-", "--", "---", "none", "n/a", "na", "/", "1", "keine", "ohne", "sans", "aucune",
            "nessuna", "pf", "cos", "cosphi", "cos phi", "p.u.", "pu",
        ]
        return nothing.contains(FoldedText.fold(text)) ? "" : text
    }

    /// A unit with number and sign of operation: `V/10`, `V / 0.1`, `0.1V`, `10 W`, `V x 0.1`; or
    /// a number alone, the step of a value without unit.
    private static func scaled(_ text: String) -> CellUnit? {
        let text = text.filter { $0 != " " }
        if let number = CellNumber.factor(text), number > 0 {
            return CellUnit(symbol: "", factor: number)
        }
        let isDigit: (Character) -> Bool = { "0123456789.,^E-/".contains($0) }
        for sign in ["/", "x", "X", "*", "×"] as [Character] {
            guard let place = text.lastIndex(of: sign), place > text.startIndex else { continue }
            let (head, tail) = (text[..<place], text[text.index(after: place)...])
            guard let unit = symbol(String(head)), let number = CellNumber.factor(String(tail))
            else { continue }
            let factor = sign == "/" ? CellNumber.inverse(number) : number
            return CellUnit(symbol: unit, factor: factor)
        }
        let digits = text.prefix(while: isDigit)
        let rest = text.dropFirst(digits.count)
        let unit = rest.first.map { "x*×".contains($0) } == true ? rest.dropFirst() : rest
        guard !digits.isEmpty, let number = CellNumber.factor(String(digits)), number > 0,
            let found = symbol(String(unit)), !found.isEmpty
        else { return nil }
        return CellUnit(symbol: found, factor: number)
    }

    /// A plain unit in the spelling of model files.
    static func symbol(_ text: String) -> String? {
        if let word = words[FoldedText.fold(text).filter { $0 != " " && $0 != "." }] {
            return word
        }
        let letters = text.filter { $0 != " " && $0 != "." && $0 != "·" }
        guard let first = letters.first else { return nil }
        if let base = bases[letters.lowercased()] { return base }
        guard let base = bases[letters.dropFirst().lowercased()], base != "h", base != "s",
            base != "°", base != "%"
        else { return nil }
        switch first {
        case "k", "K": return "k" + base
        case "M": return "M" + base
        case "m": return "m" + base
        case "G", "g": return "G" + base
        default: return nil
        }
    }

    private static let bases: [String: String] = [
        "v": "V", "a": "A", "w": "W", "var": "var", "va": "VA", "wh": "Wh", "varh": "varh",
        "vah": "VAh", "ah": "Ah", "hz": "Hz", "%": "%", "h": "h", "s": "s", "°": "°", "vrms": "V",
        "arms": "A",
    ]

    private static let words: [String: String] = [
        "volt": "V", "volts": "V", "ampere": "A", "amperes": "A", "amp": "A", "amps": "A",
        "watt": "W", "watts": "W", "vars": "var", "hertz": "Hz", "percent": "%", "prozent": "%",
        "%thd": "%", "hour": "h", "hours": "h", "std": "h", "stunden": "h", "heures": "h",
        "ore": "h", "minute": "min", "minutes": "min", "minuten": "min", "min": "min",
        "second": "s", "seconds": "s", "sec": "s", "sek": "s", "sekunden": "s", "secondes": "s",
        "secondi": "s", "ms": "ms", "deg": "°", "degree": "°", "degrees": "°", "grad": "°",
        "wattheure": "Wh", "watthours": "Wh", "kilowatthours": "kWh", "kilowatt": "kW",
        "kilowatts": "kW", "millivolt": "mV", "milliampere": "mA", "wsec": "Ws",
    ]
}
