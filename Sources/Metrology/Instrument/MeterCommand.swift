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
}

/// The settings that change how a meter measures.
///
/// Models may have further settings that are only stored; those do not reach metrology.
public enum MeterSetting: String, Hashable, Sendable, CaseIterable {
    /// Rated primary current of the transformers as programmed, A.
    case currentTransformerPrimary
    /// Rated secondary current of the transformers as programmed, A.
    case currentTransformerSecondary
    /// Current transformer ratio as programmed, for meters that ask for the ratio itself.
    case currentTransformerRatio
    /// Rated primary voltage of the transformers as programmed, V.
    case voltageTransformerPrimary
    /// Rated secondary voltage of the transformers as programmed, V.
    case voltageTransformerSecondary
    /// Voltage transformer ratio as programmed.
    case voltageTransformerRatio
    /// Who selects the tariff: 0 communication, 1 digital input.
    case tariffSource
    /// The index of the network type in the design's list.
    case network
    /// The demand period, seconds.
    case demandPeriod
}
