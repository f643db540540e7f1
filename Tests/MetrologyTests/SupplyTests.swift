import Metrology
import RealModule
import TestSupport
import Testing

@Suite("What feeds a meter")
struct SupplyTests {
    private func stage(
        _ from: [SupplyConductor],
        least: Double = 150,
        _ network: NetworkType = .fourWireUnbalanced,
        transformer: TransformerRatio = .direct,
        _ change: (inout Wiring) -> Void = { _ in }
    ) -> InputStage {
        var (design, installation) = (MeterDesign(), Installation())
        design.supply.from = from
        design.supply.minimumVoltage = least
        installation.voltageTransformer = transformer
        change(&installation.wiring)
        return InputStage(
            installation,
            ratios: ConfiguredRatios(),
            network: network,
            design: design
        )
    }

    private func site(_ l1: Double, _ l2: Double, _ l3: Double) -> SiteConditions {
        SiteConditions(
            l1: PhaseConditions(voltage: l1, activePower: 2000),
            l2: PhaseConditions(voltage: l2, activePower: 2000),
            l3: PhaseConditions(voltage: l3, activePower: 2000)
        )
    }

    private let whole = (230.0, 230.0, 230.0)

    @Test("Fed by L1 and N it dies with either, and lives without L2 and L3")
    func firstPhase() {
        let from: [SupplyConductor] = [.l1, .n]
        #expect(stage(from).feeds(site(230, 0, 0)))
        #expect(!stage(from).feeds(site(0, 230, 230)))
        #expect(!stage(from) { $0.u1 = .open }.feeds(site(230, 230, 230)))
        #expect(stage(from) { ($0.u2, $0.u3) = (.open, .open) }.feeds(site(230, 230, 230)))
        #expect(!stage(from) { $0.neutralIsConnected = false }.feeds(site(230, 230, 230)))
        #expect(stage(from) { $0.u1 = .phase(.l2, reversed: true) }.feeds(site(0, 230, 0)))
        #expect(!stage(from) { $0.u1 = .to(.l2) }.feeds(site(230, 0, 230)))
        #expect(!stage(from) { $0.lostPhases = .l1 }.feeds(site(230, 230, 230)))
        #expect(stage(from) { $0.lostPhases = [.l2, .l3] }.feeds(site(230, 230, 230)))
        let other: (inout Wiring) -> Void = { ($0.u1, $0.lostPhases) = (.to(.l2), .l1) }
        #expect(stage(from, .fourWireUnbalanced, other).feeds(site(230, 230, 230)))
    }

    @Test("The least voltage counts at the terminals, behind the transformers, to the volt")
    func leastVoltage() {
        #expect(stage([.l1, .n]).feeds(site(150, 0, 0)))
        #expect(!stage([.l1, .n]).feeds(site(149.99, 230, 230)))
        let transformer = TransformerRatio(primary: 20_000, secondary: 100)
        let behind = stage([.l1, .n], least: 65, transformer: transformer)
        #expect(behind.feeds(site(13_000, 0, 0)))
        #expect(!behind.feeds(site(12_999, 20_000, 20_000)))
    }

    @Test("A broken neutral upstream moves the voltage that feeds")
    func upstreamNeutral() {
        // wiring-faults.md, case 11b: the load on L3 is three times as light, and the phases stand
        // at 205.2, 205.2 and 295.7 V.
        let power = PhaseConditions(voltage: 230, activePower: 2070, reactivePower: 1002.55)
        let light = PhaseConditions(voltage: 230, activePower: 690, reactivePower: 334.18)
        let shifted = SiteConditions(l1: power, l2: power, l3: light)
        for (least, lives) in [(205.0, true), (205.4, false)] {
            let wrong = stage([.l1, .n], least: least) { $0.upstreamNeutralIsWhole = false }
            #expect(wrong.feeds(shifted) == lives, "\(least) V")
            #expect(stage([.l1, .n], least: least).feeds(shifted))
        }
        #expect(stage([.l3, .n], least: 295) { $0.upstreamNeutralIsWhole = false }.feeds(shifted))
    }

    @Test("Two phases feed from one to the other")
    func phases() {
        let two: [SupplyConductor] = [.l1, .l2]
        #expect(stage(two, least: 398).feeds(site(230, 230, 0)))
        #expect(!stage(two, least: 399).feeds(site(230, 230, 230)))
        #expect(stage(two, least: 200).feeds(site(230, 0, 0)), "through the dead phase's load")
        #expect(stage(two) { $0.neutralIsConnected = false }.feeds(site(230, 230, 230)))
        #expect(!stage(two) { $0.u2 = .to(.l1) }.feeds(site(230, 230, 230)))
        let three: [SupplyConductor] = [.l1, .l2, .l3]
        #expect(stage(three, .threeWireUnbalanced).feeds(site(230, 230, 230)))
        #expect(!stage(three, .threeWireUnbalanced) { $0.u3 = .open }.feeds(site(230, 230, 230)))
    }

