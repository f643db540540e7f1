import Metrology

/// Puts together what the words of a name say, and names the quantity.
struct QuantityProposer {
    let reading: NameReading
    let dimension: NameReading.Dimension
    let context: TableContext
    var assumptions: [String] = []

    /// The quantity that a register shows by its name and unit.
    ///
    /// - Parameters:
    ///   - name: as the table has it.
    ///   - unit: in the spelling of model files.
    /// - Throws: why the name was not understood.
    static func propose(
        _ name: String,
        unit: String,
        _ context: TableContext
    ) throws(QuantityProposal.Refusal) -> QuantityProposal {
        var proposer = QuantityProposer(
            reading: NameReading(name),
            dimension: NameReading.Dimension(unit),
            context: context
        )
        return try proposer.propose()
    }

    private mutating func propose() throws(QuantityProposal.Refusal) -> QuantityProposal {
        let subject = reading.subject(dimension)
        let foreign = reading.foreign.filter { !Self.belongs($0, to: subject) }
        if let word = foreign.first {
            throw QuantityProposal.Refusal(reason: "\"\(word)\" makes it no quantity that is known")
        }
        guard let subject else {
            throw QuantityProposal.Refusal(reason: "the name does not say what is measured")
        }
        if !reading.unknown.isEmpty {
            let words = reading.unknown.map { "\"\($0)\"" }.joined(separator: ", ")
            assumptions.append("\(words) in the name was not understood")
        }
        let name = try name(of: subject)
        let side = reading.has(.secondary) ? "secondary." : ""
        return QuantityProposal(name: side + name, assumptions: assumptions)
    }

    /// Words that are foreign beside other subjects but belong to this one.
    private static func belongs(_ word: String, to subject: NameMeaning.Subject?) -> Bool {
        switch subject {
        case .serialNumber: ["number", "nummer", "numero", "id"].contains(word)
        case .operatingTime: ["time", "zeit", "count"].contains(word)
        default: false
        }
    }

    private mutating func name(
        of subject: NameMeaning.Subject
    ) throws(QuantityProposal.Refusal) -> String {
        if reading.statistics.contains(.demand) || isMeanPower(subject) {
            return try demand(subject)
        }
        switch subject {
        case .voltage: return try extreme("voltage." + voltage())
        case .current: return try extreme("current." + current())
        case .power: return try extreme(power())
        case .powerFactor: return try extreme(powerFactor())
        case .frequency: return try extreme("frequency")
        case .distortion: return try extreme(distortion())
        case .angle: return "phaseAngle.\(try channel())"
        case .energy: return try energy()
        case .operatingTime: return "operatingTime"
        case .tariff: return "tariff"
        case .serialNumber: return "serialNumber"
        case .phaseSequence: return try sequence()
        }
    }

    private func isMeanPower(_ subject: NameMeaning.Subject) -> Bool {
        let statistics = reading.statistics
        guard statistics.contains(.mean) else { return false }
        let isTimed = statistics.contains(.maximum) || reading.phase != nil
        return subject == .power || (subject == .current && isTimed)
    }

    /// A value of the moment, its least or its greatest value.
    private func extreme(_ name: String) throws(QuantityProposal.Refusal) -> String {
        let (least, greatest) = (
            reading.statistics.contains(.minimum), reading.statistics.contains(.maximum)
        )
        if least, greatest {
            throw QuantityProposal.Refusal(reason: "the name says minimum and maximum")
        }
        if !least, !greatest { return name }
        return name + (least ? ".minimum" : ".maximum")
    }

    /// Notes what is filled in where the name says too little.
    mutating func assume(_ sentence: String) { assumptions.append(sentence) }
}
