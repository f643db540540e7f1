/// The tables of intrinsic error limits (metrology.md B.7).
extension AccuracyClass {
    /// The columns of the class's table by ascending power factor position; empty where the
    /// standard has none for the connection.
    func columns(_ connection: AccuracyRatings.Connection) -> [LimitColumn] {
        let isDirect = connection == .direct
        return switch self {
        case .activeA: Self.columnsEN(low: 2.5, full: 2, single: 3)
        case .activeB: Self.columnsEN(low: 1.5, full: 1, single: 2)
        case .activeC: Self.columnsEN(low: 1, full: 0.5, single: 1)
        case .active1: Self.columnsClass1(isDirect ? .direct : .transformer)
        case .active2: Self.columnsClass2(isDirect ? .direct : .transformer)
        case .active02S: isDirect ? [] : Self.columnsS(Self.limits02S)
        case .active05S: isDirect ? [] : Self.columnsS(Self.limits05S)
        case .reactive2: Self.columnsReactive(isDirect ? .direct : .transformer, 2.5, 2, 3)
        case .reactive3: Self.columnsReactive(isDirect ? .direct : .transformer, 4, 3, 4)
        }
    }

    /// EN 50470-3:2006: one limit from 0.5 inductive over 1 to 0.8 capacitive.
    private static func columnsEN(low: Double, full: Double, single: Double) -> [LimitColumn] {
        [
            LimitColumn(TableFactor.halfInductive, from: .transition, full),
            LimitColumn(TableFactor.unity, from: .minimum, low, then: .transition, full),
            LimitColumn(TableFactor.pointEightCapacitive, from: .transition, full),
            LimitColumn(TableFactor.halfInductive, .singlePhase, from: .transition, single),
            LimitColumn(TableFactor.unity, .singlePhase, from: .transition, single),
        ]
    }

    /// The multiples of Ib and In at which the rows of IEC 62053-21 and -23 begin.
    private struct Steps {
        let unity: TableCurrent
        let unityFull: TableCurrent
        let half: TableCurrent
        let halfFull: TableCurrent

        static let direct = Steps(
            unity: .reference(0.05),
            unityFull: .reference(0.1),
            half: .reference(0.1),
            halfFull: .reference(0.2)
        )
        static let transformer = Steps(
            unity: .reference(0.02),
            unityFull: .reference(0.05),
            half: .reference(0.05),
            halfFull: .reference(0.1)
        )
    }

    /// IEC 62053-21:2003, tables 6 and 7, class 1.
    ///
    /// The limits at 0.25 inductive and 0.5 capacitive are those agreed on special request.
    private static func columnsClass1(_ at: Steps) -> [LimitColumn] {
        let rated = TableCurrent.reference(1)
        return [
            LimitColumn(TableFactor.quarterInductive, from: at.halfFull, 3.5, to: rated),
            LimitColumn(TableFactor.halfInductive, from: at.half, 1.5, then: at.halfFull, 1),
            LimitColumn(TableFactor.unity, from: at.unity, 1.5, then: at.unityFull, 1),
            LimitColumn(
                TableFactor.pointEightCapacitive,
                from: at.half,
                1.5,
                then: at.halfFull,
                1
            ),
            LimitColumn(TableFactor.halfCapacitive, from: at.halfFull, 2.5, to: rated),
            LimitColumn(TableFactor.halfInductive, .singlePhase, from: at.halfFull, 2),
            LimitColumn(TableFactor.unity, .singlePhase, from: at.unityFull, 2),
        ]
    }

    /// IEC 62053-21:2003, tables 6 and 7, class 2.
    private static func columnsClass2(_ at: Steps) -> [LimitColumn] {
        [
            LimitColumn(TableFactor.halfInductive, from: at.half, 2.5, then: at.halfFull, 2),
            LimitColumn(TableFactor.unity, from: at.unity, 2.5, then: at.unityFull, 2),
            LimitColumn(TableFactor.halfInductive, .singlePhase, from: at.halfFull, 3),
            LimitColumn(TableFactor.unity, .singlePhase, from: at.unityFull, 3),
        ]
    }

    /// The percentages of a class of IEC 62053-22.
    private struct LimitsS {
        let unityLow, unity, halfLow, half, special, singleUnity, singleHalf: Double
    }

    private static let limits02S = LimitsS(
        unityLow: 0.4,
        unity: 0.2,
        halfLow: 0.5,
        half: 0.3,
        special: 0.5,
        singleUnity: 0.3,
        singleHalf: 0.4
    )

    private static let limits05S = LimitsS(
        unityLow: 1,
        unity: 0.5,
        halfLow: 1,
        half: 0.6,
        special: 1,
        singleUnity: 0.6,
        singleHalf: 1
    )

    /// IEC 62053-22:2003; only behind transformers.
    private static func columnsS(_ limits: LimitsS) -> [LimitColumn] {
        let (low, full) = (TableCurrent.reference(0.02), TableCurrent.reference(0.1))
        let (start, turn) = (TableCurrent.reference(0.01), TableCurrent.reference(0.05))
        let (half, special) = (limits.half, limits.special)
        return [
            LimitColumn(TableFactor.quarterInductive, from: full, special),
            LimitColumn(TableFactor.halfInductive, from: low, limits.halfLow, then: full, half),
            LimitColumn(
                TableFactor.unity,
                from: start,
                limits.unityLow,
                then: turn,
                limits.unity
            ),
            LimitColumn(
                TableFactor.pointEightCapacitive,
                from: low,
                limits.halfLow,
                then: full,
                half
            ),
            LimitColumn(TableFactor.halfCapacitive, from: full, special),
            LimitColumn(TableFactor.halfInductive, .singlePhase, from: full, limits.singleHalf),
            LimitColumn(TableFactor.unity, .singlePhase, from: turn, limits.singleUnity),
        ]
    }

    /// IEC 62053-23:2003: sin φ, inductive and capacitive alike.
    private static func columnsReactive(
        _ at: Steps,
        _ low: Double,
        _ full: Double,
        _ single: Double
    ) -> [LimitColumn] {
        let unity = TableFactor.unity
        let half = [TableFactor.halfInductive, TableFactor.halfCapacitive].map {
            LimitColumn($0, from: at.half, low, then: at.halfFull, full)
        }
        let singleHalf = [TableFactor.halfInductive, TableFactor.halfCapacitive].map {
            LimitColumn($0, .singlePhase, from: at.halfFull, single)
        }
        return [
            LimitColumn(TableFactor.quarterInductive, from: at.halfFull, low),
            half[0],
            LimitColumn(unity, from: at.unity, low, then: at.unityFull, full),
            half[1],
            LimitColumn(TableFactor.quarterCapacitive, from: at.halfFull, low),
            singleHalf[0],
            LimitColumn(unity, .singlePhase, from: at.unityFull, single),
            singleHalf[1],
        ]
    }
}
