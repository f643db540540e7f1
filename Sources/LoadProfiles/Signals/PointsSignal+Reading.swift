import Documents
import SimulatedTime

extension PointsSignal {
    static func read(_ node: Node, in object: ObjectReader, scope: SignalScope)
        -> (any SignalKind)?
    {
        let every = object.optional("every").map { $0.choice(of: Every.self) }
        let interpolation =
            object.optional("interpolation")
            .map { $0.choice(of: Interpolation.self) } ?? .step
        // After a wrong `every` nothing can be said of the times.
        if case .some(.none) = every { return nil }
        let read = points(node, every: every ?? nil, scope: scope)
        guard let read, let interpolation else { return nil }
        let values = read.map(\.value)
        if let first = values.first, values.allSatisfy({ $0 == first }) {
            return ConstantSignal(number: first)
        }
        let positions = read.map(\.position)
        let isLinear = interpolation == .linear
        if let every = every ?? nil {
            return PointsSignal(
                every: every,
                isLinear: isLinear,
                resolution: scope.resolution,
                positions: positions,
                values: values
            )
        }
        let targets = Array(values.dropFirst() + values.suffix(1))
        let series = SampledSeries(
            starts: positions,
            values: values,
            targets: isLinear ? targets : [],
            end: positions.last ?? 0,
            rule: .hold
        )
        return InstantPointsSignal(series: series, resolution: scope.resolution)
    }

    private typealias Point = (position: Int64, value: Double)

    /// All points in order; nil after a complaint.
    private static func points(_ node: Node, every: Every?, scope: SignalScope) -> [Point]? {
        guard let elements = node.array("an array of [time, value] pairs") else { return nil }
        guard !elements.isEmpty else {
            node.report("is empty; expected at least one [time, value] pair")
            return nil
        }
        var points: [Point] = []
        var isSound = true
        for element in elements {
            guard let point = point(element, every: every, scope: scope) else {
                isSound = false
                continue
            }
            if let last = points.last, point.position <= last.position {
                element.report("is not later than the point before; times must ascend")
                isSound = false
            }
            points.append(point)
        }
        return isSound ? points : nil
    }

    private static func point(_ node: Node, every: Every?, scope: SignalScope) -> Point? {
        guard let pair = node.array("a [time, value] pair") else { return nil }
        guard pair.count == 2 else {
            node.report("has \(pair.count) elements; expected a [time, value] pair")
            return nil
        }
        let position = position(pair[0], every: every)
        let value = pair[1].number(scope.what, in: scope.range)
        guard let position, let value else { return nil }
        return (position, value)
    }

    private static func position(_ node: Node, every: Every?) -> Int64? {
        switch every {
        case .day: return node.timeOfDay()?.microseconds
        case .week: return weekPosition(node)
        case nil:
            if case .string(let text) = node.value, text.utf8.count <= 12 {
                node.report(
                    "\"\(text)\" is not an instant such as 2026-01-01T00:00:00+01:00; times of "
                        + "day need \"every\": \"day\", weekdays \"every\": \"week\""
                )
                return nil
            }
            return node.instant()?.microseconds
        }
    }

    /// `"mon 07:30"` as microseconds since Monday midnight.
    private static func weekPosition(_ node: Node) -> Int64? {
        guard let text = node.string("a weekday and a time such as \"mon 07:30\"") else {
            return nil
        }
        let parts = text.split(separator: " ")
        guard parts.count == 2, let day = Weekday(abbreviation: String(parts[0])) else {
            let days = Weekday.allCases.map(\.abbreviation).joined(separator: ", ")
            node.report(
                "\"\(text)\" cannot be read; expected a weekday and a time such as \"mon 07:30\" "
                    + "(\(days))"
            )
            return nil
        }
        let time = node.time { () throws(TimeTextError) in try TimeOfDay(String(parts[1])) }
        guard let time else { return nil }
        return Int64(day.rawValue - 1) * TimeOfDay.dayLength + time.microseconds
    }
}
