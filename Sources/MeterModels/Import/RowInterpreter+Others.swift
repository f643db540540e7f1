internal import Documents
internal import Metrology
import ModbusProtocol

extension RowInterpreter {
    /// What the column of quantities says in the words of model files; nil where it says nothing.
    func ownWords(_ row: TableRow) -> RowMeaning? {
        let words = row.quantity
        guard !words.isEmpty, row.hindrance == nil else { return nil }
        if let quantity = quantity(words) { return own(row, words, quantity) }
        if words == "never available" { return RowMeaning(source: .unavailable) }
        if words.hasPrefix("clock ") {
            return RowMeaning(source: .clock(String(words.dropFirst(6))))
        }
        if words == "serial number" {
            let isText = row.format?.type?.isText == true
            return RowMeaning(source: .serialNumber(isText ? "text" : "number"))
        }
        if words.hasPrefix("text \""), words.hasSuffix("\"") {
            return RowMeaning(source: .text(String(words.dropFirst(6).dropLast())))
        }
        guard words.hasPrefix("constant ") else { return nil }
        let number = words.dropFirst(9)
        if let whole = Int64(number) {
            let bits = String(UInt64(bitPattern: whole), radix: 16, uppercase: true)
            let isSmall = whole.magnitude < 1 << 53
            return RowMeaning(
                source: isSmall ? .constant(Double(whole)) : .pattern("0x" + bits)
            )
        }
        return Double(number).map { RowMeaning(source: .constant($0)) }
    }

    private func own(_ row: TableRow, _ name: String, _ quantity: Quantity) -> RowMeaning? {
        let unit = row.unit ?? ""
        guard row.access != .write, row.format?.type?.isText == false else { return nil }
        if unit.isEmpty, !quantity.unit.symbol.isEmpty {
            return RowMeaning(source: .quantity(name, isSign: true))
        }
        return RowMeaning(
            source: .quantity(name, isSign: false),
            unit: unit,
            scale: row.scale ?? 1
        )
    }

    /// A register of text.
    func text(_ row: TableRow) -> RowMeaning {
        let reading = NameReading(row.name)
        if reading.strong.contains(.serialNumber) {
            return RowMeaning(source: .serialNumber("text"))
        }
        return RowMeaning(
            source: .text(""),
            verdict: .notUnderstood,
            remarks: ["a text that the table does not give; empty"]
        )
    }

    /// The tariff in force as a register that is written.
    func tariff(_ row: TableRow) -> RowMeaning? {
        let reading = NameReading(row.name)
        guard reading.subject(.none) == .tariff, reading.foreign.isEmpty else { return nil }
        return RowMeaning(source: .quantity("tariff", isSign: false))
    }

    /// A register of the ratio of a transformer.
    func programmed(_ row: TableRow, _ setting: SettingProposal) -> RowMeaning {
        RowMeaning(
            source: .setting(setting.name),
            unit: setting.unit,
            scale: row.scale ?? 1,
            verdict: .assumed,
            remarks: [setting.assumption],
            setting: setting
        )
    }

    /// A register that is there but whose meaning is not known: what keeps the map's shape.
    func unknown(_ row: TableRow, _ reason: String, _ settings: Set<String>) -> RowMeaning {
        var meaning = RowMeaning(
            source: .unavailable,
            verdict: .notUnderstood,
            remarks: [reason]
        )
        if row.format?.type == nil {
            meaning.source = .words(max(row.words, 1))
        } else if row.access == .write {
            meaning.source = .nothing
            meaning.remarks.append("any value is taken, and nothing happens")
        } else if row.access == .readWrite,
            let setting = SettingProposal.stored(row, taken: settings)
        {
            meaning.source = .setting(setting.name)
            meaning.setting = setting
            meaning.remarks.append(setting.assumption)
        }
        return meaning
    }
}
