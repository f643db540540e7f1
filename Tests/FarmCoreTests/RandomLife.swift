import FarmCore
import Metrology
import SimulatedTime
import TestSupport

/// A random life of a meter: a load, and what is done to the meter and when.
struct RandomLife {
    let seed: UInt64
    let load: String
    let wiring: Wiring
    let length: TimeSpan
    let commands: [(at: Instant, command: MeterCommand)]

    /// - Parameters:
    ///   - resets: whether anything is ever set to zero.
    ///   - networks: whether the network type is changed on the way.
    init(seed: UInt64, resets: Bool = true, networks: Bool = false) {
        var generator = SeededGenerator(seed: seed)
        self.seed = seed
        load = Self.load(&generator)
        wiring = Self.wiring(&generator)
        length = .seconds(.random(in: 60...100_000, using: &generator))
        var commands: [(at: Instant, command: MeterCommand)] = []
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            let at = TimeSpan(
                microseconds: .random(in: 0...length.microseconds, using: &generator)
            )
            commands.append((TestMeter.start + at, Self.command(&generator, resets: resets)))
            if Bool.random(using: &generator) {
                commands.append((TestMeter.start + at, Self.part(&generator)))
            }
            if networks, Int.random(in: 0..<4, using: &generator) == 0 {
                let network = Double(Int.random(in: 0..<7, using: &generator))
                commands.append((TestMeter.start + at, .set(.network, network)))
            }
        }
        self.commands = commands.sorted { $0.at < $1.at }
    }

    private static func load(_ generator: inout SeededGenerator) -> String {
        func power() -> String {
            let base = Double(Int.random(in: -4_000_000...4_000_000, using: &generator)) / 1000
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: return "\(base)"
            case 1:
                let on = Int.random(in: 20...7000, using: &generator)
                let off = Int.random(in: 20...9000, using: &generator)
                return """
                    { "sum": [ \(base), { "cycle": { "on": \(-1.5 * base), "onFor": "\(on)s",
                      "offFor": "\(off)s" } } ] }
                    """
            case 2:
                return """
                    { "noise": { "mean": \(base), "deviation": 900, "hold": "\(
                        Int.random(in: 45...4000, using: &generator))s" } }
                    """
            case 3:
                return """
                    { "points": [["00:00", \(base)], ["06:30", \(-base)], ["17:45:13", 12.345]],
                      "every": "day" }
                    """
            default: return "{ \"product\": [ \(base), 0.5 ] }"
            }
        }
        let phases = ["l1", "l2", "l3"].map {
            "\"\($0)\": { \"activePower\": \(power()), \"reactivePower\": \(power()) }"
        }
        return "{ \"phases\": { \(phases.joined(separator: ", ")) }, \"voltage\": 231.7 }"
    }

    private static func wiring(_ generator: inout SeededGenerator) -> Wiring {
        var wiring = Wiring()
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: wiring.i1 = .phase(.l1, reversed: true)
        case 1: (wiring.i1, wiring.i2) = (.to(.l2), .to(.l1))
        case 2: wiring.u2 = .open
        case 3: wiring.i3 = .open
        default: break
        }
        return wiring
    }

    private static func command(
        _ generator: inout SeededGenerator,
        resets: Bool
    ) -> MeterCommand {
        let partials = [
            PartialSelection(.activeImport), PartialSelection(.activeExport),
            PartialSelection(.activeImport, bins: .partialTariff(2)),
        ]
        let some = [partials.randomElement(using: &generator) ?? partials[0]]
        switch Int.random(in: 0..<(resets ? 8 : 5), using: &generator) {
        case 0, 1: return .selectTariff(.random(in: 0...5, using: &generator))
        case 2: return .stopPartials(some)
        case 3: return .startPartials(some)
        case 4: return .selectTariff(.random(in: 1...4, using: &generator))
        case 5: return .resetPartials(some)
        case 6:
            let ratio = Double(Int.random(in: 1...200, using: &generator))
            return .set(.currentTransformerPrimary, ratio)
        default: return .reset(.demandMaxima)
        }
    }

    /// Something done to alarms, pulse outputs, inputs and periods.
    private static func part(_ generator: inout SeededGenerator) -> MeterCommand {
        func number(_ range: ClosedRange<Int>) -> Double {
            Double(Int.random(in: range, using: &generator))
        }
        switch Int.random(in: 0..<12, using: &generator) {
        case 0, 1: return .set(.alarm(1, .source), number(0...12))
        case 2: return .set(.alarm(1, .high), number(-3000...3000))
        case 3: return .set(.alarm(1, .low), number(-3000...3000))
        case 4: return .set(.alarm(1, .delay), number(0...900))
        case 5: return .set(.alarm(1, .hysteresis), number(0...500))
        case 6: return .set(.pulse(1, .weight), [0.1, 1, 10, 100][Int(number(0...3))])
        case 7: return .set(.pulse(1, .source), number(0...4))
        case 8: return .set(.partialMode, number(0...2))
        case 9: return .driveInput(Bool.random(using: &generator))
        case 10: return .synchroniseDemand
        default: return .reset(.extremes)
        }
    }

    /// The meter at the end of its life, looked at on the way as `polls` says.
    ///
    /// - Parameter look: what is done with the meter at each of the polls.
    func lived(
        polls: [Instant] = [],
        look: (inout MeterMachine) throws -> Void = { _ in }
    ) throws -> MeterMachine {
        var meter = try TestMeter.machine(load: load, wiring: wiring, seed: seed)
        var polls = polls.sorted()[...]
        for (at, command) in commands {
            while let poll = polls.first, poll <= at {
                meter.advance(to: poll)
                try look(&meter)
                polls = polls.dropFirst()
            }
            meter.perform(command, at: at)
        }
        for poll in polls {
            meter.advance(to: poll)
            try look(&meter)
        }
        meter.advance(to: TestMeter.start + length)
        return meter
    }

    /// Random instants at which masters look, through a clock of random speed.
    func polls(_ generator: inout SeededGenerator) -> [Instant] {
        let speeds: [Double] = [0.01, 1, 60, 3600, 100_000]
        let speed = speeds.randomElement(using: &generator) ?? 1
        let clock = FarmClock(start: TestMeter.start, speed: speed, hostTime: 0)
        let hostLength = Double(length.microseconds) * 1000 / speed
        return (0..<Int.random(in: 1...60, using: &generator)).map { _ in
            clock.now(at: Int64(Double.random(in: 0...hostLength, using: &generator)))
        }
    }
}
