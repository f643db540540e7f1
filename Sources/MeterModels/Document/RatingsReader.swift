import Documents
import Metrology

/// Reads what stands on the rating plate.
enum RatingsReader {
    static func read(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        let measures = !parts.design.networks.isEmpty
        guard let node = measures ? reader.required("ratings") : reader.optional("ratings"),
            let plate = node.object("the ratings")
        else { return }
        var ratings = MeterRatings()
        plate.optional("connection")?.choice().map { ratings.connection = $0 }
        plate.optional("voltage")?.number("a voltage in V", in: 1...1000)
            .map { ratings.voltage = $0 }
        ratings.startingCurrent = current(plate, "startingCurrent")
        ratings.minimumCurrent = current(plate, "minimumCurrent")
        ratings.transitionCurrent = current(plate, "transitionCurrent")
        ratings.referenceCurrent = current(plate, "referenceCurrent")
        let maximum = plate.required("maximumCurrent", "A at the meter's inputs")
        maximum?.number("a current in A", in: 0.001...10_000).map { ratings.maximumCurrent = $0 }
        ratings.saturationCurrent = current(plate, "saturationCurrent")
        plate.optional("currentBurden")?.number("VA", in: 0...100)
            .map { ratings.currentBurden = $0 }
        plate.optional("frequency")?.range("a frequency in Hz", in: 10...100)
            .map { ratings.frequency = $0 }
        if let accuracy = plate.optional("accuracy")?.object("the accuracy classes") {
            ratings.activeAccuracy = accuracy.optional("active")?.string()
            ratings.reactiveAccuracy = accuracy.optional("reactive")?.string()
            accuracy.finish()
        }
        plate.finish()
        check(ratings, node)
        parts.ratings = ratings
        parts.design.startingCurrent = ratings.startingCurrent ?? 0
        parts.design.saturationCurrent = ratings.saturationCurrent
        let elements = parts.design.networks.first == .singlePhase ? 1.0 : 3.0
        let current = ratings.referenceCurrent ?? ratings.maximumCurrent
        parts.design.ratedPower = elements * ratings.voltage * current
    }

    private static func current(_ plate: ObjectReader, _ key: String) -> Double? {
        plate.optional(key)?.number("a current in A", in: 0...10_000)
    }

    private static func check(_ ratings: MeterRatings, _ node: Node) {
        let ascending = [
            ("startingCurrent", ratings.startingCurrent),
            ("minimumCurrent", ratings.minimumCurrent),
            ("transitionCurrent", ratings.transitionCurrent),
            ("referenceCurrent", ratings.referenceCurrent),
            ("maximumCurrent", Optional(ratings.maximumCurrent)),
            ("saturationCurrent", ratings.saturationCurrent),
        ].compactMap { name, value in value.map { (name, $0) } }
        for (a, b) in zip(ascending, ascending.dropFirst()) where a.1 > b.1 {
            node.report("\(a.0) is above \(b.0); expected starting ≤ minimum ≤ … ≤ maximum")
        }
    }
}
