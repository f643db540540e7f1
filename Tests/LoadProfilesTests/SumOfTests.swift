import LoadProfiles
import Metrology
import SimulatedTime
import Testing

@Suite("Main meters")
struct SumOfTests {
    /// Twelve flats, each connected to one phase, and a shop on all three.
    private func others() throws -> [(name: String, load: CompiledLoad)] {
        let flat = try Bench.profile(
            #"""
            { "phases": { "all": {
                "activePower": { "product": [
                    { "standard": { "profile": "H25", "annualEnergy": 2500000 } },
                    { "noise": { "mean": 1, "deviation": 0.2, "hold": "10s" } } ] },
                "powerFactor": 0.93 } } }
            """#
        )
        var all = try (1...12).map { number in
            let name = "flat-\(number)"
            let load = flat.load(in: try Bench.context(name))
            return (
                name,
                load.connected(l1: number % 3 == 1, l2: number % 3 == 2, l3: number % 3 == 0)
            )
        }
        all.append(
            (
                "shop",
                try Bench.load(
                    #"{ "phases": { "all": { "activePower": -1.5, "reactivePower": 7 } } }"#,
                    owner: "shop"
                )
            )
        )
        return all
    }

    private func main(_ json: String) throws -> CompiledLoad {
        let others = try others()
        var context = try Bench.context("main")
        context.others = { pattern in
            others.filter { MeterPattern.matches(pattern, $0.name) }.map(\.load)
        }
        return try Bench.profile(json).load(in: context)
    }

    private func milli(_ value: Double) -> Int64 { Int64((value * 1000).rounded()) }

    private func milliwatts(_ conditions: SiteConditions) -> [Int64] {
        conditions.phases.map { milli($0.activePower) }
    }

    private func instants() -> [Instant] {
        let random = Seed(3).stream("sum", "instants")
        return (0..<200).map { Instant(seconds: 1_767_222_000 + Int64(random.uniform($0) * 3e7)) }
    }

    @Test("A main meter agrees with its sub-meters to the milliwatt")
    func sum() throws {
        let others = try others()
        let load = try main(#"{ "sumOf": "flat-*, shop" }"#)
        for instant in instants() {
            let piece = load.piece(at: instant)
            let parts = others.map { $0.load.piece(at: instant) }
            for phase in 0..<3 {
                let active = parts.map { milli($0.conditions.phases[phase].activePower) }
                let reactive = parts.map { milli($0.conditions.phases[phase].reactivePower) }
                let found = piece.conditions.phases[phase]
                #expect(milli(found.activePower) == active.reduce(0, +))
                #expect(milli(found.reactivePower) == reactive.reduce(0, +))
            }
            #expect(piece.until == parts.map(\.until).min())
        }
    }

    @Test("A single-phase meter counts to its phase only")
    func singlePhase() throws {
        let one = try #require(try others().first)
        let phases = one.load.piece(at: .epoch).conditions.phases
        #expect(phases.map { $0.activePower > 0 } == [true, false, false])
        #expect(phases.map(\.voltage) == [230, 230, 230])
    }

    @Test("Losses are a power on each phase, or a share of the sum whichever way it flows")
    func losses() throws {
        let plain = try main(#"{ "sumOf": "*" }"#)
        let watts = try main(#"{ "sumOf": "*", "losses": 12.3456 }"#)
        let ratio = try main(
            #"{ "phases": { "all": { "sumOf": "*", "losses": { "ratio": 0.02 } } } }"#
        )
        let export = try main(#"{ "sumOf": "shop", "losses": { "ratio": 0.1 } }"#)
        for instant in instants().prefix(50) {
            let sum = milliwatts(plain.piece(at: instant).conditions)
            #expect(milliwatts(watts.piece(at: instant).conditions) == sum.map { $0 + 12_346 })
            let share = sum.map { $0 + Int64((Double($0.magnitude) * 0.02).rounded()) }
            #expect(milliwatts(ratio.piece(at: instant).conditions) == share)
            #expect(milliwatts(export.piece(at: instant).conditions) == [-1350, -1350, -1350])
        }
    }

    @Test("A sum may stand on one phase beside others")
    func onePhase() throws {
        let load = try main(
            #"{ "phases": { "l1": { "activePower": 7 }, "l2": { "sumOf": "shop" } } }"#
        )
        let found = load.piece(at: .epoch).conditions
        #expect(found.phases.map(\.activePower) == [7, -1.5, 0])
    }

    @Test("A profile says which meters it adds, and adds none that are missing")
    func patterns() throws {
        let profile = try Bench.profile(
            #"""
            { "phases": { "l1": { "sumOf": "b-*" }, "l2": { "sumOf": "a" },
                          "l3": { "sumOf": "a" } } }
            """#
        )
        #expect(profile.sumOfPatterns == ["a", "b-*"])
        let load = profile.load(in: try Bench.context())
        #expect(load.piece(at: .epoch).conditions.l1.activePower == 0)
        #expect(
            try Bench.profile(#"{ "phases": { "l1": { "activePower": 1 } } }"#).sumOfPatterns
                .isEmpty
        )
    }

    @Test("Patterns know stars, question marks and alternatives")
    func matching() {
        let facts: [(String, String, Bool)] = [
            ("flat-*", "flat-1", true), ("flat-*", "flat-", true), ("flat-*", "flat", false),
            ("*", "", true), ("flat-?", "flat-12", false), ("flat-??", "flat-12", true),
            ("*-main", "a-main-main", true), ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyy", false),
            ("shop, flat-*", "flat-3", true), ("shop, flat-*", "shop", true), ("", "", false),
            (",", "", false), ("Flat", "flat", false),
            ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaa", false),
        ]
        for (pattern, name, isMatch) in facts {
            #expect(MeterPattern.matches(pattern, name) == isMatch, "\(pattern) \(name)")
        }
    }
}
