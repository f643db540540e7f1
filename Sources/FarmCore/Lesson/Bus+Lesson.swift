internal import Documents
public import SimulatedTime

/// Where a lesson can be done.
extension Bus {
    /// Every way in which a lesson can be done to meters of the bus.
    ///
    /// - Parameters:
    ///   - places: the meters by their places on the bus.
    ///   - bus: the plan of this bus.
    public func options(
        _ lesson: Lesson,
        ofMetersAt places: some Sequence<Int>,
        _ bus: BusPlan,
        at now: Instant
    ) -> [LessonOption] {
        keepUp(to: now)
        let addresses = Set(units.indices.map(address))
        return places.flatMap { place -> [LessonOption] in
            withMeter(place: place, on: now) { machine in
                LessonTrial(lesson, bus, addresses, machine, at: now).options
            } ?? []
        }
    }

    /// Every way in which a lesson can be done to the bus itself.
    ///
    /// - Parameter bus: the plan of this bus.
    public func options(ofLine lesson: Lesson, _ bus: BusPlan, at now: Instant)
        -> [LessonOption]
    {
        keepUp(to: now)
        guard !bus.ports.isEmpty else { return [] }
        let conditions = wire?.conditions ?? bus.line.conditions
        return lesson.cases.enumerated().flatMap { number, made -> [LessonOption] in
            guard made.suits(bus) else { return [] }
            return made.ways.compactMap { way in
                guard case .bus(let actions) = way.deed else { return nil }
                return option(number, actions, conditions, bus)
            }
        }
    }

    private func option(
        _ number: Int,
        _ actions: [JSONValue],
        _ conditions: LineConditions,
        _ bus: BusPlan
    ) -> LessonOption? {
        var option = LessonOption(
            number: number,
            bus: name,
            deeds: [],
            mending: [],
            faults: actions.compactMap(\.fault)
        )
        var line: [String: JSONValue] = [:]
        for action in actions {
            guard case .object(let members) = action,
                case .object(let changed)? = members["line"]
            else { continue }
            line.merge(changed) { $1 }
        }
        if !line.isEmpty {
            let action = BusAction.line(.object(line))
            guard AimCheck([bus], []).misfit(of: action, on: name) == nil,
                LinePlanReader.conditions(.object(line), on: conditions) != conditions
            else { return nil }
            option.line = .object(line)
            option.lineMending = conditions.document(of: line.keys)
        }
        let plans = option.plans
        guard plans.count == option.faults.count,
            plans.allSatisfy(bus.hasUse)
        else { return nil }
        return option
    }
}
