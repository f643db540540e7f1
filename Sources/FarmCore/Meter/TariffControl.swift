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
    /// Whether a pulse line ends at the input.
    let hasLine: Bool
    /// What flows through a source of pulses.
    let flow: PulseFlow?

    /// Nil when there is nothing.
    init?(_ plan: MeterPlan) {
        hasLine = plan.inputLines.contains { $0.input == 0 }
        guard
            plan.tariffInput != nil || plan.tariffControl != nil || hasLine || plan.flow != nil
        else { return nil }
        input = plan.tariffInput
        control = plan.tariffControl
        flow = plan.flow
    }

    /// Whether something drives the input.
    var drivesInput: Bool { input != nil || control?.drives == .input || hasLine }
}

extension MeterMachine {
    /// Takes over what input and calendar say at an instant, and tells until when it holds.
    mutating func follow(_ drive: TariffDrive, at instant: Instant) -> Instant {
        var end = Instant.distantFuture
        if let input = drive.input {
            let contact = input.piece(at: instant)
            end = contact.until
            inputIsClosed = contact.value >= 0.5
            inputTariff = Int(contact.value.rounded()) + 1
        }
        if let control = drive.control {
            let (tariff, until) = control.calendar.piece(at: instant)
            end = min(end, until)
            // What a master selects in between stays until the calendar says something new.
            if tariff != calendarTariff {
                calendarTariff = tariff
                switch control.drives {
                case .input: (inputIsClosed, inputTariff) = (tariff >= 2, tariff)
                case .register: if isAnswering { selectedTariff = tariff }
                }
            }
        }
        if drive.hasLine, let (isClosed, until) = intake?.contact(at: instant) {
            // What a command did to the contact stays until the line does something.
            if let isClosed { inputIsClosed = isClosed }
            end = min(end, until)
        }
        if let flow = drive.flow { end = min(end, draw(flow, at: instant)) }
        updateTariff()
        return end
    }
}
