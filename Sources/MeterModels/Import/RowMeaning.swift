internal import Documents
internal import Metrology
import ModbusProtocol

/// What a row is taken for.
struct RowMeaning {
    /// How sure that is.
    enum Verdict: Hashable {
        /// Name and unit say it.
        case understood
        /// Something was filled in.
        case assumed
        /// The register is there but shows nothing.
        case notUnderstood
    }

    var source: DraftRegister.Source
    var unit = ""
    var scale = 1.0
    var verdict = Verdict.understood
    /// What was filled in, or why the row was not understood.
    var remarks: [String] = []
    /// A setting that the model must have.
    var setting: SettingProposal?
}

/// Decides what the rows of a table show.
struct RowInterpreter {
    let context: TableContext
    let head: ModelHead
    let hasUnits: Bool
    private let catalogue = QuantityCatalogue()

    init(context: TableContext, head: ModelHead, hasUnits: Bool) {
        self.context = context
        self.head = head
        self.hasUnits = hasUnits
    }

    /// What a register shows.
    ///
    /// - Parameter settings: the names of settings that there are.
    func meaning(of row: TableRow, settings: Set<String>) -> RowMeaning {
        if let own = ownWords(row) { return own }
        if row.quantity.hasPrefix("setting "), row.access == .read {
            return unknown(row, "it shows a setting", settings)
        }
        guard row.format?.type?.isText != true else { return text(row) }
        guard row.format?.type != nil, row.hindrance == nil else {
            return unknown(row, row.hindrance ?? "the type holds no number", settings)
        }
        if row.access == .write { return unknown(row, "it can only be written", settings) }
        if let setting = SettingProposal.transformer(row.name, unit: row.unit ?? "") {
            return programmed(row, setting)
        }
        if row.access == .readWrite {
            if let tariff = tariff(row) { return tariff }
            return unknown(row, "it can be written", settings)
        }
        do {
            return try proposed(row)
        } catch {
            return unknown(row, error.reason, settings)
        }
    }

    private func proposed(_ row: TableRow) throws(QuantityProposal.Refusal) -> RowMeaning {
        do {
            return try proposed(row.name, row)
        } catch {
            if row.details.isEmpty { throw error }
            guard let second = try? proposed(row.details, row) else { throw error }
            return second
        }
    }

    private func proposed(
        _ name: String,
        _ row: TableRow
    ) throws(QuantityProposal.Refusal) -> RowMeaning {
        let unit = row.unit ?? ""
        let proposal = try QuantityProposer.propose(name, unit: unit, context)
        if proposal.name == "serialNumber" {
            return RowMeaning(source: .serialNumber("number"))
        }
        if NameReading(name).has(.sign) {
            return sign(proposal)
        }
        var remarks = proposal.assumptions + row.assumptions
        let fitted = try fit(proposal.name, unit)
        if unit != fitted, hasUnits || fitted.isEmpty || fitted == "%" {
            remarks.append("the unit \(fitted.isEmpty ? "none" : fitted): the row gives none")
        } else if unit != fitted {
            remarks.append("the unit \(fitted): the table gives none")
        }
        if let doubt = doubt(proposal.name, row, fitted) { remarks.append(doubt) }
        return RowMeaning(
            source: .quantity(proposal.name, isSign: false),
            unit: fitted,
            scale: row.scale ?? 1,
            verdict: remarks.isEmpty ? .understood : .assumed,
            remarks: remarks
        )
    }

    private func sign(_ proposal: QuantityProposal) -> RowMeaning {
        RowMeaning(
            source: .quantity(proposal.name, isSign: true),
            verdict: .assumed,
            remarks: proposal.assumptions + ["0 plus, 1 minus"]
        )
    }

    /// The quantity of a name, also of the least and greatest values that a model can keep.
    func quantity(_ name: String) -> Quantity? {
        if let quantity = catalogue[name] { return quantity }
        for statistic in ExtremeStatistic.allCases where name.hasSuffix("." + statistic.rawValue) {
            let base = String(name.dropLast(statistic.rawValue.count + 1))
            guard let quantity = catalogue[base], let watched = WatchedQuantity(quantity) else {
                continue
            }
            return .extreme(watched, statistic)
        }
        return nil
    }

    /// The unit of a quantity in this table.
    private func fit(_ name: String, _ unit: String) throws(QuantityProposal.Refusal) -> String {
        guard let quantity = quantity(name) else {
            throw QuantityProposal.Refusal(reason: "there is no quantity \(name)")
        }
        let isFactor = quantity.unit == .micro("")
        if quantity.unit.perUnit(unit) != nil || (isFactor && unit == "%") { return unit }
        guard unit.isEmpty, !quantity.unit.symbol.isEmpty else {
            let shown = unit.isEmpty ? "without a unit" : "in \(unit)"
            throw QuantityProposal.Refusal(reason: "\(name) cannot be \(shown)")
        }
        if hasUnits, quantity.unit.symbol != "%" {
            throw QuantityProposal.Refusal(reason: "\(name) needs a unit, and the row has none")
        }
        return quantity.unit.symbol
    }

    /// What makes a step implausible; nil where it is sound.
    private func doubt(_ name: String, _ row: TableRow, _ unit: String) -> String? {
        guard let type = row.format?.type, let scale = row.scale, let quantity = quantity(name)
        else { return nil }
        let one = quantity.unit.perUnit(quantity.unit.symbol) ?? 1e6
        let perUnit = unit == "%" ? 0.01 : (quantity.unit.perUnit(unit) ?? one) / one
        let step = scale * perUnit
        guard let usual = usual(quantity) else {
            // A float has no step, but what it is multiplied with is one.
            let isStep = !type.isFloat || row.isDivided
            guard isStep, let most = greatestStep(quantity), step >= most else { return nil }
            return coarse(row, scale, unit)
        }
        if let bounds = type.integerBounds, Double(bounds.maximum) * step < usual * 0.9999 {
            return "a step of \(Node.text(scale)) \(unit) is too fine for \(type.rawValue)"
        }
        return !type.isFloat && step > usual ? coarse(row, scale, unit) : nil
    }

    private func coarse(_ row: TableRow, _ scale: Double, _ unit: String) -> String {
        let advice =
            row.isDivided
            ? "if the column is no divisor but the step, --column scale=TITLE"
            : "if the column is a divisor, say so"
        return "a step of \(Node.text(scale)) \(unit) is coarse; \(advice)"
    }

    /// The value that a quantity has in the usual network; nil where that depends on the load.
    private func usual(_ quantity: Quantity) -> Double? {
        switch quantity {
        case .voltage: head.voltage
        case .frequency: 50
        case .powerFactor: 1
        default: nil
        }
    }

    /// The step from which on a value that depends on the load is hardly one of a meter: 1 MW,
    /// 10 MWh, 1 kA.
    private func greatestStep(_ quantity: Quantity) -> Double? {
        switch quantity {
        case .power: 1e6
        case .demand(let source, _):
            if case .current = source { 1e3 } else { 1e6 }
        case .energy, .periodEnergy: 1e7
        case .current: 1e3
        default: nil
        }
    }
}
