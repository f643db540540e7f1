import Metrology
import Testing

@Suite("What a meter measures")
struct MeasurementTests {
    private func measured(
        p: Double,
        q: Double,
        voltage: Double = 230,
        network: NetworkType = .singlePhase,
        design: MeterDesign = MeterDesign(),
        installation: Installation = Installation(),
        ratios: ConfiguredRatios = ConfiguredRatios()
    ) -> Measurement {
        let phase = PhaseConditions(voltage: voltage, activePower: p, reactivePower: q)
        return Measurement(
            of: SiteConditions(l1: phase, l2: .dead, l3: .dead),
            through: installation,
            ratios: ratios,
            network: network,
            design: design
        )
    }

    @Test("Power factors carry the sign of each convention in each quadrant")
    func powerFactorSigns() {
        // metrology.md B.2: P, Q, then IEC, IEEE, Socomec.
        let table: [(Double, Double, Double, Double, Double)] = [
            (800, 600, 0.8, -0.8, 0.8), (-800, 600, -0.8, 0.8, -0.8),
            (-800, -600, -0.8, -0.8, 0.8), (800, -600, 0.8, 0.8, -0.8),
        ]
        for (quadrant, row) in table.enumerated() {
            let m = measured(p: row.0, q: row.1)
            let signs: [(PowerFactorSign, Double)] = [
                (.iec, row.2), (.ieee, row.3), (.socomec, row.4), (.unsigned, 0.8),
            ]
            for (sign, expected) in signs {
                let value = m.powerFactor(.total, sign: sign, atZero: 1)
                #expect(abs(value - expected) < 1e-9, "quadrant \(quadrant + 1), \(sign)")
            }
            #expect(m.quadrant(.total) == Int64(quadrant + 1))
            #expect(m.sector(.total) == (quadrant % 2 == 0 ? 1 : 2))
        }
    }

    @Test("Without apparent power the power factor is what the model says")
    func powerFactorAtZero() {
        let m = measured(p: 0, q: 0)
        #expect(m.powerFactor(.total, sign: .iec, atZero: 1) == 1)
        #expect(m.powerFactor(.total, sign: .iec, atZero: 0) == 0)
    }

    @Test("A single-phase meter has no line voltage and no neutral current")
    func singlePhaseIsNotAvailable() {
        let m = measured(p: 100, q: 0)
        #expect(m.voltage(.l12).isNaN && m.voltage(.l2).isNaN && m.current(.n).isNaN)
        #expect(m.power(.active, .l2).isNaN && m.power(.active, .total) == 100)
    }

    @Test("A ratio programmed twice the installed one doubles I, P, Q and S and nothing else")
    func wrongRatioDoubles() {
        var installation = Installation()
        installation.currentTransformer = TransformerRatio(primary: 100, secondary: 5)
        var ratios = ConfiguredRatios()
        ratios.currentTransformer = TransformerRatio(primary: 200, secondary: 5)
        let m = measured(p: 2070, q: 1002.547, installation: installation, ratios: ratios)
        #expect(abs(m.power(.active, .total) - 4140) < 1e-9)
        #expect(abs(m.power(.reactive, .total) - 2005.094) < 1e-9)
        #expect(abs(m.current(.l1) - 20) < 1e-5)
        #expect(m.voltage(.l1) == 230)
        // The inputs see what the true transformers give them: 10 A through 100/5 is 0.5 A.
        #expect(abs(m.current(.l1) * m.toSecondary.x - 0.5) < 1e-6)
    }

    @Test("Below the starting current in every phase nothing is registered")
    func startingCurrent() {
        var design = MeterDesign()
        design.startingCurrent = 0.04
        let below = measured(p: 230 * 0.039, q: 0, design: design)
        let above = measured(p: 230 * 0.041, q: 0, design: design)
        #expect(Flows(below.elements, counting: .net, milliseconds: 1000).lanes(.total) == SIMD8())
        #expect(Flows(above.elements, counting: .net, milliseconds: 1000).lanes(.total)[0] == 9430)
        #expect(below.power(.active, .total) == 8.97, "the display still shows the power")
    }

    @Test("At exactly the starting current a meter registers, whatever the voltage")
    func exactlyStarts() {
        for milliamperes in 1...100 {
            for volts in 200...250 {
                var design = MeterDesign()
                design.startingCurrent = Double(milliamperes) / 1000
                let power = Double(volts * milliamperes) / 1000
                let m = measured(p: power, q: 0, voltage: Double(volts), design: design)
                #expect(m.elements.registers, "\(milliamperes) mA at \(volts) V")
            }
        }
    }

    @Test("Above its saturation current an input follows no more, with its power factor kept")
    func saturation() {
        var design = MeterDesign()
        design.saturationCurrent = 48
        func power(_ amperes: Double) -> Measurement {
            measured(p: 230 * amperes * 0.8, q: 230 * amperes * 0.6, design: design)
        }
        #expect(abs(power(47.9).current(.l1) - 47.9) < 1e-4)
        let beyond = power(60)
        #expect(abs(beyond.current(.l1) - 48) < 1e-9)
        #expect(abs(beyond.power(.active, .total) - 8832) < 1e-3)
        #expect(abs(beyond.powerFactor(.total, sign: .iec, atZero: 1) - 0.8) < 1e-6)
        // What is counted is what is shown.
        let flows = Flows(beyond.elements, counting: .net, milliseconds: 1000)
        let counted = Double(flows.total(of: .activeImport))
        #expect(abs(counted - 8_832_000) <= 1)
    }

    @Test("A phase without voltage carries nothing, whatever the profile asks")
    func deadPhase() {
        let m = measured(p: 500, q: 100, voltage: 0)
        #expect(m.power(.active, .total) == 0 && m.current(.l1) == 0)
        #expect(Flows(m.elements, counting: .net, milliseconds: 1000).lanes(.total) == SIMD8())
    }

    @Test("Arithmetic apparent power is the sum of the phases'")
    func arithmeticApparentPower() {
        var design = MeterDesign()
        design.apparentTotal = .arithmetic
        let site = SiteConditions(
            l1: PhaseConditions(voltage: 230, activePower: 300, reactivePower: 400),
            l2: PhaseConditions(voltage: 230, activePower: 300, reactivePower: -400),
            l3: PhaseConditions(voltage: 230)
        )
        func total(_ design: MeterDesign) -> Double {
            Measurement(
                of: site,
                through: Installation(),
                ratios: ConfiguredRatios(),
                network: .fourWireUnbalanced,
                design: design
            ).power(.apparent, .total)
        }
        #expect(abs(total(design) - 1000) < 1e-9)
        #expect(abs(total(MeterDesign()) - 600) < 1e-9)
    }

    @Test("The sequence is 123, 132 or, with a phase missing, not detected")
    func phaseSequence() {
        let live = PhaseConditions(voltage: 230)
        func sequence(_ wiring: Wiring, _ l3: PhaseConditions = live) -> Int64 {
            var installation = Installation()
            installation.wiring = wiring
            return Measurement(
                of: SiteConditions(l1: live, l2: live, l3: l3),
                through: installation,
                ratios: ConfiguredRatios(),
                network: .fourWireUnbalanced,
                design: MeterDesign()
            ).phaseSequence
        }
        var swapped = Wiring()
        (swapped.u1, swapped.u2) = (.to(.l2), .to(.l1))
        #expect(sequence(.correct) == 123)
        #expect(sequence(swapped) == 132)
        #expect(sequence(swapped, .dead) == 0)
    }
}
