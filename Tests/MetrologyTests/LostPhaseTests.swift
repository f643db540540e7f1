import Metrology
import RealModule
import TestSupport
import Testing

@Suite("Phases that are lost upstream")
struct LostPhaseTests {
    private func measured(
        _ site: SiteConditions,
        _ network: NetworkType = .fourWireUnbalanced,
        errors: MeterErrors? = nil,
        _ change: (inout Wiring) -> Void
    ) -> Measurement {
        var installation = Installation()
        change(&installation.wiring)
        let stage = InputStage(
            installation,
            ratios: ConfiguredRatios(),
            network: network,
            design: MeterDesign(),
            errors: errors
        )
        return stage.measurement(of: site)
    }

    /// Everything that can be read, by name.
    private func values(_ m: Measurement) -> [String: Double] {
        let voltages: [VoltageTerminal] = [.l1, .l2, .l3, .l12, .l23, .l31]
        let currents: [CurrentTerminal] = [.l1, .l2, .l3, .n]
        var values: [String: Double] = [:]
        for terminal in voltages {
            values["U\(terminal)"] = m.voltage(terminal)
            values["THD U\(terminal)"] = m.distortion(terminal)
        }
        for terminal in currents {
            values["I\(terminal)"] = m.current(terminal)
            values["THD I\(terminal)"] = m.distortion(terminal)
        }
        for channel in Channel.allCases {
            values["P\(channel)"] = m.power(.active, channel)
            values["Q\(channel)"] = m.power(.reactive, channel)
            values["S\(channel)"] = m.power(.apparent, channel)
        }
        values["U+"] = m.voltageSequence.positive
        values["I-"] = m.currentSequence.negative
        return values
    }

    private func expectSame(_ a: Measurement, _ b: Measurement, _ about: String) {
        let (a, b) = (values(a), values(b))
        for (name, value) in a {
            let other = b[name] ?? 0
            let isSame = value.isNaN ? other.isNaN : abs(value - other) <= 1e-9 * abs(value) + 1e-9
            #expect(isSame, "\(name) \(value), not \(other), \(about)")
        }
        #expect(a.count == b.count)
    }

    private func randomSite(_ generator: inout SeededGenerator) -> SiteConditions {
        func phase() -> PhaseConditions {
            PhaseConditions(
                voltage: .random(in: 150...280, using: &generator),
                activePower: .random(in: -9000...9000, using: &generator),
                reactivePower: .random(in: -9000...9000, using: &generator)
            )
        }
        let (a, b) = (
            Spectrum([.init(order: 3, ratio: 0.2), .init(order: 5, ratio: 0.1, degrees: 40)]),
            Spectrum([.init(order: 3, ratio: 0.05, degrees: -70)])
        )
        let shapes = SiteHarmonics(voltages: [b, b, a], currents: [a, b, a])
        let isSine = Bool.random(using: &generator)
        return SiteConditions(
            l1: phase(),
            l2: phase(),
            l3: phase(),
            harmonics: isSine ? nil : shapes
        )
    }

