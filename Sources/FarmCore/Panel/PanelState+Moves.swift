internal import MeterModels
internal import Metrology

extension PanelState {
    /// Does what a key does here.
    ///
    /// - Returns: what the meter is asked to do.
    mutating func move(_ binding: PanelBinding, of meter: MeterMachine) -> [ScenarioAction] {
        let design = meter.model.panel
        switch binding.move {
        case .nextMenu: turnRing(design, by: 1)
        case .previousMenu: turnRing(design, by: -1)
        case .nextPage: turnPage(design, by: 1)
        case .previousPage: turnPage(design, by: -1)
        case .home: (menu, page, mode) = (0, 0, .reading)
        case .open: open(binding.target ?? menu, of: meter)
        case .edit: return edit(of: meter)
        case .raise: turn(design, by: 1)
        case .lower: turn(design, by: -1)
        case .nextDigit: goOn()
        case .confirmDigit: return confirm(of: meter, byDigit: true)
        case .confirm: return confirm(of: meter, byDigit: false)
        case .leave: return leave(of: meter)
        case .discard: leaveSetup()
        case .togglePartial: return togglePartial(of: meter)
        case .reset: return reset(design)
        case .test: mode = .testing
        }
        return []
    }

    /// The page that is shown; nil for the door of a setup.
    func shownPage(_ design: PanelDesign) -> PanelPage? {
        guard design.menus.indices.contains(menu) else { return nil }
        let shown = design.menus[menu]
        if stage == .reading, shown.setup != nil { return nil }
        return shown.pages.indices.contains(page) ? shown.pages[page] : nil
    }

    // MARK: Leafing

    private mutating func turnRing(_ design: PanelDesign, by step: Int) {
        guard design.ringCount > 0 else { return }
        menu = (menu + step + design.ringCount) % design.ringCount
        (page, readingMenu) = (0, menu)
    }

    private mutating func turnPage(_ design: PanelDesign, by step: Int) {
        guard design.menus.indices.contains(menu) else { return }
        let isDoor = stage == .reading && design.menus[menu].setup != nil
        let count = design.menus[menu].pages.count
        if count > 0, !isDoor { page = (page + step + count) % count }
    }

    // MARK: Setups

    private mutating func open(_ target: Int, of meter: MeterMachine) {
        let menus = meter.model.panel.menus
        guard menus.indices.contains(target) else { return }
        if menus.indices.contains(menu), menus[menu].setup == nil { readingMenu = menu }
        (menu, page) = (target, 0)
        guard let setup = menus[target].setup else {
            readingMenu = target
            return mode = .reading
        }
        if let code = setup.code {
            mode = .entering(PanelEntry(number: 0, digits: code.digits, decimals: 0))
        } else {
            mode = .setup(PanelDraft())
        }
    }

    /// Begins to change the value of the page; on the last page of a setup, leaves it.
    private mutating func edit(of meter: MeterMachine) -> [ScenarioAction] {
        guard case .setup(let draft) = mode, let page = shownPage(meter.model.panel) else {
            return []
        }
        if page.isExit { return keep(draft, of: meter) }
        guard let row = page.rows.first(where: \.isEditable) else { return [] }
        mode = .editing(draft, Self.entry(row, draft, of: meter))
        return []
    }

    /// What stands on the display while a value is changed.
    private static func entry(
        _ row: PanelRow,
        _ draft: PanelDraft,
        of meter: MeterMachine
    ) -> PanelEntry {
        switch row.content {
        case .setting(let place, let format):
            let definition = meter.model.settings[place]
            let value = draft.settings[place] ?? meter.settings[place]
            guard !definition.choices.isEmpty else {
                return PanelEntry(
                    number: value,
                    digits: format.digits,
                    decimals: format.decimals
                )
            }
            let words = definition.choices.map { format.words[$0.name] ?? $0.name }
            let choice = definition.choices.firstIndex { $0.value == value }
            return PanelEntry(choice: choice ?? 0, of: words)
        case .reset(let scope, let no, let yes):
            return PanelEntry(choice: draft.resets.contains(scope) ? 1 : 0, of: [no, yes])
        case .quantity, .text, .fact:
            return PanelEntry(choice: 0, of: [])
        }
    }

