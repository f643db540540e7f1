internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Reads the tariff calendar of a meter.
struct TariffControlReader {
    let library: ProfileLibrary
    let log: FaultLog
    let timeZone: CivilZone

    /// Reads `{ "calendar": …, "drives": "input" | "register" }`.
    func read(_ node: Node?, _ model: MeterModel?) -> TariffControl? {
        guard let object = node?.object("\"calendar\" and what it drives") else { return nil }
        let calendar = object.required("calendar", "the name of a calendar, a path or a calendar")
        let drives =
            object.optional("drives").map { $0.choice(of: TariffControl.Drive.self) }
            ?? TariffControl.Drive.register
        object.finish()
        guard let calendar, let model, let drives, let object = node else { return nil }
        let count = model.design.tariffCount
        if drives == .input, model.design.inputTariffs < 2 {
            object.report("drives the input, but \(model.name) has no tariff input")
            return nil
        }
        if count < 2 {
            object.report("needs a meter with tariffs; \(model.name) has one")
            return nil
        }
        return self.calendar(calendar, tariffs: 1...count).map {
            TariffControl($0.compiled(timeZone: timeZone), drives: drives)
        }
    }

    private func calendar(_ node: Node, tariffs: ClosedRange<Int>) -> TariffCalendar? {
        if case .object = node.value { return TariffCalendar.read(node, tariffs: tariffs) }
        guard let reference = node.string("the name of a calendar, a path or a calendar") else {
            return nil
        }
        guard let found = library.find(reference, kind: .calendars, from: log.file) else {
            let hint = Spelling.hint(for: reference, among: library.names(of: .calendars))
            node.report("there is no tariff calendar \"\(reference)\"\(hint)")
            return nil
        }
        return log.referenced(found) { TariffCalendar.read($0, tariffs: tariffs) }
    }
}