    @Test("With the neutral whole, a lost phase is a phase of the site that is dead")
    func deadPhases() {
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let site = randomSite(&generator)
            let lost = PhaseSet(rawValue: .random(in: 1...7, using: &generator))
            var dead = site
            if lost.contains(.l1) { dead.l1 = .dead }
            if lost.contains(.l2) { dead.l2 = .dead }
            if lost.contains(.l3) { dead.l3 = .dead }
            let isTurned = Bool.random(using: &generator)
            func wires(_ wiring: inout Wiring) {
                if isTurned { (wiring.u1, wiring.i3) = (.to(.l3), .phase(.l2, reversed: true)) }
            }
            for network in NetworkType.allCases {
                let a = measured(site, network) {
                    wires(&$0)
                    $0.lostPhases = lost
                }
                let about = "\(network), lost \(lost.phases), seed \(seed)"
                expectSame(a, measured(dead, network, wires), about)
                guard site.harmonics == nil, !isTurned else { continue }
                // A meter with errors, even without any, takes the long way.
                let long = measured(site, network, errors: MeterErrors()) { $0.lostPhases = lost }
                expectSame(a, long, "the long way, " + about)
            }
        }
    }

    @Test("With the neutral broken too, two phases feed the loads in series")
    func neutralBroken() {
        // Two equal loads from L2 to L3: each has half of 398.37 V, and the current falls by √3/2;
        // the conductor of L1 rests at their middle.
        let site = WiringVectorTests.site
        let m = measured(site) { ($0.lostPhases, $0.upstreamNeutralIsWhole) = (.l1, false) }
        let half = 115 * 3.0.squareRoot()
        let wanted: [(Double, Double)] = [
            (m.voltage(.l1), 0), (m.voltage(.l2), half), (m.voltage(.l3), half),
            (m.voltage(.l12), half), (m.voltage(.l23), 2 * half), (m.voltage(.l31), half),
            (m.current(.l1), 0), (m.current(.l2), 10 * half / 230),
            (m.current(.l3), 10 * half / 230),
            (m.current(.n), 0), (m.power(.active, .l2), 2070 * 0.75),
            (m.power(.active, .total), 2 * 2070 * 0.75),
            (m.power(.reactive, .total), 2 * 1002.547 * 0.75),
        ]
        for (value, wanted) in wanted { #expect(abs(value - wanted) < 1e-4, "\(value), \(wanted)") }
        #expect(m.phaseSequence == 0 && m.phasesPresent == 0b110)
    }

    @Test("A single phase without a neutral moves nothing")
    func onePhaseLeft() {
        for lost in [PhaseSet([.l1, .l2]), [.l1, .l2, .l3]] {
            let m = measured(WiringVectorTests.site) {
                ($0.lostPhases, $0.upstreamNeutralIsWhole) = (lost, false)
            }
            for (name, value) in values(m) where !name.hasPrefix("THD") {
                #expect(abs(value) < 1e-9, "\(name) \(value)")
            }
        }
    }

    @Test("With the meter's neutral off, its star point moves and the lost phase shows a third")
    func meterNeutralOff() {
        // The conductor of L1 rests at N; the inputs' star point stands at (U2 + U3) / 3.
        let m = measured(WiringVectorTests.site) {
            ($0.lostPhases, $0.neutralIsConnected) = (.l1, false)
        }
        #expect(abs(m.voltage(.l1) - 230.0 / 3) < 1e-9)
        let other = Double.hypot(115 / 3.0, 115 * 3.0.squareRoot())
        #expect(abs(m.voltage(.l2) - other) < 1e-9 && abs(m.voltage(.l3) - other) < 1e-9)
    }

    @Test("Harmonics leave with the phase, and no third one flows into a broken neutral")
    func harmonics() {
        let third = Spectrum([.init(order: 3, ratio: 0.3)])
        var site = WiringVectorTests.site
        site.harmonics = SiteHarmonics(currents: [third, third, third])
        let whole = measured(site) { $0.lostPhases = .l1 }
        #expect(whole.distortion(.l1 as CurrentTerminal) == 0)
        #expect(abs(whole.distortion(.l2 as CurrentTerminal) - 30) < 1e-9)
        let broken = measured(site) { ($0.lostPhases, $0.upstreamNeutralIsWhole) = (.l1, false) }
        #expect(broken.current(.l1) == 0 && broken.current(.n) < 1e-9)
        #expect(broken.distortion(.l2 as CurrentTerminal) < 1e-9, "in phase with that of L3")
    }

    @Test("A set of phases is what its bits say")
    func sets() {
        #expect(PhaseSet(rawValue: 0b101).phases == [.l1, .l3])
        #expect(PhaseSet([.l2, .l3]).rawValue == 0b110)
        #expect(PhaseSet(rawValue: 0xFF).phases == [.l1, .l2, .l3] && PhaseSet(.total) == [])
    }

    @Test("Each connection has its word")
    func words() {
        let taps: [Tap] = [.to(.l2), .phase(.l3, reversed: true), .open, .shorted]
        #expect(taps.map(\.description) == ["l2", "-l3", "open", "shorted"])
    }
}
