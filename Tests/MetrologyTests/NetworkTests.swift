import Metrology
import RealModule
import TestSupport
import Testing

@Suite("Network types")
struct NetworkTests {
    private let site = WiringVectorTests.site

    private func measured(
        _ network: NetworkType,
        _ site: SiteConditions? = nil,
        _ change: (inout Wiring) -> Void = { _ in }
    ) -> Measurement {
        var installation = Installation()
        change(&installation.wiring)
        return Measurement(
            of: site ?? self.site,
            through: installation,
            ratios: ConfiguredRatios(),
            network: network,
            design: MeterDesign()
        )
    }

    private func expect(_ m: Measurement, _ p: Double, _ q: Double, _ what: String) {
        let (active, reactive) = (m.power(.active, .total), m.power(.reactive, .total))
        #expect(abs(active - p) < 6900e-6, "P \(what): \(active)")
        #expect(abs(reactive - q) < 6900e-6, "Q \(what): \(reactive)")
    }

    // The phasors of the document: 230 V, 10 A lagging by arccos 0.9.
    private let sine = (1 - 0.81).squareRoot()
    private var p: Double { 6210 }
    private var q: Double { 6900 * sine }

    @Test("Two wattmeters see the whole of a three-wire load")
    func aron() {
        expect(measured(.threeWireTwoCurrents), p, q, "correct")
        let m = measured(.threeWireTwoCurrents)
        #expect(abs(m.current(.l2) - 10) < 1e-5, "I2 is computed")
        #expect(m.voltage(.l1).isNaN && m.current(.n).isNaN && m.power(.active, .l1).isNaN)
        #expect(abs(m.voltage(.l12) - 398.371686) < 1e-6)
        #expect(m.phaseSequence == 123)
    }

    @Test("The two-wattmeter mistakes of the document")
    func aronMistakes() {
        // W(U12, I1) = U I cos(φ + 30°), W(U32, I3) = U I cos(φ − 30°), and their Q.
        let angle = Double.acos(0.9)
        let volts = 230 * 3.0.squareRoot() * 10
        let (w1, w3) = (volts * .cos(angle + .pi / 6), volts * .cos(angle - .pi / 6))
        let (v1, v3) = (volts * .sin(angle + .pi / 6), volts * .sin(angle - .pi / 6))
        #expect(abs(w1 - 2237) < 0.5 && abs(w3 - 3973) < 0.5)
        let reversed = measured(.threeWireTwoCurrents) { $0.i1 = .phase(.l1, reversed: true) }
        expect(reversed, w3 - w1, v3 - v1, "CT1 reversed")
        #expect(abs(reversed.current(.l2) - 10 * 3.0.squareRoot()) < 1e-5)
        #expect(abs(reversed.powerFactor(.total, sign: .iec, atZero: 1) - 0.4359) < 5e-5)
        let both = measured(.threeWireTwoCurrents) {
            ($0.i1, $0.i3) = (.phase(.l1, reversed: true), .phase(.l3, reversed: true))
        }
        expect(both, -p, -q, "both reversed")
        let swapped = measured(.threeWireTwoCurrents) { ($0.i1, $0.i3) = (.to(.l3), .to(.l1)) }
        expect(swapped, 0, 0, "CTs swapped")
    }

    @Test("One transformer on a balanced load, with the document's mistakes")
    func oneTransformer() {
        expect(measured(.fourWireBalanced), p, q, "4BL")
        expect(measured(.threeWireBalanced), p, q, "3BL")
        let (cos240, sin240) = (-0.5, -0.75.squareRoot())
        // The tap on L2 turns the voltage by −120°, on L3 by +120°.
        let onL2 = (p * cos240 - q * sin240, p * sin240 + q * cos240)
        let onL3 = (p * cos240 + q * sin240, -p * sin240 + q * cos240)
        expect(measured(.fourWireBalanced) { $0.u1 = .to(.l2) }, onL2.0, onL2.1, "tap on L2")
        expect(measured(.fourWireBalanced) { $0.u1 = .to(.l3) }, onL3.0, onL3.1, "tap on L3")
        #expect(abs(onL2.0 - -500.3) < 0.05 && abs(onL2.1 - -6882) < 0.5)
        #expect(abs(onL3.0 - -5710) < 0.5 && abs(onL3.1 - 3874) < 0.5)
        let leads = measured(.threeWireBalanced) { ($0.u2, $0.u3) = (.to(.l3), .to(.l2)) }
        expect(leads, -p, -q, "leads swapped")
    }

    @Test("Two phases and one current measure U12 I1*")
    func twoPhase() {
        let m = measured(.twoPhase)
        let angle = Double.acos(0.9) + .pi / 6
        let apparent = 230 * 3.0.squareRoot() * 10
        expect(m, apparent * .cos(angle), apparent * .sin(angle), "2BL")
        #expect(abs(m.power(.apparent, .total) - apparent) < 6900e-6)
        #expect(m.voltage(.l1).isNaN && m.voltage(.l23).isNaN && m.current(.l2).isNaN)
        #expect(m.phasesPresent == 0b011 && m.phaseSequence == 0)
    }

