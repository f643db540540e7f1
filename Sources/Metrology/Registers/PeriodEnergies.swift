/// The energies of the running and the last day, week and month of the total registers.
public struct PeriodEnergies: Equatable, Sendable {
    var starts = [SIMD8<Int64>](repeating: SIMD8(), count: 3)
    var previous = [SIMD8<Int64>](repeating: SIMD8(), count: 3)

    /// Nothing counted yet.
    public init() {}

    /// Begins new periods at a civil midnight.
    ///
    /// - Parameters:
    ///   - totals: the total indexes at this midnight.
    ///   - modulus: where they wrap.
    ///   - week: whether a week begins too.
    ///   - month: whether a month begins too.
    public mutating func beginDay(
        _ totals: SIMD8<Int64>,
        modulus: Int64,
        week: Bool,
        month: Bool
    ) {
        for (k, begins) in [true, week, month].enumerated() where begins {
            previous[k] = difference(totals, starts[k], modulus)
            starts[k] = totals
        }
    }

    /// Starts all periods over, as after a reset of the energies.
    public mutating func restart(at totals: SIMD8<Int64>) {
        for k in 0..<3 { (starts[k], previous[k]) = (totals, SIMD8()) }
    }

    /// The energies of a period, lane by lane, millijoules.
    public func lanes(_ period: EnergyPeriod, totals: SIMD8<Int64>, modulus: Int64)
        -> SIMD8<Int64>
    {
        switch period {
        case .day: difference(totals, starts[0], modulus)
        case .previousDay: previous[0]
        case .week: difference(totals, starts[1], modulus)
        case .previousWeek: previous[1]
        case .month: difference(totals, starts[2], modulus)
        case .previousMonth: previous[2]
        }
    }

    private func difference(
        _ a: SIMD8<Int64>,
        _ b: SIMD8<Int64>,
        _ modulus: Int64
    ) -> SIMD8<Int64> {
        let raw = a &- b
        return raw.replacing(with: raw &+ modulus, where: raw .< 0)
    }
}
