/// A current of an accuracy table.
enum TableCurrent: Hashable, Sendable {
    /// Imin.
    case minimum
    /// Itr.
    case transition
    /// A multiple of Ib or In.
    case reference(Double)
    /// Imax.
    case maximum

    /// The current of a meter, A.
    func amperes(_ ratings: AccuracyRatings) -> Double {
        switch self {
        case .minimum: ratings.minimum
        case .transition: ratings.transition
        case .reference(let multiple): ratings.reference * multiple
        case .maximum: ratings.maximum
        }
    }
}

/// The power factors at which the tables give limits, on the scale of ``LoadPoint/position``.
enum TableFactor {
    static let quarterInductive = -0.75
    static let halfInductive = -0.5
    static let unity = 0.0
    static let pointEightCapacitive = 0.2
    static let halfCapacitive = 0.5
    static let quarterCapacitive = 0.75
}

/// The limits of one table at one power factor: one over the low currents, one over the rest.
struct LimitColumn: Hashable, Sendable {
    let balance: LoadPoint.Balance
    let position: Double
    let start: TableCurrent
    let lower: Double
    let turn: TableCurrent
    let upper: Double
    let end: TableCurrent

    /// A column of two rows: `lower` percent from `start`, `upper` from `turn` to `end`.
    init(
        _ position: Double,
        _ balance: LoadPoint.Balance = .balanced,
        from start: TableCurrent,
        _ lower: Double,
        then turn: TableCurrent,
        _ upper: Double,
        to end: TableCurrent = .maximum
    ) {
        self.balance = balance
        self.position = position
        self.start = start
        self.lower = lower
        self.turn = turn
        self.upper = upper
        self.end = end
    }

    /// A column of one row.
    init(
        _ position: Double,
        _ balance: LoadPoint.Balance = .balanced,
        from start: TableCurrent,
        _ percent: Double,
        to end: TableCurrent = .maximum
    ) {
        self.init(position, balance, from: start, percent, then: start, percent, to: end)
    }
}
