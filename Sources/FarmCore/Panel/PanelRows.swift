internal import MBusProtocol
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Writes the rows of a display.
struct PanelRows {
    let meter: MeterMachine
    let state: PanelState
    let instant: Instant

    private var design: PanelDesign { meter.model.panel }
    private var menu: PanelMenu? {
        design.menus.indices.contains(state.menu) ? design.menus[state.menu] : nil
    }

    /// What the display shows.
    var rows: [PanelView.Row] {
        guard let display = design.display else { return [] }
        guard meter.isPowered else {
            return Array(repeating: PanelView.Row(), count: display.rows)
        }
        switch state.mode {
        case .testing:
            let all = String(repeating: "8.", count: display.digits)
            return Array(repeating: PanelView.Row(text: all), count: display.rows)
        case .refused: return [PanelView.Row(text: menu?.setup?.code?.wrong ?? "")]
        case .entering(let entry): return [edited(entry, menu?.setup?.code?.label ?? "")]
        case .asked(_, let answer):
            let question = menu?.setup?.question
            let answers = question?.answers ?? []
            let text = answers.indices.contains(answer) ? answers[answer] : ""
            return [PanelView.Row(label: question?.text ?? "", text: text, isEdited: true)]
        case .reading, .setup, .editing:
            guard let page = state.shownPage(design) else {
                return [PanelView.Row(text: menu?.name ?? "")]
            }
            return shown(page)
        }
    }

    /// The rows of a page; the value that is changed is the first that can be.
    private func shown(_ page: PanelPage) -> [PanelView.Row] {
        let first = page.rows.firstIndex(where: \.isEditable)
        return page.rows.enumerated().map { place, row in
            guard case .editing(_, let entry) = state.mode, place == first else {
                return written(row)
            }
            return edited(entry, row.label, unit: written(row).unit)
        }
    }

    private func edited(
        _ entry: PanelEntry,
        _ label: String,
        unit: String = ""
    ) -> PanelView.Row {
        PanelView.Row(
            label: label,
            text: entry.text,
            unit: unit,
            cursor: entry.cursor,
            isEdited: true
        )
    }

    private func written(_ row: PanelRow) -> PanelView.Row {
        var view = PanelView.Row(label: row.label + nature(of: row))
        switch row.content {
        case .quantity(let quantity, let format):
            let written = format.written(meter.value(of: quantity), of: quantity)
            (view.text, view.unit) = (written.text, written.unit)
        case .setting(let place, let format):
            view.text = text(ofSetting: place, format)
            view.unit = format.unit
        case .text(let text): view.text = text
        case .fact(let fact): view.text = text(of: fact)
        case .reset(let scope, let no, let yes):
            view.text = draft?.resets.contains(scope) ?? false ? yes : no
        }
        if let window = row.window { view.text = rolled(view.text, through: window) }
        return view
    }

    private var draft: PanelDraft? {
        switch state.mode {
        case .setup(let draft), .editing(let draft, _), .asked(let draft, _): draft
        case .reading, .entering, .refused, .testing: nil
        }
    }

    /// `c` for a capacitive value, `i` for an inductive one.
    private func nature(of row: PanelRow) -> String {
        guard row.marksNature, let quantity = row.quantity else { return "" }
        return switch meter.sector(of: quantity) {
        case 1: "i"
        case 2: "c"
        default: ""
        }
    }

    private func text(ofSetting place: Int, _ format: SettingFormat) -> String {
        let value = draft?.settings[place] ?? meter.settings[place]
        let definition = meter.model.settings[place]
        if let choice = definition.choices.first(where: { $0.value == value }) {
            return format.words[choice.name] ?? choice.name
        }
        let digits = PanelEntry(
            number: value,
            digits: format.digits,
            decimals: format.decimals
        )
        let sign = value < 0 ? "-" : ""
        let text = digits.text
        let least = format.decimals > 0 ? format.decimals + 2 : 1
        let zeros = text.prefix(max(text.count - least, 0)).prefix { $0 == "0" }.count
        return sign + text.dropFirst(zeros)
    }

    private func text(of fact: PanelFact) -> String {
        switch fact {
        case .serialNumber: meter.serialNumber
        case .identification: meter.secondaryAddress.identification.digits
        case .name: meter.model.name
        case .time:
            Self.padded(meter.clock(.hour, at: instant)) + ":"
                + Self.padded(meter.clock(.minute, at: instant))
        case .date:
            String(meter.clock(.year, at: instant)) + "-"
                + Self.padded(meter.clock(.month, at: instant)) + "-"
                + Self.padded(meter.clock(.day, at: instant))
        }
    }

    private static func padded(_ number: Int64) -> String {
        (number < 10 ? "0" : "") + String(number)
    }

    /// A text that is longer than its place, a character further each second.
    private func rolled(_ text: String, through window: Int) -> String {
        guard text.count > window else { return text }
        let ring = Array(text + " ")
        let second = Int(instant.microseconds.floorDivided(by: 1_000_000) % Int64(ring.count))
        return String((0..<window).map { ring[(second + $0) % ring.count] })
    }
}

extension MeterMachine {
    /// How the current of what a quantity concerns lies to the voltage: 0 in phase, 1 inductive,
    /// 2 capacitive; nil where that means nothing.
    func sector(of quantity: Quantity) -> Int64? {
        switch quantity {
        case .powerFactor(let channel), .power(.reactive, let channel, _):
            value(of: .powerFactorSector(channel))
        case .powerFactorAverage: value(of: .powerFactorSector(.total))
        default: nil
        }
    }
}
