internal import MeterModels
public import SimulatedTime

extension PanelState {
    /// What the front shows at an instant to which the meter has been brought.
    ///
    /// - Parameter heard: when a master last spoke to the meter; nil where none has.
    public func view(
        of meter: MeterMachine,
        at instant: Instant,
        heard: Instant? = nil
    ) -> PanelView {
        var state = self
        state.settle(meter, at: instant)
        let (design, keys) = (meter.model.panel, meter.model.panel.keys)
        let signs = PanelSigns(meter: meter, state: state, heard: heard, instant: instant)
        return PanelView(
            evidence: design.evidence,
            source: design.source,
            note: design.note,
            housing: design.housing,
            display: design.display,
            isAlive: meter.isPowered,
            isLit: state.isLit(design, of: meter, at: instant),
            rows: PanelRows(meter: meter, state: state, instant: instant).rows,
            icons: design.icons.map(signs.view),
            leds: design.leds.map { meter.led($0, heard: heard, at: instant) },
            keys: keys.map(state.view),
            place: state.place(design)
        )
    }

    private func isLit(_ design: PanelDesign, of meter: MeterMachine, at instant: Instant) -> Bool {
        guard meter.isPowered, let display = design.display else { return false }
        guard let span = display.backlight else { return true }
        return touched.map { instant - $0 < .milliseconds(span) } ?? false
    }

    private func view(_ key: PanelKey) -> PanelView.Key {
        PanelView.Key(
            name: key.name,
            title: key.title,
            symbol: key.symbol,
            together: key.together,
            behind: key.behind,
            long: key.longPress(at: stage, menu: menu).map { .milliseconds($0) }
        )
    }

    private func place(_ design: PanelDesign) -> PanelView.Place {
        let shown = design.menus.indices.contains(menu) ? design.menus[menu] : nil
        let page = shownPage(design)
        return PanelView.Place(
            menu: shown?.name ?? "",
            title: shown?.title ?? "",
            page: page?.title ?? shown?.title ?? "",
            number: page == nil ? 0 : self.page + 1,
            count: shown?.pages.count ?? 0,
            stage: stage
        )
    }
}
