/// Something that can be asked of a meter: the closed catalogue behind every register, record,
/// display page and column.
///
/// A quantity is a few bytes and is evaluated by one `switch`; names (`energy.active.import.t1`)
/// exist only where files are read.
public enum Quantity: Hashable, Sendable {
    /// A voltage, µV.
    case voltage(VoltageTerminal, Side)
    /// A current, µA.
    case current(CurrentTerminal, Side)
    /// The frequency, µHz.
    case frequency
    /// A power, µW, µvar or µVA.
    case power(PowerKind, Channel, Side)
    /// A power factor in the model's sign convention, millionths.
    case powerFactor(Channel)
    /// The mean of the three phases' power factors, millionths.
    case powerFactorAverage
    /// 0 when the current is in phase, 1 inductive, 2 capacitive.
    case powerFactorSector(Channel)
    /// The angle by which the current lags the voltage, millionths of a degree.
    case phaseAngle(Channel)
    /// Total harmonic distortion of a voltage, referred to the fundamental, millionths.
    case voltageDistortion(VoltageTerminal)
    /// Total harmonic distortion of a current, referred to the fundamental, millionths.
    case currentDistortion(CurrentTerminal)
    /// A harmonic of a voltage, 2nd to 50th, referred to the fundamental, millionths of a per
    /// cent.
    case voltageHarmonic(VoltageTerminal, order: UInt8)
    /// A harmonic of a current, 2nd to 50th, referred to the fundamental, millionths of a per
    /// cent.
    case currentHarmonic(CurrentTerminal, order: UInt8)
    /// A symmetrical component of the voltages, µV.
    case voltageSequence(SequenceComponent)
    /// A symmetrical component of the currents, µA.
    case currentSequence(SequenceComponent)
    /// Negative by positive sequence of the voltages, millionths of a per cent.
    case voltageUnbalance
    /// Negative by positive sequence of the currents, millionths of a per cent.
    case currentUnbalance
    /// An energy, millijoules.
    case energy(EnergyIndex)
    /// The energy that a setting forms of both directions, millijoules: see ``CombinedEnergy``.
    case combinedEnergy(isReactive: Bool)
    /// How often an energy has passed the model's overflow value.
    case energyOverflows(EnergyIndex)
    /// The overflow value of the energies, millijoules.
    case energyOverflowValue
    /// The energy of a civil period, millijoules.
    case periodEnergy(EnergyIndex, EnergyPeriod)
    /// The charge of all phases, milliampere seconds.
    case charge
    /// A demand: a mean over the demand period, in the unit of what is averaged.
    case demand(DemandSource, DemandStatistic)
    /// The same as the meter's inputs see it: divided by the configured ratios.
    case secondaryDemand(DemandSource, DemandStatistic)
    /// The instant of the end of the window of a maximum demand, seconds since 2000-01-01 of the
    /// meter's clock.
    case demandMaximumTime(DemandSource)
    /// The instant of the end of the last demand period, seconds since 2000-01-01 of the meter's
    /// clock.
    case demandTime
    /// How long the meter has counted operating time, milliseconds.
    case operatingTime
    /// The tariff in force, 1 to 4.
    case tariff
    /// 1 while the digital tariff input is driven, else 0.
    case tariffInput
    /// The quadrant of the total power, 1 to 4.
    case quadrant(Channel)
    /// 0 not detected, 123 or 132.
    case phaseSequence
    /// Bit k−1 is set while the voltage of phase k is present.
    case phasesPresent
    /// Bit n is set while the partial counter of lane group n runs.
    case partialsRunning
    /// The least or greatest value of an instantaneous quantity since the reset, in its unit; or
    /// when it occurred, seconds since 2000-01-01 of the meter's clock.
    case extreme(WatchedQuantity, ExtremeStatistic)
    /// What an alarm tells, the first being 1.
    case alarm(UInt8, AlarmReading)
    /// What a pulse output tells: 0 is the lamp, 1 the first output.
    case pulses(UInt8, PulseReading)
    /// What a pulse input tells, the first being 1.
    case input(UInt8, InputReading)
    /// Bit n−1 is set while the contact of pulse input n is closed.
    case inputStates
    /// What a source of pulses has delivered: millijoules, or microlitres of a volume.
    case delivered(PulseKind)
    /// What a device has besides metrology: inputs, relays, sensors, a breaker.
    case equipment(EquipmentQuantity)
}

