import LoadProfiles
import Metrology
import RealModule
import SimulatedTime
import Testing

@Suite("Harmonics of a load")
struct HarmonicTests {
    private typealias Harmonic = Spectrum.Harmonic

    private func waves(_ json: String) throws -> SiteHarmonics {
        let load = try Bench.load(json)
        return try load.piece(at: .epoch).conditions.harmonics.orThrow("no harmonics")
    }

    @Test("At the root they are those of all phases, of currents and voltages")
    func root() throws {
        let waves = try waves(
            #"""
            { "phases": { "all": { "activePower": 100 } }, "harmonics": {
              "current": { "5": { "ratio": 0.5, "angle": 180 }, "3": 0.72, "50": 10 },
              "voltage": { "5": 0.03, "7": { "ratio": 0.02, "angle": -30 } } } }
            """#
        )
        let current = Spectrum([
            Harmonic(order: 3, ratio: 0.72), Harmonic(order: 5, ratio: 0.5, degrees: 180),
            Harmonic(order: 50, ratio: 10),
        ])
        let voltage = Spectrum([
            Harmonic(order: 5, ratio: 0.03), Harmonic(order: 7, ratio: 0.02, degrees: -30),
        ])
        #expect(waves.currents == [current, current, current])
        #expect(waves.voltages == [voltage, voltage, voltage])
    }

    @Test("A phase's own count in place of the root's; voltages may differ by phase")
    func phases() throws {
        let waves = try waves(
            #"""
            { "phases": { "l1": { "activePower": 100, "harmonics": { "current": { "3": 0.1 } } },
                          "l2": { "activePower": 100 } },
              "harmonics": { "current": { "7": 0.2 }, "voltage": { "l3": { "5": 0.03 } } } }
            """#
        )
        let own = Spectrum([Harmonic(order: 3, ratio: 0.1)])
        let common = Spectrum([Harmonic(order: 7, ratio: 0.2)])
        #expect(waves.currents == [own, common, .sine])
        #expect(waves.voltages == [.sine, .sine, Spectrum([Harmonic(order: 5, ratio: 0.03)])])
        let total = try self.waves(
            #"""
            { "phases": { "total": { "activePower": 100,
              "harmonics": { "current": { "3": 0.1 } } } } }
            """#
        )
        #expect(total.currents == [own, own, own])
    }

    @Test("They change neither voltages nor powers, which are the fundamental's")
    func fundamental() throws {
        let phases = #""phases": { "all": { "current": 10, "powerFactor": 0.8 } }"#
        let plain = try Bench.load("{ \(phases) }").piece(at: .epoch).conditions
        let rich = try Bench.load(
            #"{ \#(phases), "harmonics": { "current": { "3": 0.9 }, "voltage": { "3": 0.1 } } }"#
        ).piece(at: .epoch).conditions
        #expect(rich.phases == plain.phases)
        #expect(plain.harmonics == nil)
    }

    @Test("Shapes that never change are one object for all meters of the profile")
    func shared() throws {
        let profile = try Bench.profile(
            #"""
            { "phases": { "all": { "activePower": { "noise": { "mean": 900, "deviation": 9 } },
              "harmonics": { "current": { "3": 0.72 } } } } }
            """#
        )
        let first = profile.load(in: try Bench.context("a")).piece(at: .epoch).conditions
        let second = profile.load(in: try Bench.context("b")).piece(at: Instant(seconds: 5))
            .conditions
        #expect(first.l1 != second.l1)
        #expect(first.harmonics != nil)
        #expect(first.harmonics === second.harmonics)
    }

    @Test("Ratios and angles are signals; where all ratios are 0 there is nothing")
    func signals() throws {
        let points = #"{ "points": [["06:00", 0.5], ["18:00", 0]], "every": "day" }"#
        let load = try Bench.load(
            #"""
            { "phases": { "all": { "activePower": 100 } }, "harmonics": { "current": {
              "3": \#(points), "5": { "ratio": \#(points), "angle": { "points": [["00:00", 10],
              ["12:00", 20]], "every": "day" } } } } }
            """#,
            zone: "UTC"
        )
        let morning = load.piece(at: try Bench.at("2026-01-05T07:00:00Z"))
        let wave = Spectrum([
            Harmonic(order: 3, ratio: 0.5), Harmonic(order: 5, ratio: 0.5, degrees: 10),
        ])
        #expect(morning.conditions.harmonics?.currents == [wave, wave, wave])
        #expect(morning.until == (try Bench.at("2026-01-05T12:00:00Z")))
        let night = load.piece(at: try Bench.at("2026-01-05T19:00:00Z"))
        #expect(night.conditions.harmonics == nil)
        #expect(night.until == (try Bench.at("2026-01-06T06:00:00Z")))
        let zero = try Bench.load(
            #"""
            { "phases": { "all": { "activePower": 1 } }, "harmonics": { "current": { "3": 0 } } }
            """#
        )
        #expect(zero.piece(at: .epoch).conditions.harmonics == nil)
        #expect(zero.piece(at: .epoch).until == .distantFuture)
    }

    @Test("Phases have chance of their own, a voltage given once has one")
    func chance() throws {
        let noise = #"{ "noise": { "mean": 0.5, "deviation": 0.1 } }"#
        let waves = try waves(
            #"""
            { "phases": { "all": { "activePower": 100 } }, "harmonics": {
              "current": { "3": \#(noise) }, "voltage": { "5": \#(noise) } } }
            """#
        )
        #expect(Set(waves.currents).count == 3)
        #expect(Set(waves.voltages).count == 1)
        let each = try self.waves(
            #"""
            { "phases": { "all": { "activePower": 100 } }, "harmonics": { "voltage": {
              "l1": { "5": \#(noise) }, "l2": { "5": \#(noise) }, "l3": { "5": \#(noise) } } } }
            """#
        )
        #expect(Set(each.voltages).count == 3)
    }

    // MARK: Sums

    private func sum(_ main: String, of parts: [String: String]) throws -> CompiledLoad {
        var loads: [String: CompiledLoad] = [:]
        for (name, json) in parts { loads[name] = try Bench.load(json, owner: name) }
        var context = try Bench.context("main")
        let found = loads
        context.others = { pattern in
            found.keys.sorted().filter { MeterPattern.matches(pattern, $0) }
                .compactMap { found[$0] }
        }
        return try Bench.profile(main).load(in: context)
    }

    /// The phasors of a phase's harmonic currents against its voltage, by order.
    private func currents(_ site: SiteConditions, _ phase: Int) -> [Int: Phasor] {
        let carried = site.phases[phase]
        guard carried.voltage > 0 else { return [:] }
        let size = Double.hypot(carried.activePower, carried.reactivePower) / carried.voltage
        let angle = -Double.atan2(y: carried.reactivePower, x: carried.activePower)
        var found: [Int: Phasor] = [:]
        for harmonic in site.harmonics?.currents[phase].harmonics ?? [] {
            let turn = Double(harmonic.order) * angle * 180 / .pi + harmonic.degrees
            found[harmonic.order] = Phasor(rms: size * harmonic.ratio, degrees: turn)
        }
        return found
    }

    @Test("A main meter carries the phasor sum of its meters' harmonic currents")
    func phasorSum() throws {
        var random = RandomPhases(stream: Seed(11).stream("harmonics", "sum"))
        for round in 0..<60 {
            var parts: [String: String] = [:]
            for number in 0..<4 {
                parts["part-\(number)"] =
                    #"""
                    { "phases": { "l1": \#(random.phase()), "l2": \#(random.phase()),
                      "l3": \#(random.phase()) }, "voltage": \#(random.number(200, 250)) }
                    """#
            }
            let main = try sum(
                #"""
                { "sumOf": "part-*", "losses": { "ratio": 0.01 }, "voltage": 231,
                  "harmonics": { "voltage": { "5": 0.03 } } }
                """#,
                of: parts
            )
            let total = main.piece(at: .epoch).conditions
            #expect(total.harmonics?.voltages[1] == Spectrum([Harmonic(order: 5, ratio: 0.03)]))
            for phase in 0..<3 {
                var expected: [Int: Phasor] = [:]
                for name in parts.keys.sorted() {
                    let part = try Bench.load(try parts[name].orThrow(name), owner: name)
                    let site = part.piece(at: .epoch).conditions
                    for (order, phasor) in currents(site, phase) {
                        expected[order] = (expected[order] ?? .zero) + phasor
                    }
                }
                let found = currents(total, phase)
                #expect(Set(found.keys) == Set(expected.keys), "round \(round)")
                for (order, phasor) in expected {
                    let difference = phasor - (found[order] ?? .zero)
                    #expect(difference.rms < 1e-9 * (1 + phasor.rms), "round \(round) \(order)")
                }
            }
        }
    }

    @Test("Two equal loads whose thirds stand against each other carry none together")
    func cancelling() throws {
        let phase = { (angle: Int) in
            #"""
            { "phases": { "all": { "activePower": 500, "harmonics": { "current": { "3": { "ratio":
              0.4, "angle": \#(angle) }, "5": 0.1 } } } } }
            """#
        }
        let main = try sum(#"{ "sumOf": "*" }"#, of: ["a": phase(0), "b": phase(180)])
        let waves = try main.piece(at: .epoch).conditions.harmonics.orThrow("none")
        let wave = try #require(waves.currents.first)
        let third = wave.harmonics.first { $0.order == 3 }?.ratio ?? 0
        let fifth = try #require(wave.harmonics.first { $0.order == 5 })
        #expect(third < 1e-12)
        #expect((fifth.ratio - 0.1).magnitude < 1e-12 && fifth.degrees.magnitude < 1e-9)
    }

    @Test("A fundamental that halves doubles the ratios")
    func smallerFundamental() throws {
        let main = try sum(
            #"{ "sumOf": "*" }"#,
            of: [
                "a": #"""
                { "phases": { "all": { "activePower": 1000,
                  "harmonics": { "current": { "3": 0.3 } } } } }
                """#,
                "pv": #"{ "phases": { "all": { "activePower": -500 } } }"#,
            ]
        )
        let wave = try #require(main.piece(at: .epoch).conditions.harmonics?.currents[0])
        #expect(wave.harmonics.count == 1)
        #expect((wave.harmonics[0].ratio - 0.6).magnitude < 1e-12)
    }

    @Test("Sums of sines are sines, and a single-phase meter adds to its phase only")
    func connected() throws {
        let plain = try sum(
            #"{ "sumOf": "*" }"#,
            of: ["a": #"{ "phases": { "all": { "activePower": 1000 } } }"#]
        )
        #expect(plain.piece(at: .epoch).conditions.harmonics == nil)
        let rich = try Bench.load(
            #"""
            { "phases": { "all": { "activePower": 1000,
              "harmonics": { "current": { "3": 0.3 } } } } }
            """#
        ).connected(l1: false, l2: true, l3: false)
        var context = try Bench.context("main")
        context.others = { _ in [rich] }
        let main = try Bench.profile(
            #"""
            { "phases": { "l1": { "activePower": 7, "harmonics": { "current": { "9": 0.2 } } },
                          "l2": { "sumOf": "x" }, "l3": { "sumOf": "x" } } }
            """#
        ).load(in: context)
        let waves = try main.piece(at: .epoch).conditions.harmonics.orThrow("none")
        #expect(waves.currents[0] == Spectrum([Harmonic(order: 9, ratio: 0.2)]))
        #expect(waves.currents[1].harmonics.map(\.order) == [3])
        #expect(waves.currents[2] == .sine)
    }
}

/// Random phases as documents.
private struct RandomPhases {
    let stream: RandomStream
    var step: Int64 = 0

    mutating func number(_ low: Double, _ high: Double) -> Double {
        step += 1
        return low + stream.uniform(step) * (high - low)
    }

    mutating func phase() -> String {
        let orders = [3, 5, 7, 11].map { order in
            #""\#(order)": { "ratio": \#(number(0, 0.8)), "angle": \#(number(-180, 180)) }"#
        }
        return #"""
            { "activePower": \#(number(-2000, 3000)), "reactivePower": \#(number(-900, 900)),
              "harmonics": { "current": { \#(orders.joined(separator: ",")) } } }
            """#
    }
}
