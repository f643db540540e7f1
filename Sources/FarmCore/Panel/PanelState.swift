internal import MeterModels
internal import Metrology
public import SimulatedTime

/// Where a person stands at the front of a meter: the page, and what is being changed.
///
/// A value without a clock of its own. A key returns what it asks of the meter, in the words of a
/// scenario, so that it goes the way of everything that is done to a meter: to the journal first.
/// Where the display stands is forgotten with the farm.
public struct PanelState: Hashable, Sendable {
    /// What a person does.
    enum Mode: Hashable, Sendable {
        /// Reads values.
        case reading
        /// Leafs through settings.
        case setup(PanelDraft)
        /// Changes the value of the page.
        case editing(PanelDraft, PanelEntry)
        /// Enters the code of the menu.
        case entering(PanelEntry)
        /// Answers whether changes shall be kept: the place of the answer.
        case asked(PanelDraft, Int)
        /// Reads that the code was wrong.
        case refused
        /// Sees every segment.
        case testing
    }

    /// The menu that is shown, a place among the front's menus.
    var menu = 0
    /// The page of the menu.
    var page = 0
    /// What the person does.
    var mode = Mode.reading
    /// The menu of the ring to which the end of a setup leads back.
    var readingMenu = 0
    /// When a key was pressed last; nil before the first.
    private(set) var touched: Instant?
    /// How often the meter's supply had come back by then.
    private var powerCycles: Int

    /// The front of a meter that nobody has touched.
    public init(_ meter: MeterMachine) { powerCycles = meter.powerCycles }

    /// Presses a key.
    ///
    /// A meter without supply, and one that has gone back to its first page by itself since, is
    /// found as it is then.
    ///
    /// - Parameters:
    ///   - key: the name of a key of the front.
    ///   - meter: the meter, at the instant.
    /// - Returns: what the meter is asked to do, in this order; nothing for a key that leafs.
    /// - Throws: ``PanelRefusal`` when there is no such key.
    public mutating func press(
        _ key: String,
        _ press: PanelPress = .short,
        of meter: MeterMachine,
        at instant: Instant
    ) throws(PanelRefusal) -> [ScenarioAction] {
        let design = meter.model.panel
        guard let found = design.key(key) else {
            throw .noKey(key, has: design.keys.map(\.name))
        }
        settle(meter, at: instant)
        guard meter.isPowered else { return [] }
        touched = instant
        if endsNotice() { return [] }
        let held = milliseconds(press, of: found)
        guard let binding = found.binding(at: stage, menu: menu, held: held) else { return [] }
        return move(binding, of: meter)
    }

    /// Goes back to the first page where the supply has gone since, or nobody has pressed a key
    /// for so long.
    mutating func settle(_ meter: MeterMachine, at instant: Instant) {
        if meter.powerCycles != powerCycles || !meter.isPowered { self = PanelState(meter) }
        guard let timeout = meter.model.panel.timeout, let touched,
            instant - touched >= .milliseconds(timeout)
        else { return }
        let last = self.touched
        self = PanelState(meter)
        self.touched = last
    }

    /// What the person does, as keys are told it.
    var stage: PanelStage {
        switch mode {
        case .reading, .refused, .testing: .reading
        case .setup: .setup
        case .editing, .entering: .editing
        case .asked: .question
        }
    }

    /// Ends what any key ends: the test of the display, and the notice of a wrong code.
    private mutating func endsNotice() -> Bool {
        guard mode == .testing || mode == .refused else { return false }
        if mode == .refused { (menu, page) = (readingMenu, 0) }
        mode = .reading
        return true
    }

    private func milliseconds(_ press: PanelPress, of key: PanelKey) -> Int64 {
        switch press {
        case .short: 0
        case .long: key.longPress(at: stage, menu: menu) ?? 0
        case .held(let span): span.microseconds / 1000
        }
    }
}
