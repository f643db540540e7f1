import Metrology
import RealModule
import TestSupport
import Testing

@Suite("Harmonics")
struct HarmonicsTests {
    private func spectrum(_ shares: [Int: Double]) -> Spectrum {
        Spectrum(shares.map { Spectrum.Harmonic(order: $0.key, ratio: $0.value) })
    }

    private func measured(
        current: [Int: Double],
        voltage: [Int: Double] = [:],
        network: NetworkType = .fourWireUnbalanced,
        total: ApparentTotal = .vector,
        _ change: (inout Wiring) -> Void = { _ in }
    ) -> Measurement {
        let phase = PhaseConditions(voltage: 230, activePower: 2300)
        let waves = SiteHarmonics(
            voltages: Array(repeating: spectrum(voltage), count: 3),
            currents: Array(repeating: spectrum(current), count: 3)
        )
        var installation = Installation()
        change(&installation.wiring)
        var design = MeterDesign()
        design.apparentTotal = total
        return Measurement(
            of: SiteConditions(l1: phase, l2: phase, l3: phase, harmonics: waves),
            through: installation,
            ratios: ConfiguredRatios(),
            network: network,
            design: design
        )
    }

    @Test("Distortion is the root of the squared shares, and single orders are the shares")
    func distortion() {
        let m = measured(current: [3: 0.3, 5: 0.4], voltage: [5: 0.06, 7: 0.08])
        #expect(abs(m.distortion(CurrentTerminal.l1) - 50) < 1e-9)
        #expect(abs(m.distortion(VoltageTerminal.l1) - 10) < 1e-9)
        #expect(abs(m.harmonic(3, CurrentTerminal.l2) - 30) < 1e-9)
        #expect(abs(m.harmonic(7, VoltageTerminal.average) - 8) < 1e-9)
        #expect(m.harmonic(9, CurrentTerminal.l1) == 0)
        #expect(abs(m.current(.l1) - 10 * 1.25.squareRoot()) < 1e-9)
        #expect(abs(m.voltage(.l1) - 230 * 1.01.squareRoot()) < 1e-9)
    }

    @Test("With a sinusoidal voltage the true power factor is cos φ / √(1 + THD²)")
    func truePowerFactor() {
        for total in ApparentTotal.allCases {
            let m = measured(current: [3: 0.6, 5: 0.45], total: total)
            let expected = 1 / (1 + 0.36 + 0.2025).squareRoot()
            for channel in Channel.allCases {
                let factor = m.powerFactor(channel, sign: .iec, atZero: 1)
                #expect(abs(factor - expected) < 1e-9, "\(total), \(channel)")
                #expect(m.power(.reactive, channel).magnitude < 1e-9)
            }
            #expect(abs(m.power(.active, .total) - 6900) < 1e-9, "no power without voltage")
        }
    }

    @Test("Triplen harmonics add up in the neutral, the others cancel")
    func neutral() {
        let m = measured(current: [3: 0.3, 5: 0.4, 9: 0.1])
        let expected = (9.0 * 9 + 3 * 3).squareRoot()
        #expect(abs(m.current(.n) - expected) < 1e-9)
        let broken = measured(current: [3: 0.3, 5: 0.4]) { $0.upstreamNeutralIsWhole = false }
        #expect(broken.current(.n) < 1e-9, "a broken neutral carries nothing")
        #expect(abs(broken.current(.l1) - 10 * 1.16.squareRoot()) < 1e-9)
    }

    @Test("A line voltage has no third harmonic")
    func lineVoltage() {
        let m = measured(current: [:], voltage: [3: 0.1, 5: 0.05])
        #expect(m.harmonic(3, VoltageTerminal.l12) < 1e-9)
        #expect(abs(m.harmonic(5, VoltageTerminal.l12) - 5) < 1e-9)
    }

    @Test("Harmonics of voltage and current carry power, and a reversed transformer turns it")
    func harmonicPower() {
        let m = measured(current: [5: 0.4], voltage: [5: 0.05])
        #expect(abs(m.power(.active, .l1) - (2300 + 11.5 * 4)) < 1e-9)
        let turned = measured(current: [2: 0.4, 5: 0.4], voltage: [2: 0.05, 5: 0.05]) {
            $0.i1 = .phase(.l1, reversed: true)
        }
        #expect(abs(turned.power(.active, .l1) - -(2300 + 2 * 11.5 * 4)) < 1e-9)
    }

    @Test("Without harmonics the plain way and the general way read the same")
    func plainAgainstGeneral() {
        for seed in 0..<500 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            func phase() -> PhaseConditions {
                PhaseConditions(
                    voltage: Double.random(in: 0...300, using: &generator),
                    activePower: Double.random(in: -5000...5000, using: &generator),
                    reactivePower: Double.random(in: -5000...5000, using: &generator)
                )
            }
            var site = SiteConditions(l1: phase(), l2: phase(), l3: phase())
            for network in [NetworkType.singlePhase, .fourWireUnbalanced] {
                let stage = InputStage(
                    Installation(),
                    ratios: ConfiguredRatios(),
                    network: network,
                    design: MeterDesign()
                )
                site.harmonics = nil
                let plain = stage.readings(of: site)
                // Waves that are sines take the general way.
                site.harmonics = SiteHarmonics()
                let general = stage.readings(of: site)
                let pairs = [
                    (plain.active, general.active), (plain.reactive, general.reactive),
                    (plain.apparent, general.apparent), (plain.current, general.current),
                ]
                for (a, b) in pairs {
                    for k in 0..<4 { #expect(abs(a[k] - b[k]) < 1e-8, "seed \(seed)") }
                }
                #expect(plain.registers == general.registers, "seed \(seed)")
            }
        }
    }
}