    @Test("Two phases and neutral measure two elements, and their means are of two")
    func twoPhasesAndNeutral() {
        let first = PhaseConditions(voltage: 120, activePower: 600, reactivePower: 0)
        let second = PhaseConditions(voltage: 124, activePower: -310, reactivePower: 100)
        let third = PhaseConditions(voltage: 119, activePower: 5000, reactivePower: 700)
        let m = measured(.twoPhaseNeutral, SiteConditions(l1: first, l2: second, l3: third))
        expect(m, 290, 100, "2NBL")
        #expect(abs(m.voltage(.average) - 122) < 1e-9)
        #expect(abs(m.voltage(.lineAverage) - m.voltage(.l12)) < 1e-9)
        let (i1, i2) = (m.current(.l1), m.current(.l2))
        #expect(abs(i1 - 5) < 1e-9 && abs(m.current(.average) - (i1 + i2) / 2) < 1e-9)
        #expect(m.voltage(.l3).isNaN && m.voltage(.l23).isNaN && m.current(.l3).isNaN)
        #expect(m.power(.active, .l3).isNaN && abs(m.power(.active, .l2) - -310) < 1e-6)
        // I1 = 5 A at 0°; I2 of -310 W and 100 var at 124 V and -120°.
        let (re, im) = (-310 / 124.0, -100 / 124.0)
        let (c, s) = (-0.5, -0.75.squareRoot())
        let neutral = ((5 + re * c - im * s), (re * s + im * c))
        let size = (neutral.0 * neutral.0 + neutral.1 * neutral.1).squareRoot()
        #expect(abs(m.current(.n) - size) < 1e-6)
    }

    @Test("What a network type cannot measure is not available")
    func notAvailable() {
        for network in NetworkType.allCases {
            let m = measured(network)
            let four = network == .fourWireUnbalanced
            let hasPhases = four || network == .fourWireBalanced || network == .twoPhaseNeutral
            let two = network == .twoPhaseNeutral
            #expect(m.voltage(.l2).isNaN == !(four || two), "V2 in \(network.rawValue)")
            #expect(m.voltage(.l3).isNaN == !four, "V3 in \(network.rawValue)")
            #expect(m.current(.n).isNaN == !(four || two), "IN in \(network.rawValue)")
            #expect(m.power(.active, .l2).isNaN == !hasPhases, "P2 in \(network.rawValue)")
            #expect(!m.power(.active, .total).isNaN, "P in \(network.rawValue)")
            #expect(m.power(.active, .total).isFinite && m.current(.l1).isFinite)
        }
    }

    @Test("Any three-wire load reads the same with two transformers, with three, and in four wires")
    func blondel() {
        for seed in 0..<400 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            func power() -> Double { Double.random(in: -9000...9000, using: &generator) }
            func volts() -> Double { Double.random(in: 150...280, using: &generator) }
            func phase() -> PhaseConditions {
                PhaseConditions(voltage: volts(), activePower: power(), reactivePower: power())
            }
            let site = SiteConditions(l1: phase(), l2: phase(), l3: phase())
            // With its neutral broken the load has three wires.
            let cut: (inout Wiring) -> Void = { $0.upstreamNeutralIsWhole = false }
            let four = measured(.fourWireUnbalanced, site, cut)
            let size = max(four.power(.apparent, .l1), four.power(.apparent, .l2), 1)
            guard size < 1e7 else { continue }  // admittances that nearly cancel
            for network in [NetworkType.threeWireTwoCurrents, .threeWireUnbalanced] {
                let three = measured(network, site, cut)
                for kind in [PowerKind.active, .reactive] {
                    let difference = three.power(kind, .total) - four.power(kind, .total)
                    #expect(abs(difference) < size * 1e-9, "\(network), seed \(seed)")
                }
            }
            #expect(four.current(.n) < size * 1e-9, "seed \(seed)")
        }
    }

    @Test("A missing phase is told from a wrong sequence in every three-phase network")
    func missingPhase() {
        let live = PhaseConditions(voltage: 230)
        let two = SiteConditions(l1: live, l2: live, l3: .dead)
        let four = measured(.fourWireUnbalanced, two)
        #expect(four.phasesPresent == 0b011 && four.phaseSequence == 0)
        let wrong: (inout Wiring) -> Void = { ($0.u1, $0.u2) = (.to(.l2), .to(.l1)) }
        for network in [NetworkType.threeWireTwoCurrents, .threeWireUnbalanced, .threeWireBalanced]
        {
            #expect(measured(network).phaseSequence == 123)
            #expect(measured(network, nil, wrong).phaseSequence == 132)
            let lost = measured(network) { $0.u3 = .open }
            #expect(lost.phasesPresent == 0b011 && lost.phaseSequence == 0, "\(network)")
        }
    }

    @Test("The unbalance of voltages is negative by positive sequence")
    func unbalance() {
        let site = SiteConditions(
            l1: PhaseConditions(voltage: 230),
            l2: PhaseConditions(voltage: 230),
            l3: PhaseConditions(voltage: 200)
        )
        let m = measured(.fourWireUnbalanced, site)
        // 230, 230 and 200 V at 120°: Vp = 220, Vn = V0 = 10.
        #expect(abs(m.voltageSequence.positive - 220) < 1e-9)
        #expect(abs(m.voltageSequence.negative - 10) < 1e-9)
        #expect(abs(m.voltageSequence.zero - 10) < 1e-9)
        #expect(abs(m.voltageSequence.unbalance - 100.0 / 22) < 1e-9)
    }
}
