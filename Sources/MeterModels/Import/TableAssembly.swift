internal import Documents
internal import Metrology
import ModbusProtocol

/// Puts the rows of a table together to a model.
struct TableAssembly {
    private let options: RegisterTableImport.Options
    private var report: TableReport
    private let hasUnits: Bool
    private var draft: ModelDraft
    /// The row of each register of the draft.
    private var origins: [(row: TableRow, meaning: RowMeaning)] = []

    init(_ options: RegisterTableImport.Options, _ report: TableReport, hasUnits: Bool) {
        self.options = options
        self.report = report
        self.hasUnits = hasUnits
        draft = ModelDraft(about: Self.about, head: options.head)
        draft.source = ("table", options.title)
        draft.wordOrder = options.wordOrder
        draft.features = [
            .line([
                DraftValue.Member(
                    "text",
                    .text(
                        "Registers from a table whose names were interpreted; ratings, supply, "
                            + "line and limits are assumed"
                    )
                ),
                DraftValue.Member("evidence", "assumed"),
            ])
        ]
    }

    private static let about =
        "Made from a register table: addresses, types and steps are the table's, the quantities "
        + "are proposed from its names. Everything that is no register is assumed. A key that "
        + "begins with // is a comment: readers pass over it. "
        + "docs/how-to-add-a-meter.md leads through."

    /// Takes all rows.
    mutating func add(_ rows: [TableRow]) {
        let interpreter = RowInterpreter(
            context: Self.context(rows, options.head),
            head: options.head,
            hasUnits: hasUnits
        )
        for row in rows {
            if row.isCoil { addBit(row) } else { add(row, interpreter) }
        }
    }

    private static func context(_ rows: [TableRow], _ head: ModelHead) -> TableContext {
        var context = TableContext(isSinglePhase: head.isSinglePhase)
        for row in rows {
            let reading = NameReading(row.name)
            let dimension = NameReading.Dimension(row.unit ?? "")
            switch reading.subject(dimension) {
            case .energy:
                let isDirected =
                    reading.directions == [.imported] || reading.directions == [.exported]
                if isDirected, let kind = reading.power(dimension) { context.directed.insert(kind) }
            case .voltage, .current:
                let names = !reading.phases.isEmpty || !reading.pairs.isEmpty
                context.hasPhases = context.hasPhases || names
            default: break
            }
        }
        return context
    }

    private mutating func add(_ row: TableRow, _ interpreter: RowInterpreter) {
        if let other = overlapping(row) {
            let isSame = other.address == row.address && other.words == row.words
            let what =
                isSame ? "stands there twice" : "overlaps \"\(other.name)\" at \(other.range)"
            report.add(row.line, .leftOut, "\(title(row)): \(what), line \(other.line)")
            return
        }
        let taken = Set(draft.settings.map(\.key))
        var meaning = interpreter.meaning(of: row, settings: taken)
        if let setting = meaning.setting, !taken.contains(setting.name) {
            draft.settings.append(setting.member)
        }
        let isStored = meaning.setting != nil && meaning.verdict == .notUnderstood
        if row.access == .readWrite, case .quantity(let name, _) = meaning.source, name != "tariff"
        {
            meaning.remarks.append("it can be written in the device; here it cannot")
        }
        draft.registers.append(register(row, meaning, isStored: isStored))
        origins.append((row, meaning))
    }

    private func overlapping(_ row: TableRow) -> TableRow? {
        origins.first { other in
            !other.row.places.isDisjoint(with: row.places)
                && other.row.address < row.address + max(row.words, 1)
                && row.address < other.row.address + max(other.row.words, 1)
        }?.row
    }

    private func title(_ row: TableRow) -> String { "\(row.range) \"\(row.name)\"" }

    private func register(
        _ row: TableRow,
        _ meaning: RowMeaning,
        isStored: Bool
    ) -> DraftRegister {
        let hasWords = row.format?.words == nil
        var access = row.access.rawValue
        switch meaning.source {
        case .setting, .nothing: break
        case .quantity("tariff", _): break
        default: access = "r"
        }
        let remarks = (meaning.remarks + [row.note]).filter { !$0.isEmpty }
        let order = row.words > 1 ? row.order?.rawValue : nil
        return DraftRegister(
            address: row.address,
            table: row.table,
            type: row.format?.name ?? "block",
            words: hasWords ? row.words : nil,
            order: order == draft.wordOrder ? nil : order,
            source: meaning.source,
            unit: meaning.unit,
            scale: meaning.scale,
            access: access,
            name: row.name.isEmpty ? "Register \(Hexadecimal.text(row.address))" : row.name,
            evidence: meaning.verdict == .understood ? "derived" : "assumed",
            sourceID: "table",
            note: remarks.isEmpty ? nil : Self.sentence(remarks)
        )
    }

