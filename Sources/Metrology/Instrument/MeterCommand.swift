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
    /// Changes a setting of the meter.
    case set(MeterSetting, Double)
    /// Drives the digital tariff input: contact n closed or open.
    case driveInput(Bool)
    /// Starts the demand periods anew.
    case synchroniseDemand
    /// Acknowledges every alarm.
    case acknowledgeAlarms
}
