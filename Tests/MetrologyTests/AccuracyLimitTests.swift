import Metrology
import Testing

/// One row of a table of metrology.md B.7: from a current (included) to another (not included,
/// unless the column ends there) at one power factor.
struct LimitRow: CustomTestStringConvertible, Sendable {
    let accuracyClass: AccuracyClass
    let ratings: AccuracyRatings
    let balance: LoadPoint.Balance
    /// Inductive below 0, as signs go in these tests alone.
    let factor: Double
    let low: Double
    let high: Double
    let percent: Double
    let isFirst: Bool
    let isLast: Bool

    var testDescription: String {
        "\(accuracyClass.rawValue) \(ratings.connection) \(balance) \(factor) \(low) A"
    }

    func point(_ current: Double) -> LoadPoint {
        LoadPoint(
            current: current,
            factor: abs(factor),
            isCapacitive: factor > 0 && factor < 1,
            balance: balance
        )
    }
}

@Suite("Limits of the intrinsic error")
struct AccuracyLimitTests {
    /// Imin 0.5, Itr 1, Ib 10, Imax 80 A; Imin 0.01, Itr 0.05, In 1, Imax 6 A.
    static let direct = AccuracyRatings(.direct, minimum: 0.5, transition: 1, maximum: 80)
    static let transformer = AccuracyRatings(
        .currentTransformer,
        minimum: 0.01,
        transition: 0.05,
        maximum: 6
    )

    /// A column: power factors (inductive negative), then edges and limits in turn.
    private struct Rows {
        let balance: LoadPoint.Balance
        let factors: [Double]
        let edges: [Double]
        let percents: [Double]

        init(
            _ factors: [Double],
            _ edges: [Double],
            _ percents: [Double],
            _ balance: LoadPoint.Balance = .balanced
        ) {
            self.balance = balance
            self.factors = factors
            self.edges = edges
            self.percents = percents
        }
    }

    private static func rows(
        _ accuracyClass: AccuracyClass,
        _ ratings: AccuracyRatings?,
        _ columns: [Rows]
    ) -> [LimitRow] {
        guard let ratings else { return [] }
        return columns.flatMap { column in
            column.factors.flatMap { factor in
                column.percents.indices.map { k in
                    LimitRow(
                        accuracyClass: accuracyClass,
                        ratings: ratings,
                        balance: column.balance,
                        factor: factor,
                        low: column.edges[k],
                        high: column.edges[k + 1],
                        percent: column.percents[k],
                        isFirst: k == 0,
                        isLast: k == column.percents.count - 1
                    )
                }
            }
        }
    }

    /// EN 50470-3: Imin, Itr, Imax; the intermediate factors belong to the range of the table.
    private static func rowsEN(
        _ accuracyClass: AccuracyClass,
        _ low: Double,
        _ full: Double,
        _ single: Double
    ) -> [LimitRow] {
        [direct, transformer].flatMap { ratings -> [LimitRow] in
            guard let ratings else { return [] }
            let (imin, itr, imax) = (ratings.minimum, ratings.transition, ratings.maximum)
            return rows(
                accuracyClass,
                ratings,
                [
                    Rows([1], [imin, itr, imax], [low, full]),
                    Rows([-0.5, -0.7, -0.999, 0.9, 0.8], [itr, imax], [full]),
                    Rows([1, -0.5], [itr, imax], [single], .singlePhase),
                ]
            )
        }
    }

    /// Multiples of Ib = 10 A and In = 1 A written out in amperes.
    static let table: [LimitRow] =
        rowsEN(.activeA, 2.5, 2, 3) + rowsEN(.activeB, 1.5, 1, 2) + rowsEN(.activeC, 1, 0.5, 1)
        + rows(
            .active1,
            direct,
            [
                Rows([1], [0.5, 1, 80], [1.5, 1]), Rows([-0.5, 0.8], [1, 2, 80], [1.5, 1]),
                Rows([-0.25], [2, 10], [3.5]), Rows([0.5], [2, 10], [2.5]),
                Rows([1], [1, 80], [2], .singlePhase), Rows([-0.5], [2, 80], [2], .singlePhase),
            ]
        )
        + rows(
            .active1,
            transformer,
            [
                Rows([1], [0.02, 0.05, 6], [1.5, 1]),
                Rows([-0.5, 0.8], [0.05, 0.1, 6], [1.5, 1]),
                Rows([-0.25], [0.1, 1], [3.5]), Rows([0.5], [0.1, 1], [2.5]),
                Rows([1], [0.05, 6], [2], .singlePhase),
                Rows([-0.5], [0.1, 6], [2], .singlePhase),
            ]
        )
        + rows(
            .active2,
            direct,
            [
                Rows([1], [0.5, 1, 80], [2.5, 2]), Rows([-0.5], [1, 2, 80], [2.5, 2]),
                Rows([1], [1, 80], [3], .singlePhase), Rows([-0.5], [2, 80], [3], .singlePhase),
            ]
        )
        + rows(
            .active2,
            transformer,
            [
                Rows([1], [0.02, 0.05, 6], [2.5, 2]), Rows([-0.5], [0.05, 0.1, 6], [2.5, 2]),
                Rows([1], [0.05, 6], [3], .singlePhase),
                Rows([-0.5], [0.1, 6], [3], .singlePhase),
            ]
        )
        + rows(
            .active02S,
            transformer,
            [
                Rows([1], [0.01, 0.05, 6], [0.4, 0.2]),
                Rows([-0.5, 0.8], [0.02, 0.1, 6], [0.5, 0.3]),
                Rows([-0.25, 0.5], [0.1, 6], [0.5]), Rows([1], [0.05, 6], [0.3], .singlePhase),
                Rows([-0.5], [0.1, 6], [0.4], .singlePhase),
            ]
        )
        + rows(
            .active05S,
            transformer,
            [
                Rows([1], [0.01, 0.05, 6], [1, 0.5]),
                Rows([-0.5, 0.8], [0.02, 0.1, 6], [1, 0.6]),
                Rows([-0.25, 0.5], [0.1, 6], [1]), Rows([1], [0.05, 6], [0.6], .singlePhase),
                Rows([-0.5], [0.1, 6], [1], .singlePhase),
            ]
        )
        + rowsReactive(.reactive2, 2.5, 2, 3) + rowsReactive(.reactive3, 4, 3, 4)

