public import LoadProfiles
internal import SimulatedTime

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

/// What selects a meter's tariff from outside; shared by reference, because few meters have any.
final class TariffDrive: Sendable {
    /// What drives the input: closed from 0.5 upwards.
    let input: CompiledSignal?
    /// A calendar.
    let control: TariffControl?

    /// Nil when there is neither.
    init?(input: CompiledSignal?, control: TariffControl?) {
        guard input != nil || control != nil else { return nil }
        self.input = input
        self.control = control
    }
}

extension MeterMachine {
    /// Takes over what input and calendar say at an instant, and tells until when it holds.
    mutating func follow(_ drive: TariffDrive, at instant: Instant) -> Instant {
        var end = Instant.distantFuture
        if let input = drive.input {
            let contact = input.piece(at: instant)
            end = contact.until
            inputIsClosed = contact.value >= 0.5
        }
        if let control = drive.control {
            let (tariff, until) = control.calendar.piece(at: instant)
            end = min(end, until)
            // What a master selects in between stays until the calendar says something new.
            if tariff != calendarTariff {
                calendarTariff = tariff
                switch control.drives {
                case .input: inputIsClosed = tariff >= 2
                case .register: if isAnswering { selectedTariff = tariff }
                }
            }
        }
        updateTariff()
        return end
    }
}
