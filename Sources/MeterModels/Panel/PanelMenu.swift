public import Metrology

/// Pages that follow each other.
public struct PanelMenu: Hashable, Sendable {
    /// Its name as on the display.
    public var name: String
    /// What it holds, for people.
    public var title: String
    /// Its pages.
    public var pages: [PanelPage]
    /// How settings are changed in it; nil for a menu that is read.
    public var setup: PanelSetup?
}

/// How settings are changed in a menu.
public struct PanelSetup: Hashable, Sendable {
    /// When a change holds.
    public enum Saving: String, Hashable, Sendable, CaseIterable {
        /// As soon as a value is confirmed.
        case atOnce
        /// When the menu is left.
        case onLeaving
    }

    /// What is asked when the menu is left.
    public struct Question: Hashable, Sendable {
        /// The question.
        public var text: String
        /// The answers: keep the changes, do not, go on changing.
        public var answers: [String]
    }

    /// The code that is asked first.
    public struct Code: Hashable, Sendable {
        /// The setting that holds it, a place among the model's settings.
        public var setting: Int
        /// How many digits it has.
        public var digits: Int
        /// What is shown beside it.
        public var label: String
        /// What is shown after a wrong one.
        public var wrong: String
    }

    /// When a change holds.
    public var saving = Saving.atOnce
    /// What is asked when it is left; nil where nothing is.
    public var question: Question?
    /// The code that is asked first; nil where none is.
    public var code: Code?
}

/// What is shown at once.
public struct PanelPage: Hashable, Sendable {
    /// What it shows, for people.
    public var title: String
    /// Its rows.
    public var rows: [PanelRow]
    /// The name of the partial counter that it shows; nil for any other page.
    public var partial: String?
    /// What a reset from this page sets to zero; nil for nothing.
    public var reset: ResetScope?
    /// Whether the setup is left here, by the key that elsewhere begins to change a value.
    public var isExit = false
}

/// A row of a page.
public struct PanelRow: Hashable, Sendable {
    /// Where what it shows comes from.
    public enum Content: Hashable, Sendable {
        /// A quantity.
        case quantity(Quantity, NumberFormat)
        /// A setting, a place among the model's settings.
        case setting(Int, SettingFormat)
        /// A text that is always the same.
        case text(String)
        /// Something that tells the device from others.
        case fact(PanelFact)
        /// A question whether something shall be set to zero, with the words for no and yes.
        case reset(ResetScope, no: String, yes: String)
    }

    /// What stands before the value.
    public var label = ""
    /// Where the value comes from.
    public var content: Content
    /// Whether `c` or `i` behind the label tells how the current lies to the voltage.
    public var marksNature = false
    /// The places through which a longer text rolls; nil where all of it is seen.
    public var window: Int?

    /// The quantity that it shows; nil for anything else.
    public var quantity: Quantity? {
        if case .quantity(let quantity, _) = content { quantity } else { nil }
    }

    /// Whether its value can be changed in a setup.
    public var isEditable: Bool {
        switch content {
        case .setting, .reset: true
        case .quantity, .text, .fact: false
        }
    }
}

/// Something that tells a device from others.
public enum PanelFact: String, Hashable, Sendable, CaseIterable {
    /// Its serial number.
    case serialNumber
    /// Its identification number on an M-Bus.
    case identification
    /// The maker's name of it.
    case name
    /// The time of its clock, hours and minutes.
    case time
    /// The date of its clock.
    case date
}

/// How the value of a setting is written on a display.
public struct SettingFormat: Hashable, Sendable {
    /// How many digits a number has.
    public var digits: Int
    /// How many of them stand behind the point.
    public var decimals = 0
    /// The words for choices, by the names of these.
    public var words: [String: String] = [:]
    /// The unit beside it.
    public var unit = ""
}
