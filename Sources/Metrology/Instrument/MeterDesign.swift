/// How a meter counts and shows: what its maker decided, as far as metrology needs it.
///
/// Compiled from a meter model; shared by all meters of the model.
public struct MeterDesign: Hashable, Sendable {
    /// The network types the meter can be set to, the default first; empty for a device that
    /// measures nothing.
    public var networks: [NetworkType] = [.fourWireUnbalanced]
    /// How the total registers book phases of opposite direction.
    public var totalCounting = TotalCounting.net
    /// How total apparent power is formed.
    public var apparentTotal = ApparentTotal.vector
    /// The sign a power factor carries.
    public var powerFactorSign = PowerFactorSign.iec
    /// The power factor shown when there is no apparent power, where it is mathematically
    /// undefined.
    public var powerFactorAtZero = 1.0
    /// The starting current at the meter's inputs, A: below it in every phase nothing is
    /// registered (metrology.md B.7).
    public var startingCurrent = 0.0
    /// The grid on which registers change, milliseconds.
    public var refresh: Int64 = 1000
    /// The least step of the energy indexes, millijoules; registers are truncated to it.
    public var energyStep: Int64 = 1
    /// Where the energy indexes start again from zero, millijoules.
    public var energyRollover: Int64 = MeterDesign.largestEnergy
    /// The value whose passing the overflow counters count, millijoules; nil without counters.
    public var overflowValue: Int64?
    /// How many tariffs the meter has, 1 to 4.
    public var tariffCount = 1
    /// How many tariffs its digital input can select, 0 without such an input.
    public var inputTariffs = 0
    /// The channels whose energies the meter keeps: phases and total, or the total alone.
    public var keepsPhaseEnergies = true
    /// Whether the meter keeps the energies of days, weeks and months.
    public var keepsPeriodEnergies = false
    /// The partial counters that exist, each of which can be commanded alone.
    public var partials: [PartialSelection] = []
    /// Whether partial counters run when the meter leaves the factory.
    public var partialsRunAtFirst = true
    /// Demand; nil when the meter forms none.
    public var demand: DemandDesign?
    /// When operating time counts.
    public var operatingTime = OperatingTimeRule.powered
    /// Where the operating time starts again from zero, milliseconds; nil where it never does.
    public var operatingTimeRollover: Int64?
    /// The rated power that thresholds in per cent refer to, W at the meter's inputs.
    public var ratedPower = 0.0
    /// The current at the meter's inputs above which it follows no more, A; nil where it always
    /// does.
    public var saturationCurrent: Double?
    /// What the meter keeps the least and greatest values of.
    public var extremes: [Quantity] = []
    /// Alarms; nil when the meter has none.
    public var alarms: AlarmDesign?
    /// Pulse outputs, the lamp first where there is one.
    public var outputs: [PulseOutputDesign] = []
    /// Whether the first of the outputs is the lamp, the metrological test output.
    public var hasLamp = false
    /// Pulse inputs; nil when the meter has none.
    public var pulseInputs: PulseInputDesign?
    /// What it gives pulses of, where it is a source of pulses that is no electricity meter.
    public var delivers: PulseKind?
    /// What feeds the meter itself.
    public var supply = SupplyDesign()
    /// Below this voltage at the meter's inputs a phase counts as missing, V.
    public var phaseDetection = 20.0
    /// What the device has besides metrology; nil for a plain meter.
    public var equipment: EquipmentDesign?
    /// What a change of a transformer ratio sets to zero.
    public var ratioChangeResets: Set<ResetScope> = []

    /// The greatest energy the accumulators hold: 2.5 TWh in millijoules.
    public static let largestEnergy: Int64 = 9_000_000_000_000_000_000

    /// A meter without peculiarities.
    public init() {}
}

/// How the total registers book phases whose directions oppose each other.
public enum TotalCounting: String, Hashable, Sendable, CaseIterable {
    /// The algebraic sum of the phases is booked as import or export (Ferraris, vectorial).
    case net
    /// Each phase books for itself and the totals are the sums of the phases' registers.
    case perPhase
}

/// How total apparent power is formed from the phases (metrology.md B.3).
public enum ApparentTotal: String, Hashable, Sendable, CaseIterable {
    /// √(ΣP² + ΣQ²).
    case vector
    /// S1 + S2 + S3.
    case arithmetic
}

/// The sign conventions of power factor registers (metrology.md B.2).
public enum PowerFactorSign: String, Hashable, Sendable, CaseIterable {
    /// The sign of the active power (IEC 61557-12).
    case iec
    /// Plus leading, minus lagging (IEEE).
    case ieee
    /// Plus lagging, minus leading.
    case socomec
    /// Always positive.
    case unsigned
}

/// The alarms of a meter: how many, and what they can watch.
public struct AlarmDesign: Hashable, Sendable {
    /// How many there are.
    public var count: Int
    /// What each can be set to watch; instantaneous values.
    public var quantities: [Quantity]

    /// Alarms.
    public init(count: Int, quantities: [Quantity]) {
        self.count = count
        self.quantities = quantities
    }
}

/// When operating time counts.
public enum OperatingTimeRule: Hashable, Sendable {
    /// While the meter is supplied.
    case powered
    /// While the imported active power exceeds a threshold in W at the primary.
    case activePowerAbove(Double)
    /// While a voltage is present.
    case voltagePresent
}

/// What a reset can concern.
public enum ResetScope: String, Hashable, Sendable, CaseIterable {
    /// All energy indexes, totals and tariffs.
    case energies
    /// All partial counters.
    case partials
    /// The maxima of the demands.
    case demandMaxima
    /// The operating time.
    case operatingTime
    /// The least and greatest values.
    case extremes
    /// What the pulse inputs have counted.
    case inputs
    /// The partial counters of the pulse inputs.
    case inputPartials
}

/// How a meter forms demands.
public struct DemandDesign: Hashable, Sendable {
    /// How the window moves.
    public enum Window: String, Hashable, Sendable, CaseIterable {
        /// Fixed periods aligned to the epoch (`every period` from the clock's zero).
        case block
        /// A window that moves by the sub-interval.
        case sliding
    }
    /// Fixed or sliding.
    public var window: Window
    /// The period the meter leaves the factory with, seconds.
    public var period: Int64
    /// The step of a sliding window, seconds.
    public var subinterval: Int64
    /// What is averaged.
    public var sources: [DemandSource]
    /// How many periods a load curve keeps, 0 without one.
    public var loadCurveRecords: Int

    /// A demand.
    public init(
        window: Window,
        period: Int64,
        subinterval: Int64 = 60,
        sources: [DemandSource],
        loadCurveRecords: Int = 0
    ) {
        self.window = window
        self.period = period
        self.subinterval = subinterval
        self.sources = sources
        self.loadCurveRecords = loadCurveRecords
    }
}

/// A partial counter, or several: lanes in bins.
public struct PartialSelection: Hashable, Sendable {
    /// The flows counted.
    public var lanes: EnergyLanes
    /// The partial bins concerned.
    public var bins: EnergyBins

    /// A selection.
    public init(_ lanes: EnergyLanes, bins: EnergyBins = .partial) {
        self.lanes = lanes
        self.bins = bins
    }
}
