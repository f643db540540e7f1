import Documents
import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

/// What farm files and scenarios say of an installation, and what is kept of it.
@Suite("An installation that is changed")
struct InstallationActionTests {
    private static let start = TestMeter.start

    private func wiring(_ text: String) throws -> Wiring {
        guard case .wiring(let wiring) = try ScenarioText.action(#"{ "wiring": \#(text) }"#) else {
            throw Unexpected()
        }
        return wiring
    }

    private struct Unexpected: Error {}

    // MARK: Reading

    @Test("Lost phases and shorted transformers are read, in farm files and in scenarios")
    func words() throws {
        var expected = Wiring()
        (expected.lostPhases, expected.i1, expected.i2) = ([.l3, .l1], .shorted, .open)
        let text = #"{ "lostPhases": ["l3", "l1"], "i1": "shorted", "i2": "open" }"#
        #expect(try wiring(text) == expected)
        let plan = try TestMeter.plan(
            load: "\"household\"",
            more: #""installation": { "wiring": \#(text) }"#
        )
        #expect(plan.meters.first?.installation.wiring == expected)
    }

    @Test("Only the parts that are given are changed")
    func parts() throws {
        var installation = Installation()
        installation.currentTransformer = TransformerRatio(primary: 100, secondary: 5)
        installation.wiring.i2 = .open
        let cases: [(String, (inout Installation) -> Void)] = [
            (
                #"{ "currentTransformer": { "primary": 200, "secondary": 1 } }"#,
                { $0.currentTransformer = TransformerRatio(primary: 200, secondary: 1) }
            ),
            (
                #"{ "voltageTransformer": { "primary": 20000, "secondary": 100 } }"#,
                { $0.voltageTransformer = TransformerRatio(primary: 20_000, secondary: 100) }
            ), (#"{ "wiring": {} }"#, { $0.wiring = .correct }),
            (
                #"{ "wiring": { "u1": "l2" },"#
                    + #" "currentTransformer": { "primary": 5, "secondary": 5 } }"#,
                {
                    $0.wiring = .correct
                    $0.wiring.u1 = .to(.l2)
                    $0.currentTransformer = TransformerRatio(primary: 5, secondary: 5)
                }
            ),
        ]
        for (text, change) in cases {
            let action = try ScenarioText.action(#"{ "installation": \#(text) }"#)
            guard case .installation(let found) = action else { throw Unexpected() }
            var expected = installation
            change(&expected)
            #expect(found.applied(to: installation) == expected, "\(text)")
        }
    }

    @Test(
        "What is no installation is told, with its place",
        arguments: [
            ("{}", "", "is empty; currentTransformer, voltageTransformer, wiring"),
            (#"{ "wirring": {} }"#, "/wirring", "did you mean \"wiring\"?"),
            (#"{ "wiring": { "u1": "shorted" } }"#, "/wiring/u1", "its fuse blows: \"open\""),
            (#"{ "wiring": { "i1": "shortet" } }"#, "/wiring/i1", "did you mean \"shorted\"?"),
            (#"{ "wiring": { "lostPhase": ["l1"] } }"#, "/wiring/lostPhase", "\"lostPhases\"?"),
            (#"{ "wiring": { "lostPhases": [] } }"#, "/wiring/lostPhases", "is empty"),
            (#"{ "wiring": { "lostPhases": "l1" } }"#, "/wiring/lostPhases", "a list of phases"),
            (#"{ "wiring": { "lostPhases": ["n"] } }"#, "/wiring/lostPhases/0", "is no phase"),
            (
                #"{ "wiring": { "lostPhases": ["l1", "l1"] } }"#, "/wiring/lostPhases/1",
                "stands twice"
            ),
            (
                #"{ "currentTransformer": { "primary": 5 } }"#, "/currentTransformer",
                "\"secondary\""
            ),
            (
                #"{ "currentTransformer": { "primary": 5, "secondary": 5, "class": "1" } }"#,
                "/currentTransformer/class", "unknown key"
            ),
        ]
    )
    func faults(text: String, place: String, message: String) throws {
        let (scenario, faults) = try ScenarioText.read(action: #"{ "installation": \#(text) }"#)
        #expect(scenario == nil && faults.count == 1, "\(faults)")
        let fault = try #require(faults.first)
        #expect(fault.pointer.description == "/steps/0/do/installation" + place)
        #expect(fault.message.contains(message), "\(fault.message)")
    }

    // MARK: Carrying out

    @Test("Other transformers count from the next step on, with the errors they have")
    func transformers() throws {
        // A ratio error of −20 % above 80 A at the primary, where the core saturates.
        let plan = try TestMeter.plan(
            load: #"{ "phases": { "all": { "current": 100, "powerFactor": 1 } }, "voltage": 230 }"#,
            more: """
                "installation": { "currentTransformer":
                    { "primary": 100, "secondary": 5, "saturation": 0.8 } },
                "settings": { "currentTransformerPrimary": 100, "currentTransformerSecondary": 5 }
                """
        )
        var meter = MeterMachine(try #require(plan.meters.first), at: Self.start)
        func current() throws -> Double { Double(try meter.value("current.l1") ?? 0) / 1e6 }
        #expect(abs(try current() - 80) < 1e-3)
        // Twice as large, it saturates at 160 A, and the programmed ratio shows half.
        let larger = #"{ "currentTransformer": { "primary": 200, "secondary": 5 } }"#
        try meter.carryOut(
            try ScenarioText.action(#"{ "installation": \#(larger) }"#),
            at: Self.start + .seconds(3600)
        )
        #expect(abs(try current() - 50) < 1e-3)
        let kept = try MeterState.machine(
            try #require(plan.meters.first),
            at: meter.bookedUntil,
            from: MeterState.bytes(of: meter)
        )
        #expect(kept.installation == meter.installation)
        #expect(try kept.value("current.l1") == meter.value("current.l1"))
    }

    @Test("A dead meter is rewired all the same")
    func withoutSupply() throws {
        var meter = try TestMeter.machine(
            model: "socomec-countis-e44",
            wiring: #"{ "lostPhases": ["l1"] }"#
        )
        #expect(!meter.isPowered)
        try meter.carryOut(
            try ScenarioText.action(#"{ "installation": { "wiring": { "n": "open" } } }"#),
            at: Self.start + .seconds(60)
        )
        #expect(!meter.isPowered && meter.installation.wiring.lostPhases == [])
        try meter.carryOut(.wiring(.correct), at: Self.start + .seconds(120))
        #expect(meter.isPowered)
    }

    // MARK: Keeping

    @Test("Whatever the wires, a state gives them back")
    func kept() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let plan = try TestMeter.meterPlan(
            load: "{ \"phases\": { \"l1\": { \"activePower\": 9 } } }"
        )
        func tap() -> Tap {
            let phase = Channel.phases.randomElement(using: &generator) ?? .l1
            let taps: [Tap] = [
                .open, .shorted, .to(phase), .phase(phase, reversed: true),
            ]
            return taps.randomElement(using: &generator) ?? .open
        }
        for _ in 0..<300 {
            var wiring = Wiring()
            (wiring.u1, wiring.u2, wiring.u3) = (tap(), tap(), tap())
            (wiring.i1, wiring.i2, wiring.i3) = (tap(), tap(), tap())
            wiring.neutralIsConnected = .random(using: &generator)
            wiring.upstreamNeutralIsWhole = .random(using: &generator)
            wiring.lostPhases = PhaseSet(rawValue: .random(in: 0...7, using: &generator))
            var meter = MeterMachine(plan, at: Self.start)
            meter.connect(wiring, at: Self.start)
            let bytes = MeterState.bytes(of: meter)
            let again = try MeterState.machine(plan, at: Self.start, from: bytes)
            #expect(again.installation.wiring == wiring, "seed \(seed)")
        }
    }

    @Test("Without what is new, a state has the numbers that it always had")
    func numbers() throws {
        let plan = try TestMeter.meterPlan(
            load: "{ \"phases\": { \"l1\": { \"activePower\": 9 } } }"
        )
        func numbers(_ change: (inout Wiring) -> Void) -> [Int64] {
            var (meter, wiring) = (MeterMachine(plan, at: Self.start), Wiring())
            change(&wiring)
            meter.connect(wiring, at: Self.start)
            let fields = MeterState.fields(of: meter).filter { $0.path.hasPrefix("installation.") }
            return fields.suffix(8).compactMap {
                if case .whole(let number) = $0.value { number } else { nil }
            }
        }
        #expect(numbers { _ in } == [1, 2, 3, 1, 2, 3, 1, 1])
        #expect(
            numbers {
                ($0.u1, $0.i1, $0.i2) = (.to(.l3), .phase(.l1, reversed: true), .open)
                ($0.neutralIsConnected, $0.upstreamNeutralIsWhole) = (false, false)
            } == [3, 2, 3, -1, 0, 3, 0, 0]
        )
        #expect(numbers { ($0.i1, $0.lostPhases) = (.shorted, .l2) } == [1, 2, 3, 4, 2, 3, 1, 5])
    }
}
