import LoadProfiles
import Metrology
import SimulatedTime
import Testing

@Suite("Phases")
struct PhaseTests {
    private func phase(_ json: String, voltage: String = "230") throws -> PhaseConditions {
        try Bench.load(#"{ "phases": { "l1": \#(json) }, "voltage": \#(voltage) }"#)
            .piece(at: .epoch).conditions.l1
    }

    @Test(
        "Every sufficient pair gives its powers",
        arguments: [
            (#"{ "activePower": 100 }"#, 100, 0),
            (#"{ "activePower": -500, "reactivePower": 150 }"#, -500, 150),
            (#"{ "activePower": 800, "powerFactor": 0.8 }"#, 800, 600),
            (#"{ "activePower": 800, "powerFactor": 0.8, "reactiveSign": "inductive" }"#, 800, 600),
            (
                #"{ "activePower": 800, "powerFactor": 0.8, "reactiveSign": "capacitive" }"#, 800,
                -600
            ),
            (#"{ "activePower": -800, "powerFactor": -0.8 }"#, -800, -600),
            (#"{ "activePower": -800, "powerFactor": 0.8 }"#, -800, -600),
            (
                #"{ "activePower": -800, "powerFactor": 0.8, "reactiveSign": "capacitive" }"#, -800,
                600
            ),
            (#"{ "apparentPower": 1000, "powerFactor": 0.6 }"#, 600, 800),
            (#"{ "apparentPower": 1000, "powerFactor": -0.6 }"#, -600, -800),
            (
                #"{ "apparentPower": 1000, "powerFactor": 0.6, "reactiveSign": "capacitive" }"#,
                600, -800
            ),
            (
                #"{ "apparentPower": 1000, "powerFactor": -0.6, "reactiveSign": "capacitive" }"#,
                -600, 800
            ),
            (#"{ "apparentPower": 1000, "powerFactor": 0 }"#, 0, 1000),
            (#"{ "current": 10, "powerFactor": 0.8 }"#, 1840, 1380),
            (
                #"{ "current": 4.2, "powerFactor": -0.8, "reactiveSign": "capacitive" }"#, -772.8,
                579.6
            ),
            (#"{ "current": 10, "phaseAngle": 0 }"#, 2300, 0),
            (#"{ "current": 10, "phaseAngle": 90 }"#, 0, 2300),
            (#"{ "current": 10, "phaseAngle": -90 }"#, 0, -2300),
            (#"{ "current": 10, "phaseAngle": 30 }"#, 1991.858, 1150),
            (#"{ "current": 10, "phaseAngle": 210 }"#, -1991.858, -1150),
        ]
    )
    func pairs(json: String, active: Double, reactive: Double) throws {
        let phase = try phase(json)
        #expect(
            phase == PhaseConditions(voltage: 230, activePower: active, reactivePower: reactive)
        )
    }

    @Test("A current makes its power at the voltage of its phase")
    func currentAndVoltage() throws {
        let voltage =
            #"{ "l1": 200, "l3": { "points": [["00:00", 240], ["12:00", 250]], "every": "day" } }"#
        let load = try Bench.load(
            #"{ "phases": { "all": { "current": 2, "powerFactor": 1 } }, "voltage": \#(voltage) }"#,
            zone: "UTC"
        )
        let piece = load.piece(at: .epoch)
        #expect(piece.conditions.phases.map(\.activePower) == [400, 460, 480])
        #expect(piece.conditions.phases.map(\.voltage) == [200, 230, 240])
        #expect(piece.until == .epoch + .hours(12))
    }

    @Test("Voltage is 230 V and frequency 50 Hz unless said; phases not named carry nothing")
    func defaults() throws {
        let conditions = try Bench.load(#"{ "phases": { "l2": { "activePower": 1 } } }"#)
            .piece(at: .epoch).conditions
        let idle = PhaseConditions(voltage: 230)
        #expect(
            conditions
                == SiteConditions(
                    l1: idle,
                    l2: PhaseConditions(voltage: 230, activePower: 1),
                    l3: idle,
                    frequency: 50
                )
        )
    }

    @Test("A phase without voltage carries nothing")
    func deadPhase() throws {
        #expect(try phase(#"{ "activePower": 100, "reactivePower": 5 }"#, voltage: "0") == .dead)
    }

    @Test("A total is split to the last milliwatt")
    func total() throws {
        let even = try Bench.load(
            #"{ "phases": { "total": { "activePower": 100, "reactivePower": -0.001 } } }"#
        )
        let phases = even.piece(at: .epoch).conditions.phases
        #expect(phases.map(\.activePower) == [33.333, 33.334, 33.333])
        #expect(phases.map(\.reactivePower).reduce(0, +) == -0.001)
        let shares = try Bench.load(
            #"""
            { "phases": { "total": { "apparentPower": 1000, "powerFactor": 0.8 },
            "balance": [2, 1, 0] } }
            """#
        )
        #expect(
            shares.piece(at: .epoch).conditions.phases.map(\.activePower) == [533.333, 266.667, 0]
        )
        let noisy = try Bench.load(
            #"""
            { "phases": { "total": { "activePower": { "noise": { "mean": 0,
            "deviation": 1e8 } } }, "balance": [0.7, 0.1, 0.2] } }
            """#
        )
        let whole = try Bench.load(
            #"""
            { "phases": { "total": { "activePower": { "noise": { "mean": 0,
            "deviation": 1e8 } } }, "balance": [1, 0, 0] } }
            """#
        )
        for second in Int64(0)..<500 {
            let instant = Instant(seconds: second)
            let milli = { (load: CompiledLoad) in
                load.piece(at: instant).conditions.phases
                    .map { Int64(($0.activePower * 1000).rounded()) }.reduce(0, +)
            }
            #expect(milli(noisy) == milli(whole))
        }
    }
}
