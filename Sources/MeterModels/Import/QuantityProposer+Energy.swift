import Metrology

extension QuantityProposer {
    /// An energy: its kind, phase and drawer.
    mutating func energy() throws(Refusal) -> String {
        if !reading.statistics.isEmpty {
            throw Refusal(reason: "an energy has neither mean nor extremes")
        }
        let kind = try energyKind()
        let bin = try bin()
        // The number behind Q is the quadrant's here, and no phase's.
        let isOfQuadrant = kind.hasPrefix("reactive.q") && reading.named.isEmpty
        let phase = isOfQuadrant ? "total" : try channel()
        if !reading.periods.isEmpty { return try period(kind, phase) }
        if reading.has(.previous) {
            throw Refusal(reason: "\"last\" or \"previous\" names no period that is known")
        }
        if phase == "total" { return "energy.\(kind).\(bin)" }
        return "energy.\(kind).\(phase)" + (bin == "total" ? "" : ".\(bin)")
    }

    private func period(_ kind: String, _ phase: String) throws(Refusal) -> String {
        guard reading.periods.count == 1, let period = reading.periods.first, phase == "total",
            reading.tariffs.isEmpty, !reading.has(.partial)
        else {
            throw Refusal(reason: "the energy of a period is kept of all phases and tariffs alone")
        }
        let name = period.rawValue
        guard reading.has(.previous) else { return "energy.\(kind).\(name)" }
        return "energy.\(kind).previous\(name.prefix(1).uppercased())\(name.dropFirst())"
    }

    private mutating func energyKind() throws(Refusal) -> String {
        let kind = try powerKind()
        if kind == .reactive, reading.quadrants.count == 1, let number = reading.quadrants.first,
            (1...4).contains(number)
        {
            return "reactive.q\(number)"
        }
        if kind == .reactive, let isInductive = reading.sectors.first {
            return "reactive." + (try sector(isInductive))
        }
        if !reading.sectors.isEmpty {
            throw Refusal(reason: "only reactive energy is kept by inductive and capacitive")
        }
        let way = try direction(kind)
        if kind == .apparent, way == "both" { return "apparent" }
        return "\(kind.rawValue).\(way)"
    }

    private mutating func sector(_ isInductive: Bool) throws(Refusal) -> String {
        guard reading.sectors.count == 1 else {
            throw Refusal(reason: "the name says inductive and capacitive")
        }
        let name = isInductive ? "inductive" : "capacitive"
        switch reading.directions {
        case [.imported]: return "\(name).import"
        case [.exported]: return "\(name).export"
        case []:
            assume("imported: the name gives no direction")
            return "\(name).import"
        default: throw Refusal(reason: "the name gives several directions")
        }
    }

    /// Import, export, both or net; what the rest of the table suggests where nothing says it.
    private mutating func direction(_ kind: PowerKind) throws(Refusal) -> String {
        switch reading.directions {
        case [.imported]: return "import"
        case [.exported]: return "export"
        case [.net], [.net, .imported, .exported]:
            if kind == .apparent { throw Refusal(reason: "there is no net apparent energy") }
            return "net"
        case [.both], [.imported, .exported], [.both, .imported, .exported]: return "both"
        case []: break
        default: throw Refusal(reason: "the name gives several directions")
        }
        if kind == .apparent { return "both" }
        if context.directed.contains(kind) {
            assume("both directions: the name gives none, other rows do")
            return "both"
        }
        assume("imported: the name gives no direction")
        return "import"
    }

    private func bin() throws(Refusal) -> String {
        guard reading.tariffs.count <= 1 else {
            throw Refusal(reason: "the name gives several tariffs")
        }
        var bin = reading.has(.partial) ? "partial" : "total"
        if let tariff = reading.tariffs.first {
            guard (1...4).contains(tariff) else {
                throw Refusal(reason: "tariff \(tariff) is none of the four that there are")
            }
            bin = reading.has(.partial) ? "partial.t\(tariff)" : "t\(tariff)"
        }
        return bin
    }

    /// A demand: what is averaged, and whether the last or the greatest is meant.
    mutating func demand(_ subject: NameMeaning.Subject) throws(Refusal) -> String {
        if reading.statistics.contains(.minimum) {
            throw Refusal(reason: "there is no least demand")
        }
        let source = try demandSource(subject)
        return "demand.\(source)." + (reading.statistics.contains(.maximum) ? "maximum" : "last")
    }

    private mutating func demandSource(
        _ subject: NameMeaning.Subject
    ) throws(Refusal) -> String {
        if !reading.tariffs.isEmpty || reading.has(.partial) {
            throw Refusal(reason: "demands are not kept by tariff")
        }
        if subject == .current {
            if let phase = reading.phase { return "current.\(phase.name)" }
            if reading.has(.neutral) { return "current.n" }
            if context.isSinglePhase { return "current.l1" }
            if !reading.phases.isEmpty { throw Refusal(reason: "the name gives several phases") }
            assume("the mean of the phases: the name gives none")
            return "current.average"
        }
        guard subject == .power || subject == .energy else {
            throw Refusal(reason: "only powers and currents have a demand")
        }
        guard try channel() == "total" else {
            throw Refusal(reason: "the demand of a phase's power is not kept")
        }
        return try demandedPower()
    }

    private mutating func demandedPower() throws(Refusal) -> String {
        let kind = try powerKind()
        if kind == .apparent { return "apparent" }
        switch reading.directions {
        case [.imported]: return "\(kind.rawValue).import"
        case [.exported]: return "\(kind.rawValue).export"
        case [], [.both], [.net], [.imported, .exported]:
            let way = kind == .active && context.directed.contains(.active) ? "both" : "import"
            assume("of \(way == "both" ? "both directions" : "what is imported")")
            return "\(kind.rawValue).\(way)"
        default: throw Refusal(reason: "the name gives several directions")
        }
    }
}
