import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport

/// A random life of a meter that L1 and N feed, with outages of every kind.
struct OutageLife {
    let seed: UInt64
    let load: String
    let length: TimeSpan
    let actions: [(at: Instant, action: ScenarioAction)]

    /// Read once for all lives; it lives from 150 V on.
    static let model = Result {
        try TestMeter.reference(
            supply: #"{ "from": ["l1", "n"], "minimumVoltage": 150, "startTime": "7s" }"#
        )
    }

    /// - Parameter rewires: whether wires are moved.
    init(seed: UInt64, rewires: Bool = true) {
        var generator = SeededGenerator(seed: seed)
        self.seed = seed
        let seconds = Int64.random(in: 60...40_000, using: &generator)
        length = .seconds(seconds)
        load = Self.load(&generator)
        var actions: [(at: Instant, action: ScenarioAction)] = []
        for _ in 0..<Int.random(in: 0...14, using: &generator) {
            let at = Int64.random(in: 0...seconds * 1_000_000, using: &generator)
            let action = Self.action(&generator, rewires: rewires)
            actions.append((TestMeter.start + .microseconds(at), action))
        }
        self.actions = actions.sorted { $0.at < $1.at }
    }

    private static func load(_ generator: inout SeededGenerator) -> String {
        func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
        let phases = ["l1", "l2", "l3"].map { phase -> String in
            let power = Double(number(-9_000_000...9_000_000)) / 1000
            let signal =
                Bool.random(using: &generator)
                ? "\(power)"
                : """
                { "cycle": { "on": \(power), "off": \(-power / 3), "onFor": "\(number(5...900))s",
                  "offFor": "\(number(5...900))s" } }
                """
            return "\"\(phase)\": { \"activePower\": \(signal), \"reactivePower\": \(power / 4) }"
        }
        let voltages = ["l1", "l2", "l3"].map { phase -> String in
            let sags = number(0...2) > 0
            let sag = [0, 90, 149, 150, 200][number(0...4)]
            let signal =
                sags
                ? """
                { "cycle": { "on": 231.7, "off": \(sag), "onFor": "\(number(20...9000))s",
                  "offFor": "\(number(1...1500))500ms", "phase": "random" } }
                """ : "229.3"
            return "\"\(phase)\": \(signal)"
        }
        return """
            { "phases": { \(phases.joined(separator: ", ")) },
              "voltage": { \(voltages.joined(separator: ", ")) } }
            """
    }

    private static func action(
        _ generator: inout SeededGenerator,
        rewires: Bool
    ) -> ScenarioAction {
        var wiring = Wiring.correct
        switch Int.random(in: 0..<(rewires ? 10 : 6), using: &generator) {
        case 0, 1: return .supply(false)
        case 2: return .supply(true)
        case 3: return .selectTariff(.random(in: 1...4, using: &generator))
        case 4: return .driveInput(.random(using: &generator))
        case 5: return .synchroniseDemand
        case 6: wiring.u1 = [.open, .to(.l2), .phase(.l3, reversed: true)][seedIndex(&generator)]
        case 7: wiring.neutralIsConnected = false
        case 8: wiring.u2 = .open
        default: break
        }
        return .wiring(wiring)
    }

    private static func seedIndex(_ generator: inout SeededGenerator) -> Int {
        .random(in: 0...2, using: &generator)
    }

    /// The meter at the end of its life, looked at on the way as `polls` says.
    func lived(polls: [Instant] = []) throws -> MeterMachine {
        let plan = try TestMeter.plan(Self.model.get(), load: load, seed: seed)
        var meter = MeterMachine(plan, at: TestMeter.start)
        var polls = polls.sorted()[...]
        for (at, action) in actions {
            while let poll = polls.first, poll <= at {
                meter.advance(to: poll)
                polls = polls.dropFirst()
            }
            // A meter without supply refuses; so it does however often it was polled.
            do { try meter.carryOut(action, at: at) } catch .noSupply {}
        }
        for poll in polls { meter.advance(to: poll) }
        meter.advance(to: TestMeter.start + length)
        return meter
    }

    /// Random instants at which masters look.
    func polls(_ generator: inout SeededGenerator) -> [Instant] {
        (0..<Int.random(in: 1...80, using: &generator)).map { _ in
            TestMeter.start
                + .microseconds(.random(in: 0...length.microseconds, using: &generator))
        }
    }
}
