import FarmCore
import TestSupport

/// Farms with pulse lines, as users write them.
enum PulseFarmText {
    /// One of a few farms that are read once for all tests.
    static func plan(_ seed: UInt64) throws -> FarmPlan {
        try plans[Int(seed % UInt64(plans.count))].get()
    }

    private static let plans = (0..<6).map { seed in
        Result {
            var chance = SeededGenerator(seed: UInt64(seed))
            return try TestMeter.plan(random(&chance))
        }
    }

    /// Meters with pulse outputs, a water source and two concentrators, one of which shares an
    /// output with the other; the first meter's tariff follows a meter's pulses.
    static func random(_ chance: inout SeededGenerator) -> String {
        let flats = Int.random(in: 2...6, using: &chance)
        var lines: [String] = []
        var settings: [String] = []
        var meters: [String] = []
        for flat in 1...flats {
            let weight = [0.1, 1, 10][Int.random(in: 0...2, using: &chance)]
            let power = Int.random(in: 100...12_000, using: &chance)
            let bounce =
                Bool.random(using: &chance)
                ? #", "bounce": { "edges": 6, "within": "4ms" }"# : ""
            meters.append(
                """
                { "name": "flat-\(flat)", "model": "meterfarm-reference", "bus": "flats",
                  "address": \(flat), "settings": { "pulse1Weight": \(weight) },
                  "load": { "phases": { "all": { "activePower": { "noise": { "mean": \(power),
                    "deviation": \(power / 4), "hold": "7s" } } } } } }
                """
            )
            settings.append(#""input\#(flat)Weight": \#(weight), "input\#(flat)OffTime": 10"#)
            lines.append(
                """
                { "from": { "meter": "flat-\(flat)" },
                  "to": { "meter": "sum", "input": \(flat) }\(bounce) }
                """
            )
        }
        lines.append(
            #"{ "from": { "meter": "flat-1" }, "to": { "meter": "other", "input": 1 } }"#
        )
        lines.append(
            #"{ "from": { "meter": "flat-2" }, "to": { "meter": "shop", "input": "tariff" } }"#
        )
        lines.append(#"{ "from": { "source": "water" }, "to": { "meter": "sum", "input": 12 } }"#)
        settings.append(#""input12Kind": "water", "input12Weight": 0.5"#)
        let list = settings.joined(separator: ", ")
        meters.append(
            """
            { "name": "shop", "model": "legrand-412083", "bus": "rs485", "address": 9,
              "load": { "phases": { "l1": { "activePower": 2000 } } } }
            """
        )
        meters.append(
            """
            { "name": "sum", "model": "legrand-412065", "bus": "rs485", "address": 1,
              "settings": { \(list) } }
            """
        )
        meters.append(
            #"{ "name": "other", "model": "legrand-004687", "bus": "rs485", "address": 2 }"#
        )
        return """
            { "seed": 5, "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "rs485" }, { "name": "flats" } ],
              "meters": [ \(meters.joined(separator: ", ")) ],
              "pulseSources": [ { "name": "water", "medium": "water", "weight": 0.5,
                                  "flow": { "noise": { "mean": 900, "deviation": 300,
                                                       "hold": "5s" } } } ],
              "pulseLines": [ \(lines.joined(separator: ", ")) ] }
            """
    }
}
