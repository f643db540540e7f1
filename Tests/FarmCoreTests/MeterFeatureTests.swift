import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import Testing

/// What a meter has beside energies: each part through the whole machine.
@Suite("Parts of a meter")
struct MeterFeatureTests {
    private let start = TestMeter.start  // 2026-01-05T00:00:00+01:00

    private func machine(
        _ load: String,
        model: String = "meterfarm-reference",
        more: String = ""
    ) throws -> MeterMachine {
        let plan = try TestMeter.plan(model: model, load: load, more: more)
        return MeterMachine(try #require(plan.meters.first), at: start)
    }

    private func value(_ meter: MeterMachine, _ name: String) throws -> Int64? {
        let quantity = try #require(meter.model.catalogue[name], "no quantity \(name)")
        return meter.value(of: quantity)
    }

    private func set(_ meter: inout MeterMachine, _ name: String, _ value: Double, at: Instant)
        throws
    {
        meter.set(try #require(meter.model.settingIndex(name)), to: value, at: at)
    }

    private let steps = """
        { "phases": { "l1": { "activePower": { "points": [
            ["00:00", 1000], ["00:10", 3000], ["00:20", 500]], "every": "day" } } } }
        """

    // MARK: Extremes and alarms

    @Test("Least and greatest values keep when they occurred, until they are reset")
    func extremes() throws {
        var meter = try machine(steps)
        meter.advance(to: start + .seconds(1800))
        let midnight: Int64 = 9501 * 86_400
        #expect(try value(meter, "power.active.total.minimum") == 500_000_000)
        #expect(try value(meter, "power.active.total.minimum.time") == midnight + 1200)
        #expect(try value(meter, "power.active.total.maximum") == 3_000_000_000)
        #expect(try value(meter, "power.active.total.maximum.time") == midnight + 600)
        meter.perform(.reset(.extremes), at: start + .seconds(1800))
        #expect(try value(meter, "power.active.total.maximum") == 500_000_000)
        #expect(try value(meter, "power.active.total.maximum.time") == midnight + 1800)
    }

    @Test("An alarm rises after its delay, holds through the hysteresis and counts")
    func alarm() throws {
        var meter = try machine(steps)
        let index = try #require(meter.model.design.alarms).quantities.firstIndex(
            of: .power(.active, .total, .primary)
        )
        try set(&meter, "alarm1Source", Double(try #require(index)), at: start)
        try set(&meter, "alarm1High", 2000, at: start)
        try set(&meter, "alarm1Hysteresis", 1600, at: start)
        try set(&meter, "alarm1Delay", 60, at: start)
        try set(&meter, "alarm1Contact", 1, at: start)
        meter.advance(to: start + .seconds(659))
        #expect(try value(meter, "alarm.1.active") == 0)
        #expect(try value(meter, "alarm.1.contact") == 1, "normally closed")
        meter.advance(to: start + .seconds(660))
        #expect(try value(meter, "alarm.1.active") == 1)
        #expect(try value(meter, "alarm.1.contact") == 0)
        #expect(try value(meter, "alarm.1.since") == 9501 * 86_400 + 660)
        meter.advance(to: start + .seconds(3000))
        #expect(try value(meter, "alarm.1.active") == 1, "500 W is inside 2000 − 1600")
        try set(&meter, "alarm1Hysteresis", 100, at: start + .seconds(3000))
        meter.advance(to: start + .seconds(3001))
        #expect(try value(meter, "alarm.1.active") == 0)
        #expect(try value(meter, "alarm.1.activations") == 1)
    }

    // MARK: Pulses

    @Test("Pulses times weight and the residue are the energy registered since power-up")
    func pulseBooks() throws {
        var meter = try machine("\"household\"")
        meter.keepEdges()
        meter.advance(to: start + .seconds(100_000))
        let lamp = try #require(meter.pulseOutput(0))
        let energy = Int128(meter.registers.totals[0] + meter.registers.totals[1])
        let units = Int128(lamp.pulses + lamp.backlog + lamp.lost) * Int128(lamp.threshold)
        #expect(units + Int128(lamp.residue) == energy * Int128(lamp.unitsPerMillijoule))
        #expect(lamp.pulses > 1000 && lamp.lost == 0)
        let edges = meter.takeEdges().filter { $0.output == 0 }
        #expect(edges.filter(\.isOn).count == Int(lamp.pulses))
        #expect(zip(edges, edges.dropFirst()).allSatisfy { $0.instant < $1.instant })
        #expect(meter.takeEdges().isEmpty)
    }

    @Test("An edge stands at the microsecond at which the energy is reached")
    func exactEdges() throws {
        // 1 Wh at 1800 W takes two seconds; at 700 W 5.142857 s.
        for (watts, microseconds) in [(1800, 2_000_000), (700, 5_142_857)] as [(Int, Int64)] {
            var meter = try machine("{ \"phases\": { \"l1\": { \"activePower\": \(watts) } } }")
            meter.keepEdges()
            meter.advance(to: start + .seconds(60))
            let edges = meter.takeEdges().filter { $0.output == 1 }
            let first = try #require(edges.first)
            #expect(first.isOn && first.instant == start + .microseconds(microseconds))
            #expect(edges.dropFirst().first?.instant == first.instant + .milliseconds(50))
        }
    }

    @Test("The weight of the E44's output follows the programmed ratio, the lamp's stays secondary")
    func weightByRatio() throws {
        var meter = try machine(
            "{ \"phases\": { \"all\": { \"activePower\": 3000 } } }",
            model: "socomec-countis-e44",
            more: """
                "installation": { "currentTransformer": { "primary": 100, "secondary": 5 } },
                "settings": { "currentTransformerPrimary": 100 }
                """
        )
        #expect(try value(meter, "pulses.1.weight") == 5 * 3_600_000)
        #expect(try value(meter, "pulses.led.weight") == 20 * 3_600_000)
        meter.advance(to: start + .seconds(3600))
        #expect(try value(meter, "pulses.1.emitted") == 1800)
        #expect(try value(meter, "pulses.led.emitted") == 450)
        try set(&meter, "currentTransformerPrimary", 150, at: start + .seconds(3600))
        #expect(try value(meter, "pulses.1.weight") == 25 * 3_600_000)
    }

    @Test("An output that is outrun keeps a backlog, and loses what is beyond it")
    func overrun() throws {
        var meter = try machine("{ \"phases\": { \"l1\": { \"activePower\": 90000 } } }")
        // 25 pulses of 1 Wh a second; 50 ms on and off let 10 through.
        meter.advance(to: start + .seconds(100))
        let output = try #require(meter.pulseOutput(1))
        #expect(output.pulses + output.backlog + output.lost == 2500)
        #expect(output.pulses == 1000 && output.backlog == 255)
    }

    // MARK: Partial counters and tariffs

    @Test("ASY counts always, SYn while the contact is closed, trF lets it select the tariff")
    func partialModes() throws {
        let closed = """
            "inputs": { "tariff": { "points": [["00:00", 0], ["01:00", 1]], "every": "day" } }
            """
        for (mode, partial, tariff2) in [(0.0, 4, 0), (1, 2, 0), (2, 4, 2)] {
            var meter = try machine(
                "{ \"phases\": { \"l1\": { \"activePower\": 2000 } } }",
                more: closed
            )
            try set(&meter, "partialMode", mode, at: start)
            meter.advance(to: start + .seconds(7200))
            let wattHour: Int64 = 3_600_000
            let index = { (name: String) in try self.value(meter, "energy.active.import.\(name)") }
            #expect(try index("total") == 4000 * wattHour)
            #expect(try index("partial") == Int64(partial) * 1000 * wattHour, "mode \(mode)")
            #expect(try index("t2") == Int64(tariff2) * 1000 * wattHour, "mode \(mode)")
        }
    }

    @Test("A calendar drives the register at its exact instants, and a master in between too")
    func calendarDrivesRegister() throws {
        let calendar = """
            "tariffs": { "calendar": { "days": { "other": [["00:00", 2], ["06:00", 1]] } } }
            """
        var meter = try machine(
            "{ \"phases\": { \"l1\": { \"activePower\": 1000 } } }",
            more: calendar
        )
        #expect(try value(meter, "tariff") == 2)
        meter.perform(.selectTariff(4), at: start + .seconds(3600))
        meter.advance(to: start + .seconds(8 * 3600))
        let wattHour: Int64 = 3_600_000
        #expect(try value(meter, "energy.active.import.t2") == 1000 * wattHour)
        #expect(try value(meter, "energy.active.import.t4") == 5000 * wattHour)
        #expect(try value(meter, "energy.active.import.t1") == 2000 * wattHour)
        #expect(try value(meter, "tariff") == 1)
    }

    @Test("A calendar that drives the input does so on the day of the clock change too")
    func calendarDrivesInput() throws {
        let plan = try TestMeter.plan(
            model: "legrand-412083",
            load: "{ \"phases\": { \"l1\": { \"activePower\": 1000 } } }",
            more: """
                "tariffs": { "calendar": { "timeZone": "Europe/Paris",
                    "days": { "other": [["00:00", 2], ["06:00", 1], ["22:00", 2]] } },
                  "drives": "input" }
                """
        )
        // 2026-03-29: 23 hours long, so that the night has five hours and two.
        let day = try Instant(rfc3339: "2026-03-29T00:00:00+01:00")
        var meter = MeterMachine(try #require(plan.meters.first), at: day)
        meter.advance(to: try Instant(rfc3339: "2026-03-30T00:00:00+02:00"))
        let wattHour: Int64 = 3_600_000
        #expect(try value(meter, "energy.active.import.t1") == 16_000 * wattHour)
        #expect(try value(meter, "energy.active.import.t2") == 7000 * wattHour)
    }

    @Test("Combined energy is import, sum or difference as the setting says")
    func combined() throws {
        var meter = try machine(
            """
            { "phases": { "l1": { "activePower": { "points": [
                ["00:00", 1000], ["02:00", -500]], "every": "day" } } } }
            """
        )
        meter.advance(to: start + .seconds(3 * 3600))
        let wattHour: Int64 = 3_600_000
        for (mode, wattHours) in [(1.0, 2000), (2, 2500), (3, 1500)] as [(Double, Int64)] {
            try set(&meter, "combinedEnergy", mode, at: start + .seconds(3 * 3600))
            #expect(try value(meter, "energy.active.combined") == wattHours * wattHour)
        }
    }

    // MARK: Hours, demand, clock

    @Test("The hour meter goes by voltage or by power above a threshold")
    func hourMeter() throws {
        var meter = try machine(steps)
        try set(&meter, "operatingTimeSource", 1, at: start)
        try set(&meter, "operatingTimeThreshold", 999, at: start)
        meter.advance(to: start + .seconds(3600))
        #expect(try value(meter, "operatingTime") == 1_200_000)
        try set(&meter, "operatingTimeSource", 0, at: start + .seconds(3600))
        meter.advance(to: start + .seconds(7200))
        #expect(try value(meter, "operatingTime") == 4_800_000)
    }

    @Test("The 4 120 83 counts hours above a share of its rated power, and rolls over")
    func thresholdInPercent() throws {
        // 10 % of 230 V × 10 A.
        let load = """
            { "phases": { "l1": { "activePower": { "points": [
                ["00:00", 229], ["01:00", 231]], "every": "day" } } } }
            """
        var meter = try machine(load, model: "legrand-412083")
        try set(&meter, "operatingTimeThresholdPercent", 10, at: start)
        meter.advance(to: start + .seconds(7200))
        #expect(try value(meter, "operatingTime") == 3_600_000)
        #expect(meter.model.design.operatingTimeRollover == Int64(100_000 * 3_600_000))
    }

    @Test("Synchronising starts the demand period anew, and a maximum keeps its instant")
    func demandSynchronisation() throws {
        var meter = try machine(steps)
        meter.perform(.synchroniseDemand, at: start + .seconds(600))
        meter.advance(to: start + .seconds(600 + 900))
        // Ten minutes of 3000 W and five of 500 W.
        #expect(try value(meter, "demand.active.import.last") == 2_166_666_000)
        #expect(
            try value(meter, "demand.active.import.maximum.time") == 9501 * 86_400 + 1500
        )
    }

    @Test("A clock that drifts shows it, and its days begin when it says so")
    func drift() throws {
        var meter = try machine(
            "{ \"phases\": { \"l1\": { \"activePower\": 1000 } } }",
            model: "socomec-countis-e43",
            more: "\"clock\": { \"offset\": -90, \"drift\": 100 }"
        )
        meter.advance(to: start + .seconds(86_400))
        // −90 s at first, 8.64 s gained in a day.
        let own = meter.ownClock.own(at: start + .seconds(86_400))
        #expect(own == start + .seconds(86_400) - .milliseconds(90_000 - 8640))
        #expect(meter.ownClock.instant(ofOwn: own) == start + .seconds(86_400))
        let before = try value(meter, "energy.active.import.previousDay")
        meter.advance(to: start + .seconds(86_400 + 82))
        #expect(try value(meter, "energy.active.import.previousDay") != before)
    }

    // MARK: Networks and errors

    @Test("A three-wire network has no phase values, and says so through the registers")
    func threeWires() throws {
        var meter = try machine("{ \"phases\": { \"all\": { \"activePower\": 1000 } } }")
        let index = try #require(meter.model.design.networks.firstIndex(of: .threeWireTwoCurrents))
        try set(&meter, "network", Double(index), at: start)
        meter.advance(to: start + .seconds(3600))
        #expect(try value(meter, "voltage.l1") == nil)
        #expect(try value(meter, "energy.active.import.l1") == nil)
        #expect(try value(meter, "power.active.total") == 3_000_000_000)
        #expect(try value(meter, "energy.active.import.total") == 3000 * 3_600_000)
    }

    @Test("A meter with an intrinsic error stays inside its class, always errs alike, and books it")
    func intrinsicError() throws {
        let load = "{ \"phases\": { \"all\": { \"activePower\": 230 } } }"
        func energy(_ serial: String, _ more: String = ", \"intrinsicError\": true") throws
            -> Int64
        {
            var meter = try machine(
                load,
                model: "socomec-countis-e44",
                more: "\"serialNumber\": \"\(serial)\"\(more)"
            )
            meter.advance(to: start + .seconds(3600))
            return meter.registers.totals[0]
        }
        let truth: Int64 = 690 * 3_600_000
        #expect(try energy("1", "") == truth, "off by default")
        var found: Set<Int64> = []
        for serial in 1...40 {
            let one = try energy("\(serial)")
            // Class C at Itr to Imax: 0.5 %, and no meter beyond half of it.
            #expect(abs(one - truth) <= truth / 400, "serial \(serial)")
            found.insert(one)
        }
        #expect(found.count > 35)
        #expect(try energy("7") == energy("7"))
    }

    @Test("Errors of the current transformers turn and scale what the meter sees")
    func transformerErrors() throws {
        var meter = try machine(
            """
            { "phases": { "all": { "current": 50, "phaseAngle": 60 } } }
            """,
            model: "socomec-countis-e44",
            more: """
                "installation": { "currentTransformer": { "primary": 100, "secondary": 5,
                    "ratioError": 1, "phaseDisplacement": 60 } },
                "settings": { "currentTransformerPrimary": 100 }
                """
        )
        meter.advance(to: start + .seconds(1))
        // A current one degree ahead lags by 59°.
        let expected = 3 * 230 * 50 * 1.01 * 0.515_038_074_910_054
        let power = Double(try #require(try value(meter, "power.active.total"))) / 1e6
        #expect(abs(power - expected) < 0.01)
        #expect(abs(try #require(try value(meter, "current.l1")) - 50_500_000) < 10)
    }

    @Test("A saturated transformer lets the current grow no more")
    func transformerSaturation() throws {
        var meter = try machine(
            "{ \"phases\": { \"all\": { \"current\": 500, \"powerFactor\": 1 } } }",
            model: "socomec-countis-e44",
            more: """
                "installation": { "currentTransformer": { "primary": 100, "secondary": 5,
                    "saturation": 1.2 } },
                "settings": { "currentTransformerPrimary": 100 }
                """
        )
        meter.advance(to: start + .seconds(1))
        #expect(try value(meter, "current.l1") == 120_000_000)
    }

    @Test("Harmonics that a load gives reach THD, single orders, neutral and power factor")
    func harmonics() throws {
        var meter = try machine(
            """
            { "phases": { "all": { "current": 10, "powerFactor": 1 } },
              "harmonics": { "current": { "3": 0.6, "5": 0.8 }, "voltage": { "5": 0.03 } } }
            """
        )
        meter.advance(to: start + .seconds(3600))
        #expect(abs(try #require(try value(meter, "thd.current.l1")) - 100_000_000) < 100)
        #expect(abs(try #require(try value(meter, "harmonic.current.l2.3")) - 60_000_000) < 100)
        #expect(abs(try #require(try value(meter, "harmonic.voltage.l1.5")) - 3_000_000) < 100)
        // Three times the third harmonic of 6 A.
        #expect(abs(try #require(try value(meter, "current.n")) - 18_000_000) < 100)
        // The fifths of voltage and current carry 230·0.03 × 10·0.8 W in each phase.
        let power = try #require(try value(meter, "power.active.total"))
        let expected: Int64 = 7_065_600_000
        #expect(abs(power - expected) < 3000)
        // 2355.2 W by 230·√1.0009 V and 10·√2 A.
        let factor = try #require(try value(meter, "powerFactor.l1"))
        #expect(abs(factor - 723_800) <= 100)
        let energy = try #require(try value(meter, "energy.active.import.total"))
        let milliwatts = power / 1000
        let difference = energy - 3600 * milliwatts
        #expect(abs(difference) < 10_800)
    }

    @Test("Wiring of the neutral can be said in the farm file")
    func neutralWiring() throws {
        let load = """
            { "phases": { "l1": { "current": 10, "powerFactor": 0.9 },
                          "l2": { "current": 10, "powerFactor": 0.9 },
                          "l3": { "current": 3.3333333333, "powerFactor": 0.9 } } }
            """
        var meter = try machine(
            load,
            more: "\"installation\": { \"wiring\": { \"neutralUpstream\": \"open\" } }"
        )
        meter.advance(to: start + .seconds(1))
        // Case 11b of wiring-faults.md.
        #expect(abs(try #require(try value(meter, "voltage.l3")) - 295_714_286) < 30)
        #expect(try value(meter, "current.n") == 0)
    }
}
