internal import Documents
internal import Metrology
import ModbusProtocol

/// What a register is taken for that can be programmed.
struct SettingProposal {
    var name: String
    var member: DraftValue.Member
    var unit = ""
    var assumption: String

    /// The ratio of a transformer by the words of a name; nil for anything else.
    static func transformer(_ name: String, unit: String) -> SettingProposal? {
        let words = Set(FoldedText.words(name))
        let isCurrent = !words.isDisjoint(with: [
            "ct", "ti", "tc", "ta", "kta", "stromwandler", "cts",
        ])
        let isVoltage = !words.isDisjoint(with: ["vt", "pt", "tv", "tt", "ktv", "spannungswandler"])
        let isAny = !words.isDisjoint(with: [
            "transformer", "transformateur", "trasformatore", "wandler",
        ])
        let ofCurrent = isCurrent || (isAny && !words.isDisjoint(with: currents))
        let ofVoltage = isVoltage || (isAny && !words.isDisjoint(with: voltages))
        guard ofCurrent != ofVoltage, let part = part(words) else { return nil }
        let kind = ofCurrent ? "currentTransformer" : "voltageTransformer"
        let own = part == "Ratio" ? "" : (ofCurrent ? "A" : "V")
        guard unit.isEmpty || unit == own else { return nil }
        let value = part == "Ratio" ? 1.0 : (ofCurrent ? 5 : 100)
        let greatest =
            part == "Secondary" ? (ofCurrent ? 5.0 : 1000) : (ofCurrent ? 10_000 : 500_000)
        return SettingProposal(
            name: kind + part,
            member: TransformerSettings.member(kind + part, value, 1...greatest),
            unit: own,
            assumption: "default and range"
        )
    }

    private static let currents: Set<String> = ["current", "courant", "corrente", "strom"]
    private static let voltages: Set<String> = ["voltage", "tension", "tensione", "spannung"]

    private static func part(_ words: Set<String>) -> String? {
        let parts: [(String, Set<String>)] = [
            ("Primary", ["primary", "primaire", "primario", "primar", "prim"]),
            ("Secondary", ["secondary", "secondaire", "secondario", "sekundar", "sec", "sek"]),
            ("Ratio", ["ratio", "rapport", "rapporto", "verhaltnis", "factor", "faktor"]),
        ]
        let found = parts.filter { !$0.1.isDisjoint(with: words) }
        return found.count == 1 ? found.first?.0 : nil
    }

    /// A setting that is only kept and read back.
    ///
    /// - Parameter taken: names of settings that there are.
    static func stored(_ row: TableRow, taken: Set<String>) -> SettingProposal? {
        guard let type = row.format?.type, !type.isText else { return nil }
        var name = camel(row.name)
        let hasMeaning = MeterSetting(name: name) != nil || LineSetting(rawValue: name) != nil
        if hasMeaning || taken.contains(name) { name += String(row.address) }
        let bounds = type.integerBounds
        let least = max(Double(bounds?.minimum ?? -1_000_000_000), -1e12)
        let greatest = min(Double(bounds?.maximum ?? 1_000_000_000), 1e12)
        let member = DraftValue.Member(
            name,
            .line([
                DraftValue.Member("stored", .flag(true)), DraftValue.Member("default", 0),
                DraftValue.Member("range", .list([.number(least), .number(greatest)])),
            ])
        )
        return SettingProposal(
            name: name,
            member: member,
            assumption: "kept and read back, without effect"
        )
    }

    /// `Backlight time` as `backlightTime`.
    private static func camel(_ name: String) -> String {
        let words = FoldedText.words(name).map { word in
            String(word.unicodeScalars.filter { $0.isASCII }.map(Character.init))
        }.filter { !$0.isEmpty }
        let joined = words.prefix(6).enumerated().map { place, word in
            place == 0 ? word : word.prefix(1).uppercased() + word.dropFirst()
        }.joined()
        guard let first = joined.first, first.isLetter else { return "setting" + joined }
        return joined
    }
}
