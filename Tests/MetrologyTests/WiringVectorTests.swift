import Metrology
import TestSupport
import Testing

/// The 21 worked cases of `shared/vectors/wiring-faults.json`, each made by what the electrician
/// or the mains did.
@Suite("Wiring as an operation on phasors")
struct WiringVectorTests {
    /// What makes a case: wires, the site, and the ratio programmed against 100/5 installed.
    struct Case: Sendable {
        let number: String
        var wiring = Wiring.correct
        var site = WiringVectorTests.site
        var configured = TransformerRatio(primary: 100, secondary: 5)
    }

    /// 3 × 230 V, 10 A, cos φ 0.9 inductive.
    static let phase = loaded(amperes: 10)
    static let site = SiteConditions(l1: phase, l2: phase, l3: phase)

    private static func loaded(amperes: Double, voltage: Double = 230) -> PhaseConditions {
        let apparent = amperes * voltage
        return PhaseConditions(
            voltage: voltage,
            activePower: 0.9 * apparent,
            reactivePower: (1 - 0.81).squareRoot() * apparent
        )
    }

    private static func wired(_ number: String, _ change: (inout Wiring) -> Void) -> Case {
        var made = Case(number: number)
        change(&made.wiring)
        return made
    }

    private static func ratio(_ number: String, _ primary: Double, _ secondary: Double) -> Case {
        var made = Case(number: number)
        made.configured = TransformerRatio(primary: primary, secondary: secondary)
        return made
    }

    private static func sited(
        _ number: String,
        _ l1: PhaseConditions,
        _ l2: PhaseConditions,
        _ l3: PhaseConditions
    ) -> Case {
        Case(number: number, site: SiteConditions(l1: l1, l2: l2, l3: l3))
    }

    static let cases: [Case] = {
        func reversed(_ phase: Channel) -> Tap { .phase(phase, reversed: true) }
        let third = loaded(amperes: 10.0 / 3)
        var broken = sited("11b", phase, phase, third)
        broken.wiring.upstreamNeutralIsWhole = false
        return [
            Case(number: "0"),
            wired("1") { $0.i1 = reversed(.l1) },
            wired("2") { ($0.i1, $0.i2) = (reversed(.l1), reversed(.l2)) },
            wired("3") { ($0.i1, $0.i2, $0.i3) = (reversed(.l1), reversed(.l2), reversed(.l3)) },
            wired("4") { ($0.i1, $0.i2) = (.to(.l2), .to(.l1)) },
            wired("4b") { ($0.i2, $0.i3) = (.to(.l3), .to(.l2)) },
            wired("4c") { ($0.i1, $0.i2) = (reversed(.l2), .to(.l1)) },
            wired("5") { ($0.u1, $0.u2, $0.u3) = (.to(.l2), .to(.l3), .to(.l1)) },
            wired("6") { ($0.u1, $0.u2, $0.u3) = (.to(.l3), .to(.l1), .to(.l2)) },
            wired("7") { ($0.u1, $0.u2) = (.to(.l2), .to(.l1)) },
            wired("8") {
                ($0.u1, $0.u2) = (.to(.l2), .to(.l1))
                ($0.i1, $0.i2) = (.to(.l2), .to(.l1))
            },
            wired("9") { $0.u1 = .open },
            wired("9b") { $0.lostPhases = .l1 },
            wired("9c") { $0.i1 = .open },
            wired("10") { $0.neutralIsConnected = false },
            wired("10b") { ($0.neutralIsConnected, $0.u1) = (false, .open) },
            sited("11", phase, phase, third),
            broken,
            ratio("12", 200, 5),
            ratio("12b", 50, 5),
            ratio("12c", 100, 1),
        ]
    }()

    /// The same in other ways: a dead phase of the site, and a transformer that is shorted.
    static let others: [Case] = [
        sited("9b", .dead, phase, phase), wired("9c") { $0.i1 = .shorted },
    ]

