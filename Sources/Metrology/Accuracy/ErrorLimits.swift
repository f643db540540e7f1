/// The limits of a meter's intrinsic error over its load: a class's table with the meter's own
/// currents.
///
/// Made once for a meter; asking allocates nothing.
public struct ErrorLimits: Hashable, Sendable {
    private let columns: [Column]

    /// The limits of a class; nil where the standard has none for the connection (IEC 62053-22
    /// is for meters behind transformers alone).
    public init?(_ accuracyClass: AccuracyClass, ratings: AccuracyRatings) {
        columns = accuracyClass.columns(ratings.connection).map { Column($0, ratings) }
        if columns.isEmpty { return nil }
    }

    /// The limit of the error, ± percent, exactly as the table has it; nil outside the table.
    ///
    /// A row's range of currents holds its lower edge but not its upper, except the table's
    /// last. Between two power factors of the table the limit is interpolated where both have
    /// one; beyond the outermost there is none.
    public func percent(at point: LoadPoint) -> Double? {
        lookUp(point, continues: false)
    }

    /// The limit of the error, ± percent, where outside the table its nearest row continues.
    ///
    /// Below the least current that is the lowest row, above the greatest the last, beyond the
    /// outermost power factors their column.
    public func continuedPercent(at point: LoadPoint) -> Double {
        lookUp(point, continues: true) ?? 0
    }

    /// - Parameter continues: whether the table's nearest row holds outside it.
    private func lookUp(_ point: LoadPoint, continues: Bool) -> Double? {
        let (position, current) = (point.position, point.current)
        var below: Column?
        var above: Column?
        for column in columns where column.balance == point.balance {
            // Measured factors carry the rounding of their arithmetic.
            if abs(column.position - position) < 1e-6 {
                return continues || column.covers(current) ? column.percent(at: current) : nil
            }
            if column.position < position {
                below = column
            } else if above == nil {
                above = column
            }
        }
        guard let below, let above else {
            return continues ? (below ?? above)?.percent(at: current) : nil
        }
        guard continues || below.covers(current) && above.covers(current) else { return nil }
        let share = (position - below.position) / (above.position - below.position)
        let (p, q) = (below.percent(at: current), above.percent(at: current))
        return p + (q - p) * share
    }
}

/// A column with its currents in amperes.
private struct Column: Hashable, Sendable {
    let balance: LoadPoint.Balance
    let position: Double
    let start: Double
    let lower: Double
    let turn: Double
    let upper: Double
    let end: Double

    /// The edges give way by what the rounding of a product of two numbers can be.
    init(_ column: LimitColumn, _ ratings: AccuracyRatings) {
        balance = column.balance
        position = column.position
        start = column.start.amperes(ratings) * (1 - 1e-12)
        lower = column.lower
        turn = column.turn.amperes(ratings) * (1 - 1e-12)
        upper = column.upper
        end = column.end.amperes(ratings) * (1 + 1e-12)
    }

    /// Whether the table has a limit at this current; never at one that is not a number.
    func covers(_ current: Double) -> Bool { current >= start && current <= end }

    func percent(at current: Double) -> Double { current < turn ? lower : upper }
}
