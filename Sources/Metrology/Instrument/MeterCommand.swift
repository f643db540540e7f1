/// What can be done to a meter from outside: by a register write, a key or the control API.
public enum MeterCommand: Hashable, Sendable {
    /// Books from now on in tariff `n`, when tariffs are selected by communication.
    case selectTariff(Int)
    /// Starts partial counters.
    case startPartials([PartialSelection])
    /// Stops partial counters.
    case stopPartials([PartialSelection])
    /// Sets partial counters to zero.
    case resetPartials([PartialSelection])
    /// Sets everything of a scope to zero.
    case reset(ResetScope)
    /// Sets what a pulse input has counted to zero, all of it or its partial counter alone.
    case resetInput(Int, onlyPartial: Bool)
    /// Changes a setting of the meter.
    case set(MeterSetting, Double)
    /// Drives the digital tariff input: contact n closed or open.
    case driveInput(Bool)
    /// Starts the demand periods anew.
    case synchroniseDemand
    /// Acknowledges every alarm, those of digital inputs too.
    case acknowledgeAlarms
    /// Starts the meter anew, as if its supply had gone for a moment.
    case restart
    /// Gives every setting the value it left the factory with, save those of the line.
    case restoreDefaults
    /// Switches relay n on or off.
    case switchRelay(Int, Bool)
    /// Switches every relay whose bit differs from what it is; the first relay is the lowest bit.
    case switchRelays(Int64)
    /// Moves the breaker, or clears what it remembers.
    case breaker(BreakerCommand)
}
