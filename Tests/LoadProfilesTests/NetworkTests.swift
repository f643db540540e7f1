import LoadProfiles
import Metrology
import RealModule
import SimulatedTime
import Testing

@Suite("Voltages, frequency and the network behind them")
struct NetworkTests {
    /// |V + Z·I| for what a phase carries.
    private func source(_ phase: PhaseConditions, _ resistance: Double, _ reactance: Double)
        -> Double
    {
        let current = Phasor(
            re: phase.activePower / phase.voltage,
            im: -phase.reactivePower / phase.voltage
        )
        let drop = Phasor(re: resistance, im: reactance) * current
        return (Phasor(re: phase.voltage, im: 0) + drop).rms
    }

    private func phase(_ phase: String, _ r: Double, _ x: Double, _ voltage: Double) throws
        -> PhaseConditions
    {
        try Bench.load(
            #"""
            { "phases": { "l1": \#(phase) }, "voltage": \#(voltage),
              "networkImpedance": { "resistance": \#(r), "reactance": \#(x) } }
            """#
        ).piece(at: .epoch).conditions.l1
    }

    @Test("Whatever a load carries, the voltages of the circuit add up")
    func circuit() throws {
        let random = Seed(3).stream("network", "circuit")
        for step in Int64(0)..<400 {
            let draw = { (k: Int64, low: Double, high: Double) in
                low + random.uniform(step * 8 + k) * (high - low)
            }
            // At most 1.13 Ω and 6 kVA: short of the nose, which stands at 7.1 kVA or above.
            let (r, x) = (draw(0, 0, 0.8), draw(1, -0.2, 0.8))
            let voltage = draw(2, 180, 260)
            let factor = draw(3, 0.5, 1) * (draw(4, -1, 1) < 0 ? -1 : 1)
            let sign = draw(5, 0, 1) < 0.5 ? "inductive" : "capacitive"
            let active = draw(6, 0, 3000) * (factor < 0 ? -1 : 1)
            let tail = #""powerFactor": \#(factor), "reactiveSign": "\#(sign)""#
            for json in [
                #"{ "activePower": \#(active), \#(tail) }"#,
                #"{ "apparentPower": \#(active.magnitude), \#(tail) }"#,
                #"{ "activePower": \#(active), "reactivePower": \#(draw(7, -3000, 3000)) }"#,
                #"{ "current": \#(draw(7, 0, 40)), \#(tail) }"#,
                #"{ "current": \#(draw(7, 0, 40)), "phaseAngle": \#(draw(3, -180, 180)) }"#,
            ] {
                let found = try phase(json, r, x, voltage)
                let back = source(found, r, x)
                #expect((back - voltage).magnitude < 1e-9 * voltage, "\(step) \(json) \(r) \(x)")
            }
        }
    }

    @Test("A power that is given is carried, a current that is given flows")
    func carried() throws {
        let power = try phase(#"{ "activePower": 3000, "reactivePower": 400 }"#, 0.5, 0.3, 230)
        #expect(power.activePower == 3000 && power.reactivePower == 400)
        #expect(power.voltage < 224)
        let current = try phase(#"{ "current": 20, "powerFactor": 0.8 }"#, 0.5, 0.3, 230)
        let size = Double.hypot(current.activePower, current.reactivePower) / current.voltage
        #expect((size - 20).magnitude < 1e-5)
        #expect((current.activePower / (current.voltage * size) - 0.8).magnitude < 1e-6)
        // In phase through a resistance the drop is arithmetic.
        let plain = try phase(#"{ "current": 20, "powerFactor": 1 }"#, 0.5, 0, 230)
        #expect((plain.voltage - 220).magnitude < 1e-6)
        let export = try phase(#"{ "activePower": -5000 }"#, 0.5, 0.1, 230)
        #expect(export.voltage > 239)
    }

    @Test("Each phase sags for itself, and an idle one stands at the source's voltage")
    func phases() throws {
        let conditions = try Bench.load(
            #"""
            { "phases": { "l1": { "activePower": 3000 }, "l2": { "activePower": 1000 } },
              "voltage": { "l1": 230, "l2": 231, "l3": 232 },
              "networkImpedance": { "resistance": 0.4 } }
            """#
        ).piece(at: .epoch).conditions
        let phases = conditions.phases
        #expect((phases[0].voltage - (115 + (115 * 115 - 1200.0).squareRoot())).magnitude < 1e-9)
        #expect(phases[1].voltage > 229 && phases[1].voltage < 229.5)
        #expect(phases[2].voltage == 232)
        let total = try Bench.load(
            #"""
            { "phases": { "total": { "activePower": 9000 }, "balance": [1, 1, 0] },
              "networkImpedance": { "resistance": 0.4 } }
            """#
        ).piece(at: .epoch).conditions
        #expect((source(total.l2, 0.4, 0) - 230).magnitude < 1e-9)
        #expect(total.l3.voltage == 230)
    }

    @Test("The nose of the curve is the end of what a network carries")
    func nose() throws {
        // R = 1 Ω: at most 230²/4 = 13 225 W, at 115 V.
        let before = try phase(#"{ "activePower": 13224 }"#, 1, 0, 230)
        #expect(before.voltage > 115 && before.voltage < 117)
        let at = try phase(#"{ "activePower": 13225 }"#, 1, 0, 230)
        #expect(at.voltage == 115)
        let beyond = try phase(#"{ "activePower": 14000 }"#, 1, 0, 230)
        #expect(beyond.voltage == (230.0 * 230 / 2 - 14_000).squareRoot())
        #expect(try phase(#"{ "activePower": 40000 }"#, 1, 0, 230) == .dead)
        // A current that no voltage is left for.
        #expect(try phase(#"{ "current": 231, "powerFactor": 1 }"#, 1, 0, 230) == .dead)
        let large = try phase(#"{ "current": 200, "powerFactor": 1 }"#, 1, 0, 230)
        #expect((large.voltage - 30).magnitude < 1e-6)
        #expect(try phase(#"{ "activePower": 10 }"#, 1, 0, 0) == .dead)
    }

    @Test("A sum of other meters sags like any load")
    func sums() throws {
        let part = try Bench.load(#"{ "phases": { "all": { "activePower": 2000 } } }"#)
        var context = try Bench.context("main")
        context.others = { _ in [part, part.connected(l1: true, l2: false, l3: false)] }
        let site = try Bench.profile(
            #"{ "sumOf": "*", "networkImpedance": { "resistance": 0.3, "reactance": 0.1 } }"#
        ).load(in: context).piece(at: .epoch).conditions
        #expect(site.phases.map(\.activePower) == [4000, 2000, 2000])
        for phase in site.phases {
            #expect((source(phase, 0.3, 0.1) - 230).magnitude < 1e-9)
        }
        #expect(site.l1.voltage < site.l2.voltage)
    }

    @Test("Every kind of signal can be a voltage, of all phases or of one", arguments: kinds)
    func voltages(kind: String) throws {
        let load = try Bench.load(
            #"""
            { "phases": { "all": { "activePower": 1 } },
              "voltage": { "l1": \#(kind), "l3": \#(kind) }, "frequency": 50 }
            """#
        )
        let all = try Bench.load(
            #"{ "phases": { "all": { "activePower": 1 } }, "voltage": \#(kind) }"#
        )
        let signal = try Bench.signal(kind, range: 0...1e6)
        for hour in Int64(0)..<48 {
            let instant = Instant(seconds: 1_774_700_000 + hour * 3600)
            let phases = load.piece(at: instant).conditions.phases
            #expect((0...1e6).contains(phases[0].voltage))
            #expect(phases[1].voltage == 230)
            #expect(Set(all.piece(at: instant).conditions.phases.map(\.voltage)).count == 1)
            guard !kind.contains("noise"), !kind.contains("walk") else { continue }
            let expected = signal.piece(at: instant)
            #expect(phases[0].voltage == expected.value && phases[2].voltage == expected.value)
            #expect(load.piece(at: instant).until == expected.until)
        }
    }

    @Test("Every kind of signal can be a frequency", arguments: kinds)
    func frequencies(kind: String) throws {
        let load = try Bench.load(
            #"""
            { "phases": { "all": { "activePower": 1 } },
              "frequency": { "product": [\#(kind), 0.2] } }
            """#
        )
        let values = (0..<48).map { hour in
            load.piece(at: Instant(seconds: 1_774_700_000 + hour * 3600)).conditions.frequency
        }
        #expect(values.allSatisfy { (30...60).contains($0) }, "\(values)")
    }

    static let steps = #"{ "points": [["00:00", 228], ["12:00", 236]], "every": "day" }"#
    static let sine = #"{ "sine": { "mean": 230, "amplitude": 6, "period": "1d" } }"#

    /// Signals of each kind between 200 and 260.
    static let kinds = [
        "229.5",
        steps,
        #"""
        { "points": [["00:00", 228], ["12:00", 236]], "every": "day",
        "interpolation": "linear" }
        """#,
        #"{ "week": { "weekdays": 228, "weekend": 236 } }"#,
        #"{ "season": [{ "from": "03-29", "to": "09-30", "value": 233 }], "other": 229 }"#,
        sine,
        #"{ "ramp": { "from": 226, "to": 238, "duration": "6h", "every": "1d" } }"#,
        #"{ "cycle": { "on": 226, "off": 230, "onFor": "40m", "offFor": "50m" } }"#,
        #"{ "noise": { "mean": 231, "deviation": 2 } }"#,
        #"{ "walk": { "minimum": 224, "maximum": 236, "step": 0.3 } }"#,
        #"{ "sum": [230, { "solar": { "peakPower": 4, "latitude": 48 } }] }"#,
        #"{ "product": [230, { "cycle": { "on": 1, "off": 0.97, "onFor": 9, "offFor": 5 } }] }"#,
        #"{ "sum": [225, { "standard": { "profile": "H0", "annualEnergy": 40000 } }] }"#,
        #"{ "clamp": { "of": { "noise": { "mean": 231, "deviation": 9 } }, "minimum": 225 } }"#,
        #"{ "shift": { "of": \#(steps), "by": 3600 } }"#,
        #"{ "repeat": { "of": \#(sine), "every": "7h" } }"#,
        #"{ "sum": [460, { "negate": \#(steps) }] }"#,
    ]
}
