/// The eight flows that every channel of a meter books apart from each other.
///
/// Quadrants as in IEC 62053-23: Q1 and Q2 with positive reactive power, Q1 and Q4 with imported
/// active power.
public struct EnergyLanes: OptionSet, Hashable, Sendable {
    /// One bit for each lane.
    public let rawValue: UInt8

    /// A set of lanes from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Imported active energy, OBIS 1.8.
    public static let activeImport = EnergyLanes(rawValue: 1 << 0)
    /// Exported active energy, OBIS 2.8.
    public static let activeExport = EnergyLanes(rawValue: 1 << 1)
    /// Reactive energy of quadrant 1, OBIS 5.8.
    public static let q1 = EnergyLanes(rawValue: 1 << 2)
    /// Reactive energy of quadrant 2, OBIS 6.8.
    public static let q2 = EnergyLanes(rawValue: 1 << 3)
    /// Reactive energy of quadrant 3, OBIS 7.8.
    public static let q3 = EnergyLanes(rawValue: 1 << 4)
    /// Reactive energy of quadrant 4, OBIS 8.8.
    public static let q4 = EnergyLanes(rawValue: 1 << 5)
    /// Apparent energy while importing, OBIS 9.8.
    public static let apparentImport = EnergyLanes(rawValue: 1 << 6)
    /// Apparent energy while exporting, OBIS 10.8.
    public static let apparentExport = EnergyLanes(rawValue: 1 << 7)

    /// Both directions of active energy.
    public static let active: EnergyLanes = [.activeImport, .activeExport]
    /// Reactive energy with positive reactive power, OBIS 3.8.
    public static let reactiveImport: EnergyLanes = [.q1, .q2]
    /// Reactive energy with negative reactive power, OBIS 4.8.
    public static let reactiveExport: EnergyLanes = [.q3, .q4]
    /// All four quadrants.
    public static let reactive: EnergyLanes = [.q1, .q2, .q3, .q4]
    /// Apparent energy in both directions.
    public static let apparent: EnergyLanes = [.apparentImport, .apparentExport]
    /// Everything.
    public static let all = EnergyLanes(rawValue: 0xFF)
}

/// The drawers in which a flow is booked.
public struct EnergyBins: OptionSet, Hashable, Sendable {
    /// One bit for each bin.
    public let rawValue: UInt16

    /// A set of bins from its bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Since the meter was made.
    public static let total = EnergyBins(rawValue: 1)
    /// The partial counters.
    public static let partial = EnergyBins(rawValue: 1 << 5)
    /// All tariffs of the totals.
    public static let tariffs = EnergyBins(rawValue: 0b1_1110)
    /// All tariffs of the partial counters.
    public static let partialTariffs = EnergyBins(rawValue: 0b11_1100_0000)
    /// The partial counters with their tariffs.
    public static let allPartials: EnergyBins = [.partial, .partialTariffs]

    /// The bin of tariff `n`, 1 to 4.
    public static func tariff(_ n: Int) -> EnergyBins { EnergyBins(rawValue: 1 << UInt16(n & 7)) }
    /// The partial counter of tariff `n`, 1 to 4.
    public static func partialTariff(_ n: Int) -> EnergyBins {
        EnergyBins(rawValue: 1 << UInt16(5 + (n & 7)))
    }

    /// How many bins there are.
    public static let count = 10
}

/// An energy that can be read: lanes added and lanes subtracted, over one or more bins, of one
/// channel.
public struct EnergyIndex: Hashable, Sendable {
    /// The lanes that are added.
    public var plus: EnergyLanes
    /// The lanes that are subtracted: a balance or net energy.
    public var minus: EnergyLanes
    /// A phase or the total.
    public var channel: Channel
    /// The bins summed over.
    public var bins: EnergyBins

    /// An index.
    public init(
        _ plus: EnergyLanes,
        minus: EnergyLanes = [],
        channel: Channel = .total,
        bins: EnergyBins = .total
    ) {
        self.plus = plus
        self.minus = minus
        self.channel = channel
        self.bins = bins
    }
}

/// The two ways in which makers name the quadrants' registers (metrology.md B.1).
public enum QuadrantNames: String, Hashable, Sendable, CaseIterable {
    /// "Imported" and "exported" by the sign of the reactive power, as OBIS does:
    /// Er+ = inductive + capacitive imported.
    case obis
    /// "Imported" and "exported" by the sign of the active power.
    case activeSign

    /// The quadrant a maker's words mean.
    public func lane(inductive: Bool, imported: Bool) -> EnergyLanes {
        switch (self, inductive, imported) {
        case (_, true, true): .q1
        case (_, true, false): .q3
        case (.obis, false, true), (.activeSign, false, false): .q2
        case (.obis, false, false), (.activeSign, false, true): .q4
        }
    }
}
