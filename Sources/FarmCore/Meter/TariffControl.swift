public import LoadProfiles

/// A tariff calendar at work on a meter.
public struct TariffControl: Sendable {
    /// What the calendar drives.
    public enum Drive: String, Hashable, Sendable, CaseIterable {
        /// The tariff input: closed while the calendar's tariff is 2 or higher.
        case input
        /// The tariff register, as a controller on the bus writes it at each change.
        case register
    }

    /// The calendar in its zone.
    public let calendar: CompiledTariffCalendar
    /// What it drives.
    public let drives: Drive

    /// A calendar that drives a meter.
    public init(_ calendar: CompiledTariffCalendar, drives: Drive) {
        self.calendar = calendar
        self.drives = drives
    }
}