    @Test("Any phase will do, also against another where that is enough")
    func anyPhase() {
        #expect(stage([.anyPhase]).feeds(site(0, 0, 230)))
        #expect(!stage([.anyPhase]).feeds(site(149, 0, 0)))
        #expect(stage([.anyPhase]).feeds(site(90, 90, 0)), "155.9 V between the two")
        #expect(!stage([.anyPhase, .n]).feeds(site(90, 90, 90)))
        #expect(stage([.anyPhase]) { $0.neutralIsConnected = false }.feeds(site(230, 230, 230)))
        #expect(
            !stage([.anyPhase, .n]) { $0.neutralIsConnected = false }.feeds(site(230, 230, 230))
        )
        #expect(stage([.anyPhase], .threeWireUnbalanced).feeds(site(230, 230, 0)))
        #expect(!stage([.anyPhase], .singlePhase).feeds(site(0, 230, 230)))
        #expect(!stage([.anyPhase], .twoPhase) { $0.u2 = .open }.feeds(site(230, 230, 230)))
    }

    @Test("A supply of its own depends on nothing")
    func auxiliary() {
        #expect(stage([.auxiliary]).feeds(site(0, 0, 0)))
        let cut = stage([.auxiliary]) { ($0.u1, $0.neutralIsConnected) = (.open, false) }
        #expect(cut.feeds(site(0, 0, 0)))
    }

    // MARK: Against complex numbers of our own

    private static let choices: [[SupplyConductor]] = [
        [.l1, .n], [.l2, .n], [.l1, .l2, .n], [.l1, .l2, .l3, .n], [.l1, .l2], [.l2, .l3],
        [.l1, .l2, .l3], [.anyPhase], [.anyPhase, .n], [.auxiliary],
    ]

    /// A conductor's potential in complex volts; nil where it does not reach the meter.
    private typealias Potential = (x: Double, y: Double)?

    /// Whether a meter lives, told conductor by conductor.
    private func lives(
        _ from: [SupplyConductor],
        _ terminals: [Potential],
        _ neutral: Potential,
        least: Double
    ) -> Bool {
        func isFed(_ a: Potential, _ b: Potential) -> Bool {
            guard let a, let b else { return false }
            return Double.hypot(a.x - b.x, a.y - b.y) >= least
        }
        if from == [.auxiliary] { return true }
        let hasNeutral = from.contains(.n)
        if from.contains(.anyPhase) {
            return terminals.contains { isFed($0, neutral) }
                || !hasNeutral
                    && (isFed(terminals[0], terminals[1]) || isFed(terminals[1], terminals[2])
                        || isFed(terminals[2], terminals[0]))
        }
        let named = zip([SupplyConductor.l1, .l2, .l3], terminals).filter { from.contains($0.0) }
        if hasNeutral { return named.allSatisfy { isFed($0.1, neutral) } }
        return named.indices.allSatisfy { i in
            named[..<i].allSatisfy { isFed($0.1, named[i].1) }
        }
    }

    @Test("Whatever the wires and the voltages, conductor by conductor tells the same")
    func againstConductors() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        var alive = 0
        for round in 0..<20_000 {
            let from = Self.choices.randomElement(using: &generator) ?? [.l1, .n]
            let network = NetworkType.allCases.randomElement(using: &generator) ?? .singlePhase
            var wiring = Wiring()
            let mends = Bool.random(using: &generator)
            func tap(_ own: Channel) -> Tap {
                if mends { return .to(own) }
                let phase = Channel.phases.randomElement(using: &generator) ?? own
                let isOpen = Int.random(in: 0..<5, using: &generator) == 0
                return isOpen ? .open : .phase(phase, reversed: .random(using: &generator))
            }
            (wiring.u1, wiring.u2, wiring.u3) = (tap(.l1), tap(.l2), tap(.l3))
            wiring.neutralIsConnected = mends || Bool.random(using: &generator)
            if Int.random(in: 0..<4, using: &generator) == 0 {
                wiring.lostPhases = PhaseSet(rawValue: .random(in: 0...7, using: &generator))
            }
            let volts = (0..<3).map { _ in
                Bool.random(using: &generator) ? Double.random(in: 0...260, using: &generator) : 230
            }
            let least = Double.random(in: 60...420, using: &generator)
            let inputs: [Int] =
                switch network {
                case .singlePhase, .fourWireBalanced: [0]
                case .twoPhase, .twoPhaseNeutral: [0, 1]
                default: [0, 1, 2]
                }
            let terminals: [Potential] = (0..<3).map { k in
                let tap = [wiring.u1, wiring.u2, wiring.u3][k]
                guard inputs.contains(k), case .phase(let phase, let isReversed) = tap else {
                    return nil
                }
                let index = Int(phase.rawValue)
                // A phase that is lost rests at the neutral, through its loads.
                let isLost = wiring.lostPhases.contains(PhaseSet(phase))
                let size = isLost ? 0 : isReversed ? -volts[index] : volts[index]
                let angle = -Double(index) * 2 * .pi / 3
                return (size * .cos(angle), size * .sin(angle))
            }
            let has: Set<NetworkType> = [
                .singlePhase, .twoPhaseNeutral, .fourWireBalanced, .fourWireUnbalanced,
            ]
            let neutral: Potential =
                wiring.neutralIsConnected && has.contains(network) ? (0, 0) : nil
            let expected = lives(from, terminals, neutral, least: least)
            let found = stage(from, least: least, network) { $0 = wiring }
                .feeds(site(volts[0], volts[1], volts[2]))
            alive += found ? 1 : 0
            #expect(found == expected, "\(from), \(network), round \(round), seed \(seed)")
        }
        #expect((4000...16_000).contains(alive), "\(alive), seed \(seed)")
    }
}
