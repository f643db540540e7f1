/// The front of a device: its housing, display, lamps and keys, and the menus behind them.
///
/// Compiled from a model's `panel`; a model without one has the plain front of ``PlainPanel``.
public struct PanelDesign: Hashable, Sendable {
    /// How sure it is that the front is like that.
    public var evidence: Evidence
    /// The id of the source that says so; nil where none does.
    public var source: String?
    /// What else there is to know, such as how a contradiction was settled.
    public var note: String?
    /// What it is built into.
    public var housing = PanelHousing()
    /// What it shows values on; nil for a device without a display.
    public var display: PanelDisplay?
    /// The signs on its display.
    public var icons: [PanelIcon] = []
    /// Its lamps.
    public var leds: [PanelLED] = []
    /// Its keys, and those that are pressed together.
    public var keys: [PanelKey] = []
    /// All menus; first those that follow each other in a ring, in their order.
    public var menus: [PanelMenu] = []
    /// How many of the menus follow each other in a ring.
    public var ringCount = 0
    /// How long it stays without a key before it goes back to its first page, milliseconds; nil
    /// where it stays for ever.
    public var timeout: Int64?

    /// The key of a name; nil when there is none.
    public func key(_ name: String) -> PanelKey? { keys.first { $0.name == name } }
}

/// What a device is built into.
public struct PanelHousing: Hashable, Sendable {
    /// Its colour.
    public enum Colour: String, Hashable, Sendable, CaseIterable {
        /// White.
        case white
        /// Light grey, as most of what is on rails.
        case lightGrey
        /// Dark grey.
        case darkGrey
        /// Black.
        case black
    }

    /// How many modules of a rail it is wide (DIN 43880, 17.5 to 18 mm each); nil where it is
    /// built into a door, or not known.
    public var modules: Int?
    /// Its colour.
    public var colour = Colour.lightGrey
}

/// What a device shows values on.
public struct PanelDisplay: Hashable, Sendable {
    /// What its characters are made of.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Seven segments for a digit.
        case segments
        /// Dots, as in letters and graphics.
        case text
    }

    /// What its characters are made of.
    public var kind = Kind.text
    /// How many rows it has.
    public var rows = 1
    /// How many digits a row has.
    public var digits = 8
    /// How long its light stays on after a key, milliseconds; nil without one that goes out.
    public var backlight: Int64?
}

/// A lamp.
public struct PanelLED: Hashable, Sendable {
    /// What lets it shine.
    public enum Source: String, Hashable, Sendable, CaseIterable {
        /// The energy: it flashes with the model's constant.
        case pulses
        /// A request that the device has heard.
        case communication
        /// An alarm.
        case alarm
        /// The supply.
        case supply
    }

    /// The colour of its light.
    public enum Colour: String, Hashable, Sendable, CaseIterable {
        /// Red.
        case red
        /// Yellow.
        case yellow
        /// Green.
        case green
        /// Blue.
        case blue
        /// White.
        case white
    }

    /// Its name, once on a front.
    public var name: String
    /// What it is, for people.
    public var title: String
    /// What lets it shine.
    public var source: Source
    /// The colour of its light.
    public var colour = Colour.red
}
