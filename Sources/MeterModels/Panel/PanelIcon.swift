/// A sign on a display.
public struct PanelIcon: Hashable, Sendable {
    /// What it tells.
    public var sign: PanelSign
    /// What it looks like, as text.
    public var symbol: String
    /// What it means, for people.
    public var title: String
    /// Whether it flashes where it is on.
    public var flashes = false
}

/// What a sign on a display can tell.
public enum PanelSign: String, Hashable, Sendable, CaseIterable {
    /// The voltage of a phase is missing.
    case phaseMissing
    /// The phases follow each other 1, 2, 3.
    case sequence123
    /// They follow each other 1, 3, 2.
    case sequence132
    /// The value is of all phases.
    case system
    /// The value is of phase 1.
    case l1
    /// The value is of phase 2.
    case l2
    /// The value is of phase 3.
    case l3
    /// The energy or power is imported.
    case imported
    /// The energy or power is exported.
    case exported
    /// The value is inductive.
    case inductive
    /// The value is capacitive.
    case capacitive
    /// The value is of a partial counter; it flashes while the counter stands still.
    case partial
    /// The value is a balance.
    case balance
    /// Tariff 1 is in force.
    case tariff1
    /// Tariff 2 is in force.
    case tariff2
    /// Tariff 3 is in force.
    case tariff3
    /// Tariff 4 is in force.
    case tariff4
    /// The tariff input is driven.
    case tariffInput
    /// The first pulse output gives pulses.
    case pulseOutput
    /// A master speaks to the device.
    case communication
    /// An alarm is active.
    case alarm
    /// Settings are shown.
    case setup
    /// The device is broken and must be replaced.
    case malfunction

    /// The tariff that it tells of; nil for another sign.
    public var tariff: Int? {
        switch self {
        case .tariff1: 1
        case .tariff2: 2
        case .tariff3: 3
        case .tariff4: 4
        default: nil
        }
    }
}
