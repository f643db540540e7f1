public import MeterModels
public import SimulatedTime

/// What a front shows at an instant.
public struct PanelView: Hashable, Sendable {
    /// A row of the display.
    public struct Row: Hashable, Sendable {
        /// What stands before the value.
        public var label = ""
        /// The value, or a word; empty on a dead display.
        public var text = ""
        /// The unit behind it.
        public var unit = ""
        /// The place in the text of the digit that is changed; nil where none is.
        public var cursor: Int?
        /// Whether the value is being changed: it flashes.
        public var isEdited = false
    }

    /// A sign of the display.
    public struct Icon: Hashable, Sendable {
        /// What it tells.
        public var sign: PanelSign
        /// What it looks like, as text.
        public var symbol: String
        /// What it means.
        public var title: String
        /// Whether it is seen.
        public var isOn: Bool
        /// Whether it flashes where it is seen.
        public var flashes: Bool
    }

    /// A lamp.
    public struct LED: Hashable, Sendable {
        /// Its name on the front.
        public var name: String
        /// What it is.
        public var title: String
        /// The colour of its light.
        public var colour: PanelLED.Colour
        /// Whether it shines; a lamp of pulses as far as the meter has come.
        public var isOn: Bool
        /// Impulses for a kWh at the meter's inputs; nil for a lamp of no energy.
        public var constant: Double?
        /// How often it flashes a second at the present power; nil for a lamp of no energy.
        public var rate: Double?
        /// When its last flash began; nil before the first.
        public var lastPulse: Instant?
    }

    /// A key.
    public struct Key: Hashable, Sendable {
        /// Its name on the front.
        public var name: String
        /// What it is called.
        public var title: String
        /// What is printed on it.
        public var symbol: String
        /// The keys that are pressed together; empty for a single key.
        public var together: [String]
        /// Behind what it stands; nil for a key that anybody reaches.
        public var behind: String?
        /// How long it must be held here to do something else; nil where that makes no
        /// difference.
        public var long: TimeSpan?
    }

    /// Where in the menus the display stands.
    public struct Place: Hashable, Sendable {
        /// The menu's name on the display.
        public var menu: String
        /// What the menu holds.
        public var title: String
        /// What the page shows.
        public var page: String
        /// The number of the page in its menu, from 1; 0 for the door of a setup.
        public var number: Int
        /// How many pages the menu has.
        public var count: Int
        /// What the person does.
        public var stage: PanelStage
    }

    /// How sure it is that the front is like that.
    public var evidence: Evidence
    /// The id of the source that says so.
    public var source: String?
    /// What else there is to know of the front.
    public var note: String?
    /// What the device is built into.
    public var housing: PanelHousing
    /// The kind and size of its display; nil for a device without one.
    public var display: PanelDisplay?
    /// Whether the meter is supplied; a front without supply shows nothing.
    public var isAlive: Bool
    /// Whether the light of the display is on.
    public var isLit: Bool
    /// The rows, from above.
    public var rows: [Row]
    /// All signs, seen or not.
    public var icons: [Icon]
    /// The lamps.
    public var leds: [LED]
    /// The keys.
    public var keys: [Key]
    /// Where in the menus the display stands.
    public var place: Place
}