    private mutating func turn(_ design: PanelDesign, by step: Int) {
        switch mode {
        case .editing(let draft, var entry):
            entry.turn(by: step)
            mode = .editing(draft, entry)
        case .entering(var entry):
            entry.turn(by: step)
            mode = .entering(entry)
        case .asked(let draft, let answer):
            let count = design.menus[menu].setup?.question?.answers.count ?? 0
            if count > 0 { mode = .asked(draft, (answer + step + count) % count) }
        default: break
        }
    }

    private mutating func goOn() {
        switch mode {
        case .editing(let draft, var entry):
            _ = entry.goOn()
            mode = .editing(draft, entry)
        case .entering(var entry):
            _ = entry.goOn()
            mode = .entering(entry)
        default: break
        }
    }

    private mutating func confirm(of meter: MeterMachine, byDigit: Bool) -> [ScenarioAction] {
        switch mode {
        case .editing(let draft, var entry):
            if byDigit, entry.goOn() {
                mode = .editing(draft, entry)
                return []
            }
            return take(entry, draft, of: meter)
        case .entering(var entry):
            if byDigit, entry.goOn() {
                mode = .entering(entry)
            } else {
                check(entry, of: meter)
            }
        case .asked(let draft, let answer): return decide(answer, draft, of: meter)
        default: break
        }
        return []
    }

    /// Takes the value that was entered; one that is not allowed stays to be changed.
    private mutating func take(
        _ entry: PanelEntry,
        _ draft: PanelDraft,
        of meter: MeterMachine
    ) -> [ScenarioAction] {
        guard let row = shownPage(meter.model.panel)?.rows.first(where: \.isEditable) else {
            mode = .setup(draft)
            return []
        }
        var next = draft
        switch row.content {
        case .setting(let place, _):
            let definition = meter.model.settings[place]
            let value = entry.number ?? entry.choice.map { definition.choices[$0].value }
            guard let value, definition.allows(value) else {
                var again = entry
                again.place = 0
                mode = .editing(draft, again)
                return []
            }
            next.set(place, to: value)
        case .reset(let scope, _, _): next.reset(scope, entry.choice == 1)
        case .quantity, .text, .fact: break
        }
        guard meter.model.panel.menus[menu].setup?.saving == .atOnce else {
            mode = .setup(next)
            return []
        }
        mode = .setup(PanelDraft())
        return next.actions(of: meter)
    }

    /// Lets in whoever has the code.
    private mutating func check(_ entry: PanelEntry, of meter: MeterMachine) {
        let code = meter.model.panel.menus[menu].setup?.code
        let isRight = code.map { entry.number == meter.settings[$0.setting] } ?? true
        mode = isRight ? .setup(PanelDraft()) : .refused
    }

    private mutating func leave(of meter: MeterMachine) -> [ScenarioAction] {
        switch mode {
        case .setup(let draft):
            if meter.model.panel.menus[menu].setup?.question != nil {
                mode = .asked(draft, 0)
                return []
            }
            return keep(draft, of: meter)
        case .editing(let draft, _): mode = .setup(draft)
        case .entering, .asked: leaveSetup()
        case .reading, .refused, .testing: break
        }
        return []
    }

    /// The answers are: keep, drop, go on.
    private mutating func decide(
        _ answer: Int,
        _ draft: PanelDraft,
        of meter: MeterMachine
    ) -> [ScenarioAction] {
        switch answer {
        case 0: return keep(draft, of: meter)
        case 1: leaveSetup()
        default: mode = .setup(draft)
        }
        return []
    }

    private mutating func keep(_ draft: PanelDraft, of meter: MeterMachine) -> [ScenarioAction] {
        leaveSetup()
        return draft.actions(of: meter)
    }

    private mutating func leaveSetup() { (menu, page, mode) = (readingMenu, 0, .reading) }

    // MARK: Counters

    /// Sets to zero the partial counter that is shown, or what the page says.
    private func reset(_ design: PanelDesign) -> [ScenarioAction] {
        guard let page = shownPage(design) else { return [] }
        if let name = page.partial { return [.partials(.reset, .named([name]))] }
        return page.reset.map { [.reset([$0])] } ?? []
    }

    /// Starts the partial counter that is shown where it stands still, and stops it where it runs.
    private func togglePartial(of meter: MeterMachine) -> [ScenarioAction] {
        guard let name = shownPage(meter.model.panel)?.partial,
            let selection = meter.model.catalogue[name]?.asPartial
        else { return [] }
        let verb: ScenarioAction.PartialVerb =
            meter.registers.isRunning(selection) ? .stop : .start
        return [.partials(verb, .named([name]))]
    }
}
