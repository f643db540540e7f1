import Metrology

extension QuantityProposer {
    typealias Refusal = QuantityProposal.Refusal

    /// The terminal of a voltage.
    mutating func voltage() throws(Refusal) -> String {
        let isPlace = !reading.phases.isEmpty || !reading.pairs.isEmpty
        if !reading.powers.isEmpty || (isPlace && reading.statistics.contains(.mean)) {
            throw Refusal(reason: "a voltage has neither power nor a mean over time")
        }
        if reading.has(.unbalance) { return "unbalance" }
        if reading.strong.contains(.phaseSequence) { return try sequenceComponent() }
        if reading.pairs.count == 1, let pair = reading.pairs.first { return pair.rawValue }
        switch reading.phases {
        case [1]: return "l1"
        case [2]: return "l2"
        case [3]: return "l3"
        case [1, 2]: return "l12"
        case [2, 3]: return "l23"
        case [1, 3]: return "l31"
        case []: break
        default: return reading.has(.phaseToPhase) ? "lineAverage" : "average"
        }
        let isMean = reading.statistics.contains(.mean) || reading.has(.total)
        let isNeutral = reading.has(.neutral) || reading.has(.phaseToNeutral)
        if reading.has(.phaseToPhase) || (reading.has(.line) && !isNeutral) {
            return isMean ? "lineAverage" : try onlyLine()
        }
        if isMean { return "average" }
        if context.isSinglePhase || !context.hasPhases { return "l1" }
        assume("the mean of the phases: the name gives none")
        return "average"
    }

    private mutating func onlyLine() throws(Refusal) -> String {
        assume("the mean of the three: the name gives no phases")
        return "lineAverage"
    }

    /// The terminal of a current.
    mutating func current() throws(Refusal) -> String {
        if !reading.powers.isEmpty {
            throw Refusal(reason: "active, reactive and apparent currents are not kept")
        }
        if reading.has(.unbalance) { return "unbalance" }
        if reading.strong.contains(.phaseSequence) { return try sequenceComponent() }
        if let phase = reading.phase { return phase.name }
        if !reading.pairs.isEmpty {
            throw Refusal(reason: "a current has no pair of phases")
        }
        let isMean = reading.statistics.contains(.mean)
        if isMean { return "average" }
        if reading.has(.neutral) || reading.has(.phaseToNeutral) { return "n" }
        if reading.phases.count > 1 { return try several() }
        if reading.has(.total) {
            assume("the sum of the phases' currents: \"total\" may also be their mean")
            return "sum"
        }
        if context.isSinglePhase || !context.hasPhases { return "l1" }
        assume("the mean of the phases: the name gives none")
        return "average"
    }

    private mutating func several() throws(Refusal) -> String {
        guard reading.has(.total) || reading.phases.count == 3 else {
            throw Refusal(reason: "the name gives several phases")
        }
        assume("the sum of the phases' currents")
        return "sum"
    }

    /// A phase, or the total where none or all are named.
    func channel() throws(Refusal) -> String {
        if let phase = reading.phase { return phase.name }
        if !reading.pairs.isEmpty || reading.phases == [1, 2] || reading.phases == [2, 3] {
            throw Refusal(reason: "the name gives a pair of phases")
        }
        return "total"
    }

    mutating func power() throws(Refusal) -> String {
        let kind = try powerKind()
        let ways = reading.directions.subtracting([.both])
        if !ways.isEmpty, ways != [.imported, .exported], ways != [.net] {
            throw Refusal(reason: "a power of one direction is no quantity that is known")
        }
        return "power.\(kind.rawValue).\(try channel())"
    }

    func powerKind() throws(Refusal) -> PowerKind {
        guard let kind = reading.power(dimension) else {
            throw Refusal(reason: "the name gives several kinds of power")
        }
        return kind
    }

    func powerFactor() throws(Refusal) -> String {
        if reading.statistics.contains(.mean), reading.phases.isEmpty {
            return "powerFactor.average"
        }
        return "powerFactor.\(try channel())"
    }

    mutating func distortion() throws(Refusal) -> String {
        let subjects = reading.strong.union(reading.weak).intersection([.voltage, .current])
        // "THD A L3": the letter is the unit's.
        if subjects.isEmpty, reading.has(.perPhase(.l1)), let phase = reading.phase {
            return "thd.current.\(phase.name)"
        }
        guard subjects.count == 1, let subject = subjects.first else {
            throw Refusal(
                reason: "the name says not whether the distortion is of voltage or current"
            )
        }
        if subject == .voltage { return "thd.voltage." + (try voltage()) }
        return "thd.current." + (try current())
    }

    /// The direction in which phases follow, or a symmetrical component.
    mutating func sequence() throws(Refusal) -> String {
        guard reading.sequences.isEmpty, dimension == .none else {
            throw Refusal(reason: "the name says not whose symmetrical component it is")
        }
        assume("the codes 0, 123 and 132")
        return "phaseSequence"
    }

    private func sequenceComponent() throws(Refusal) -> String {
        var components = reading.sequences
        if reading.directions.contains(.imported) { components.insert(.positive) }
        if reading.directions.contains(.exported) { components.insert(.negative) }
        guard components.count == 1, let component = components.first else {
            throw Refusal(reason: "the name says not which symmetrical component it is")
        }
        return "sequence.\(component.rawValue)"
    }
}