/// What can be asked of a pulse input.
///
/// An energy is there while the input counts one, a volume while it counts one.
public enum InputReading: String, Hashable, Sendable, CaseIterable {
    /// 1 while the contact is closed.
    case state
    /// How many pulses were counted.
    case pulses
    /// The energy, mJ of Wh.
    case energy
    /// The reactive energy, mJ of varh.
    case reactive
    /// The volume, microlitres.
    case volume
    /// Whatever is counted, millionths of kWh, kvarh or m³; of litres for oil.
    case index
    /// How many pulses were counted since the partial counter was reset.
    case partialPulses = "partial.pulses"
    /// The energy of those.
    case partialEnergy = "partial.energy"
    /// The reactive energy of those.
    case partialReactive = "partial.reactive"
    /// The volume of those.
    case partialVolume = "partial.volume"
    /// Whatever they stand for.
    case partialIndex = "partial.index"
}

/// Which of a quantity's extremes is meant.
public enum ExtremeStatistic: String, Hashable, Sendable, CaseIterable {
    /// The least value.
    case minimum
    /// The greatest value.
    case maximum
    /// When the least value occurred first.
    case minimumTime = "minimum.time"
    /// When the greatest value occurred first.
    case maximumTime = "maximum.time"

    /// Whether it is an instant.
    public var isTime: Bool { self == .minimumTime || self == .maximumTime }
}

/// What can be asked of an alarm.
public enum AlarmReading: String, Hashable, Sendable, CaseIterable {
    /// 1 while it is active.
    case active
    /// 1 while the relay's contact is closed.
    case contact
    /// How often it was raised.
    case activations
    /// Since when it is active, seconds since 2000-01-01 of the meter's clock; 0 when it is not.
    case since
}

/// What can be asked of a pulse output.
public enum PulseReading: String, Hashable, Sendable, CaseIterable {
    /// How many pulses have begun.
    case emitted
    /// How many wait for the line.
    case backlog
    /// How many were never emitted.
    case lost
    /// The energy of a pulse, mJ.
    case weight
}

/// A phase or the whole.
public enum Channel: UInt8, Hashable, Sendable, CaseIterable {
    /// Phase 1.
    case l1
    /// Phase 2.
    case l2
    /// Phase 3.
    case l3
    /// All phases together.
    case total

    /// The name in files.
    public var name: String {
        switch self {
        case .l1: "l1"
        case .l2: "l2"
        case .l3: "l3"
        case .total: "total"
        }
    }

    /// The three phases.
    public static let phases: [Channel] = [.l1, .l2, .l3]
}

/// Where a value stands relative to the instrument transformers.
public enum Side: UInt8, Hashable, Sendable {
    /// With the configured ratios applied.
    case primary
    /// As the meter's inputs see it.
    case secondary
}

/// Where a voltage is measured.
public enum VoltageTerminal: String, Hashable, Sendable, CaseIterable {
    /// Phase 1 to neutral.
    case l1
    /// Phase 2 to neutral.
    case l2
    /// Phase 3 to neutral.
    case l3
    /// The mean of the three phase voltages.
    case average
    /// Phase 1 to phase 2.
    case l12
    /// Phase 2 to phase 3.
    case l23
    /// Phase 3 to phase 1.
    case l31
    /// The mean of the three line voltages.
    case lineAverage

    /// Whether it is no place of its own.
    var isMean: Bool { self == .average || self == .lineAverage }
}

/// Where a current is measured.
public enum CurrentTerminal: String, Hashable, Sendable, CaseIterable {
    /// Phase 1.
    case l1
    /// Phase 2.
    case l2
    /// Phase 3.
    case l3
    /// The neutral conductor: the RMS value of the phasor sum.
    case n
    /// The mean of the three phase currents.
    case average
    /// The arithmetic sum of the phase currents.
    case sum
}

/// One of the three symmetrical components (metrology.md B.5).
public enum SequenceComponent: String, Hashable, Sendable, CaseIterable {
    /// What the phases have in common.
    case zero
    /// The system that turns 1, 2, 3.
    case positive
    /// The system that turns 1, 3, 2.
    case negative
}

/// The three powers.
public enum PowerKind: String, Hashable, Sendable, CaseIterable {
    /// Active power, W.
    case active
    /// Reactive power, var.
    case reactive
    /// Apparent power, VA.
    case apparent
}

/// A civil period whose energy some meters keep.
public enum EnergyPeriod: String, Hashable, Sendable, CaseIterable {
    /// Since midnight.
    case day
    /// The whole day before.
    case previousDay
    /// Since Monday.
    case week
    /// The whole week before.
    case previousWeek
    /// Since the first of the month.
    case month
    /// The whole month before.
    case previousMonth
}

/// What a demand averages.
public enum DemandSource: Hashable, Sendable {
    /// The power behind an energy: P+, P−, Q+, Q−, S.
    case energy(EnergyLanes)
    /// A current.
    case current(CurrentTerminal)
}

/// Which of a demand's figures is meant.
public enum DemandStatistic: String, Hashable, Sendable, CaseIterable {
    /// The mean over the last complete period (block) or the sliding window.
    case last
    /// The greatest mean since the last reset.
    case maximum
}