    private static func sentence(_ remarks: [String]) -> String {
        let text = remarks.joined(separator: "; ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// Takes a coil or a discrete input, which shows nothing.
    private mutating func addBit(_ row: TableRow) {
        let isInput = row.places == [.discreteInput]
        let address = DraftValue.text(Hexadecimal.text(row.address))
        let taken = isInput ? draft.discreteInputs : draft.coils
        let isTaken = taken.contains { value in
            if case .line(let members) = value { return members.first?.value == address }
            return false
        }
        if isTaken {
            report.add(row.line, .leftOut, "\(title(row)): stands there twice")
            return
        }
        let bit = DraftValue.line([
            DraftValue.Member("address", address), DraftValue.Member("constant", .flag(false)),
            DraftValue.Member("name", .text(row.name)), DraftValue.Member("evidence", "assumed"),
            DraftValue.Member("source", "table"),
            DraftValue.Member("note", "What the bit shows is not known; always off"),
        ])
        if isInput { draft.discreteInputs.append(bit) } else { draft.coils.append(bit) }
        report.add(row.line, .notUnderstood, "\(title(row)): a bit; always off")
    }
}

extension TableAssembly {
    /// The model and the report.
    ///
    /// What the reader of models does not accept becomes a register that shows nothing.
    mutating func finish() throws(ImportFault) -> (text: String, report: TableReport) {
        guard !origins.isEmpty || !draft.coils.isEmpty || !draft.discreteInputs.isEmpty else {
            let reasons = report.rows.prefix(3).map { "line \($0.line): \($0.text)" }
            throw ImportFault(
                "no row is a register"
                    + (reasons.isEmpty ? "" : "; " + reasons.joined(separator: "; "))
            )
        }
        completeRatios()
        for _ in 0..<8 {
            let faults = Self.faults(draft.text)
            if faults.isEmpty { break }
            try demote(faults)
        }
        for (row, meaning) in origins { describe(row, meaning) }
        report.rows.sort { $0.line < $1.line }
        mergeTables()
        draft.registers.sort {
            ($0.table == "input" ? 1 : 0, $0.address) < ($1.table == "input" ? 1 : 0, $1.address)
        }
        return (draft.text, report)
    }

    /// Gives transformers whose table has the primary value alone the usual secondary value.
    private mutating func completeRatios() {
        let names = Set(draft.settings.map(\.key))
        for (kind, secondary) in [("currentTransformer", 5.0), ("voltageTransformer", 100)]
        where names.contains(kind + "Primary") && !names.contains(kind + "Secondary") {
            draft.settings.append(
                TransformerSettings.member(kind + "Secondary", secondary, 1...secondary)
            )
        }
    }

    private static func faults(_ text: String) -> [Fault] {
        let log = FaultLog(file: "model")
        do {
            let value = try JSONValue.parse(Array(text.utf8), file: "model")
            _ = MeterModel.read(Node(value, log: log), id: "model")
            return log.faults
        } catch {
            return [error]
        }
    }

    /// Takes away what the registers with faults show.
    private mutating func demote(_ faults: [Fault]) throws(ImportFault) {
        var isDemoted = false
        for fault in faults {
            for index in blamed(for: fault.pointer.tokens) {
                demote(index, fault.message)
                isDemoted = true
            }
        }
        if !isDemoted {
            let first = faults.first.map { "\($0.pointer): \($0.message)" } ?? ""
            throw ImportFault("the model would not be sound: \(first)")
        }
    }

    /// The registers that a fault at a place is about, or that need what stands there.
    private mutating func blamed(for tokens: [String]) -> [Int] {
        if tokens.count >= 3, tokens[1] == "registers" { return Int(tokens[2]).map { [$0] } ?? [] }
        if tokens.count >= 2, tokens[0] == "settings" {
            draft.settings.removeAll { $0.key == tokens[1] }
            return draft.registers.indices.filter {
                draft.registers[$0].source == .setting(tokens[1])
            }
        }
        let marks = ["demand": "demand.", "partials": "partial", "extremes": "imum"]
        guard let mark = tokens.first.flatMap({ marks[$0] }) else { return [] }
        return draft.registers.indices.filter {
            draft.registers[$0].quantity.map { Self.holds($0, mark) } ?? false
        }
    }

    private static func holds(_ name: String, _ mark: String) -> Bool {
        name.split(separator: mark, omittingEmptySubsequences: false).count > 1
    }

    private mutating func demote(_ index: Int, _ reason: String) {
        guard draft.registers.indices.contains(index) else { return }
        let row = origins[index].row
        var meaning = RowMeaning(source: .unavailable, verdict: .notUnderstood, remarks: [reason])
        if row.format?.type == nil { meaning.source = .words(max(row.words, 1)) }
        if row.format?.type?.isText == true { meaning.source = .text("") }
        origins[index].meaning = meaning
        draft.registers[index] = register(row, meaning, isStored: false)
    }

    private mutating func describe(_ row: TableRow, _ meaning: RowMeaning) {
        let remarks = meaning.remarks.joined(separator: "; ")
        let verdict: TableReport.Verdict =
            switch meaning.verdict {
            case .understood: .proposed
            case .assumed: .assumed
            case .notUnderstood: .notUnderstood
            }
        let shown = Self.shown(meaning)
        let text = [shown, remarks].filter { !$0.isEmpty }.joined(separator: "; ")
        report.add(row.line, verdict, "\(title(row)): \(text)")
    }

    private static func shown(_ meaning: RowMeaning) -> String {
        let step = meaning.scale == 1 ? "" : "\(Node.text(meaning.scale)) "
        switch meaning.source {
        case .quantity(let name, let isSign):
            return isSign
                ? "sign of \(name)"
                : name + (meaning.unit.isEmpty && step.isEmpty ? "" : " in \(step)\(meaning.unit)")
        case .setting(let name): return "setting \(name)"
        case .serialNumber: return "serial number"
        case .clock(let field): return "clock \(field)"
        case .constant, .pattern, .text, .words: return "constant"
        case .unavailable, .nothing: return ""
        }
    }

    /// Registers that stand in both tables alike become one.
    private mutating func mergeTables() {
        var places: [DraftRegister: Int] = [:]
        var merged: [DraftRegister] = []
        for register in draft.registers {
            var other = register
            other.table = register.table == "input" ? "holding" : "input"
            if let place = places[other], register.table != "both" {
                merged[place].table = "both"
            } else {
                places[register] = merged.count
                merged.append(register)
            }
        }
        draft.registers = merged
    }
}
