internal import MeterModels

/// What the meters of an M-Bus draw from its level converter.
///
/// A unit load is 1.5 mA (EN 13757-2, 4.3); how many a converter feeds its maker says.
public struct BusCurrent: Hashable, Sendable {
    /// The current of one unit load, mA.
    public static let unitLoad = 1.5
    /// The unit loads that a converter feeds unless its farm file says otherwise.
    public static let usualLimit = 250.0
    /// How far beyond its limit a converter goes before it switches off: 375 mA and 500 mA are
    /// the two levels of one for 250 meters (Kamstrup M-Bus Master MultiPort 250L, 3.6.1).
    static let reserve = 4.0 / 3

    /// How many meters draw it.
    public var meters: Int
    /// The unit loads of the meters together.
    public var unitLoads: Double
    /// The unit loads that the converter is made for.
    public var limit: Double

    /// What so many meters draw.
    public init(meters: Int, unitLoads: Double, limit: Double) {
        (self.meters, self.unitLoads, self.limit) = (meters, unitLoads, limit)
    }

    /// The current, mA.
    public var milliamperes: Double { unitLoads * Self.unitLoad }

    /// Whether it is more than the converter is made for.
    public var isOverLimit: Bool { Self.exceeds(unitLoads, limit) }

    /// Whether it is so much that the converter switches the bus off.
    public var switchesOff: Bool { Self.exceeds(unitLoads, limit * Self.reserve) }

    /// Tenths of loads add up to what is nearly a whole number.
    private static func exceeds(_ loads: Double, _ limit: Double) -> Bool {
        loads > limit * (1 + 1e-9)
    }
}

extension BusPlan {
    /// What meters draw from it when all of them hang on it; nil for an RS485 line.
    public func current(of meters: [MeterPlan]) -> BusCurrent? {
        guard isMBus else { return nil }
        let loads = meters.filter { $0.bus == name }.map { $0.model.mBus?.unitLoads ?? 0 }
        return BusCurrent(
            meters: loads.count,
            unitLoads: loads.reduce(0, +),
            limit: line.conditions.drivers
        )
    }
}

extension Bus {
    /// What its meters draw now, without those that are taken off it; nil for an RS485 line.
    public var current: BusCurrent? {
        guard isMBus else { return nil }
        let loads = units.lazy.filter { $0.device.machine.station.connection != .open }
            .map { $0.device.machine.model.mBus?.unitLoads ?? 0 }
        return BusCurrent(
            meters: loads.count,
            unitLoads: loads.reduce(0, +),
            limit: (wire?.conditions ?? linePlan.conditions).drivers
        )
    }
}