    private func measured(_ made: Case, _ design: MeterDesign = MeterDesign())
        -> Metrology.Measurement
    {
        var installation = Installation()
        installation.wiring = made.wiring
        installation.currentTransformer = TransformerRatio(primary: 100, secondary: 5)
        var ratios = ConfiguredRatios()
        ratios.currentTransformer = made.configured
        return Metrology.Measurement(
            of: made.site,
            through: installation,
            ratios: ratios,
            network: .fourWireUnbalanced,
            design: design
        )
    }

    private func vector(_ number: String) throws -> WiringVector {
        try #require(WiringVector.all.first { $0.name.hasPrefix("\(number).") }, "no \(number)")
    }

    @Test("The document's vectors are there to be read, and each has its case")
    func vectorsExist() throws {
        #expect(WiringVector.all.count == 21 && Self.cases.count == 21)
        for made in Self.cases { _ = try vector(made.number) }
    }

    @Test(
        "Each wiring case reads what the document worked out",
        arguments: 0..<cases.count + others.count
    )
    func readsTheVector(index: Int) throws {
        let made = (Self.cases + Self.others)[index]
        let vector = try vector(made.number)
        let m = measured(made)
        // To a millionth; the powers of the site are whole milliwatts.
        func same(_ a: Double, _ b: Double, of size: Double, _ what: String) {
            let within = 1e-6 * max(abs(b), size)
            #expect(abs(a - b) < within, "\(what) of \(vector.name): \(a), not \(b)")
        }
        let phases: [(VoltageTerminal, VoltageTerminal, CurrentTerminal, Channel)] = [
            (.l1, .l12, .l1, .l1), (.l2, .l23, .l2, .l2), (.l3, .l31, .l3, .l3),
        ]
        for (k, (voltage, line, current, channel)) in phases.enumerated() {
            same(m.voltage(voltage), vector.V[k], of: 230, "V\(k + 1)")
            same(m.voltage(line), vector.U[k], of: 230, "U")
            same(m.current(current), vector.I[k], of: 10, "I\(k + 1)")
            same(m.power(.active, channel), vector.P[k], of: 2300, "P\(k + 1)")
            same(m.power(.reactive, channel), vector.Q[k], of: 2300, "Q\(k + 1)")
            same(m.power(.apparent, channel), vector.S[k], of: 2300, "S\(k + 1)")
            let factor = m.powerFactor(channel, sign: .iec, atZero: -7)
            same(factor, vector.PF[k] ?? -7, of: 1, "PF\(k + 1)")
        }
        same(m.current(.n), vector.IN, of: 10, "IN")
        same(m.power(.active, .total), vector.Pt, of: 6900, "P")
        same(m.power(.reactive, .total), vector.Qt, of: 6900, "Q")
        same(m.power(.apparent, .total), vector.Sv, of: 6900, "S vectorial")
        let factor = m.powerFactor(.total, sign: .iec, atZero: -7)
        same(factor, vector.PFv ?? -7, of: 1, "PF vectorial")
        var arithmetic = MeterDesign()
        arithmetic.apparentTotal = .arithmetic
        let apparent = measured(made, arithmetic).power(.apparent, .total)
        same(apparent, vector.Sa, of: 6900, "S arithmetic")
        same(m.voltageSequence.zero, vector.seqV[0], of: 230, "V0")
        same(m.voltageSequence.positive, vector.seqV[1], of: 230, "V positive")
        same(m.voltageSequence.negative, vector.seqV[2], of: 230, "V negative")
    }

    @Test(
        "An hour of each case books the energies the document worked out",
        arguments: 0..<cases.count + others.count
    )
    func booksTheVector(index: Int) throws {
        let made = (Self.cases + Self.others)[index]
        let vector = try vector(made.number)
        for (counting, expected) in [(TotalCounting.net, vector.net), (.perPhase, vector.phase)] {
            let flows = Flows(measured(made).elements, counting: counting, milliseconds: 1000)
            var registers = MeterRegisters(MeterDesign())
            registers.add(flows, start: 0, steps: 3600)
            for lane in 0..<2 {
                let wattHours = Double(registers.totals[lane]) / 3.6e6
                // A millijoule a second and phase is the grain of the books.
                #expect(abs(wattHours - expected[lane]) < 3e-3, "\(counting), \(vector.name)")
            }
        }
    }
}
