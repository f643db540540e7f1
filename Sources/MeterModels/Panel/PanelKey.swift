/// A key of a front, or several that are pressed together.
public struct PanelKey: Hashable, Sendable {
    /// Its name, once on a front.
    public var name: String
    /// What it is called, for people.
    public var title: String
    /// What is printed on it.
    public var symbol: String
    /// The keys that are pressed together; empty for a single key.
    public var together: [String] = []
    /// Behind what it stands, such as a cover with a seal; nil for one that anybody reaches.
    public var behind: String?
    /// What it does.
    public var bindings: [PanelBinding] = []

    /// What it does somewhere when it is held for so long, milliseconds.
    ///
    /// - Parameter menu: the menu that is shown, as a place among the front's menus.
    /// - Returns: what the longest time does that has passed; what is said of the menu alone goes
    ///   before what is said of all.
    public func binding(at stage: PanelStage, menu: Int, held: Int64) -> PanelBinding? {
        let here = bindings.filter { binding in
            binding.stage == stage && binding.held <= held
                && (binding.place.map { $0 == menu } ?? true)
        }
        return here.max { a, b in
            (a.held, a.place == nil ? 0 : 1) < (b.held, b.place == nil ? 0 : 1)
        }
    }

    /// The shortest time that counts as long somewhere, milliseconds; nil where none does.
    public func longPress(at stage: PanelStage, menu: Int) -> Int64? {
        bindings.filter { binding in
            binding.held > 0 && binding.stage == stage
                && (binding.place.map { $0 == menu } ?? true)
        }.map(\.held).min()
    }
}

/// What a key does at one place.
public struct PanelBinding: Hashable, Sendable {
    /// Where it does it.
    public var stage: PanelStage
    /// The menu in which alone it does it, a place among the menus of the front; nil for all.
    public var place: Int?
    /// How long the key must be held, milliseconds; 0 for a touch.
    public var held: Int64 = 0
    /// What it does.
    public var move: PanelMove
    /// The menu that it opens, a place among the menus of the front; nil for the one shown.
    public var target: Int?
}

/// What a person does at a front at the moment.
public enum PanelStage: String, Hashable, Sendable, CaseIterable {
    /// Reading values.
    case reading
    /// Leafing through settings.
    case setup
    /// Changing a value, or entering a code.
    case editing
    /// Answering whether changes shall be kept.
    case question
}

/// What a key can do.
public enum PanelMove: String, Hashable, Sendable, CaseIterable {
    /// To the next menu of the ring.
    case nextMenu
    /// To the menu before.
    case previousMenu
    /// To the next page of the menu.
    case nextPage
    /// To the page before.
    case previousPage
    /// To the first page of the first menu.
    case home
    /// Into a menu; where it is a setup with a code, the code is asked first.
    case open
    /// Begins to change the value that is shown.
    case edit
    /// The digit one higher, from 9 to 0; or the next choice.
    case raise
    /// The digit one lower; or the choice before.
    case lower
    /// To the next digit.
    case nextDigit
    /// Confirms the digit and goes to the next one; behind the last the value is taken.
    case confirmDigit
    /// Takes the value; or the answer.
    case confirm
    /// Leaves the setup.
    case leave
    /// Leaves the setup; nothing is kept.
    case discard
    /// Starts the partial counter that is shown, or stops it.
    case togglePartial
    /// Sets to zero the partial counter that is shown, or what the page says.
    case reset
    /// Shows every segment, until the next key.
    case test
}