    private static func rowsReactive(
        _ accuracyClass: AccuracyClass,
        _ low: Double,
        _ full: Double,
        _ single: Double
    ) -> [LimitRow] {
        [(direct, 10.0, 1.0), (transformer, 1.0, 0.5)].flatMap { (ratings, reference, half) in
            let start = reference == 10 ? 0.5 : 0.02
            let (a, b) = (reference * 0.1 * half, reference * 0.2 * half)
            let end = reference == 10 ? 80.0 : 6.0
            return rows(
                accuracyClass,
                ratings,
                [
                    Rows([1], [start, a, end], [low, full]),
                    Rows([-0.5, 0.5], [a, b, end], [low, full]),
                    Rows([-0.25, 0.25], [b, end], [low]),
                    Rows([1], [a, end], [single], .singlePhase),
                    Rows([-0.5, 0.5], [b, end], [single], .singlePhase),
                ]
            )
        }
    }

    @Test("Every cell holds from its lower edge to just below its upper", arguments: table)
    func cells(row: LimitRow) throws {
        let limits = try #require(ErrorLimits(row.accuracyClass, ratings: row.ratings))
        let middle = (row.low + row.high) / 2
        for current in [row.low, row.low * (1 + 1e-9), middle, row.high * (1 - 1e-9)] {
            let found = try #require(limits.percent(at: row.point(current)), "\(current) A")
            #expect(abs(found - row.percent) < 1e-12, "\(current) A")
        }
        if row.isFirst {
            #expect(limits.percent(at: row.point(row.low * (1 - 1e-9))) == nil)
            // Between the table's factors the columns on either side continue.
            let below = limits.continuedPercent(at: row.point(row.low * 0.1))
            let isOfTable = [0.25, 0.5, 0.8, 1].contains(abs(row.factor))
            #expect(isOfTable ? abs(below - row.percent) < 1e-12 : below >= row.percent)
        }
        let edge = limits.percent(at: row.point(row.high))
        #expect((edge == row.percent) == row.isLast, "at the upper edge")
        if row.isLast {
            #expect(limits.percent(at: row.point(row.high * (1 + 1e-9))) == nil)
            let above = limits.continuedPercent(at: row.point(row.high * 2))
            #expect(abs(above - row.percent) < 1e-12)
        }
    }

    @Test("All of the nine classes are in the table of this test, 82 rows and more")
    func tableIsWhole() {
        #expect(Set(Self.table.map(\.accuracyClass)) == Set(AccuracyClass.allCases))
        #expect(Self.table.count >= 82)
    }

    @Test("Where the standard says nothing there is no limit, and the nearest row continues")
    func outside() throws {
        let direct = try #require(Self.direct)
        let classB = try #require(ErrorLimits(.activeB, ratings: direct))
        // Imin to Itr the table speaks of factor 1 alone.
        #expect(classB.percent(at: LoadPoint(current: 0.7, factor: 0.9)) == nil)
        #expect(classB.percent(at: LoadPoint(current: 5, factor: 0.49)) == nil)
        #expect(classB.percent(at: LoadPoint(current: 5, factor: 0.79, isCapacitive: true)) == nil)
        #expect(classB.percent(at: LoadPoint(current: .nan)) == nil)
        #expect(classB.continuedPercent(at: LoadPoint(current: 5, factor: 0.1)) == 1)
        let class2 = try #require(ErrorLimits(.active2, ratings: direct))
        #expect(class2.percent(at: LoadPoint(current: 5, factor: 0.8, isCapacitive: true)) == nil)
        let lead = LoadPoint(current: 0.6, factor: 0.8, isCapacitive: true)
        #expect(class2.continuedPercent(at: lead) == 2.5)
        #expect(ErrorLimits(.active05S, ratings: direct) == nil)
        #expect(ErrorLimits(.active02S, ratings: direct) == nil)
    }

    @Test("Between two power factors of the table the limit is interpolated")
    func between() throws {
        let ratings = try #require(Self.direct)
        let limits = try #require(ErrorLimits(.active1, ratings: ratings))
        // At 1.5 A: 1.0 % at factor 1, 1.5 % at 0.5 inductive; halfway 1.25 %.
        let halfway = try #require(limits.percent(at: LoadPoint(current: 1.5, factor: 0.75)))
        #expect(abs(halfway - 1.25) < 1e-12)
        // At 5 A: 1.0 % at 0.5, 3.5 % at 0.25; export has the limits of import.
        let export = try #require(limits.percent(at: LoadPoint(current: 5, factor: -0.4)))
        #expect(abs(export - 2) < 1e-12)
    }
}
