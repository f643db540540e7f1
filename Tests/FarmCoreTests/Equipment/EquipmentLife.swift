import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

/// A random life of a device with everything there is besides metrology.
struct EquipmentLife {
    enum Deed {
        case command(MeterCommand)
        case action(ScenarioAction)
        case setting(String, Double)
    }

    let seed: UInt64
    let length: TimeSpan
    let plan: MeterPlan
    let deeds: [(at: Instant, deed: Deed)]

    init(seed: UInt64, deeds count: ClosedRange<Int> = 0...25) throws {
        var generator = SeededGenerator(seed: seed)
        self.seed = seed
        length = .seconds(.random(in: 60...40_000, using: &generator))
        plan = try Self.plan(&generator)
        var deeds: [(at: Instant, deed: Deed)] = []
        for _ in 0..<Int.random(in: count, using: &generator) {
            let at = TimeSpan(
                microseconds: .random(in: 0...length.microseconds, using: &generator)
            )
            deeds.append((TestMeter.start + at, Self.deed(&generator)))
        }
        self.deeds = deeds.sorted { $0.at < $1.at }
    }

    /// The life up to its end, looked at on the way.
    func lived(
        polls: [Instant] = [],
        look: (inout MeterMachine) throws -> Void = { _ in }
    ) throws -> MeterMachine {
        var meter = MeterMachine(plan, at: TestMeter.start)
        var polls = polls.sorted()[...]
        for (at, deed) in deeds {
            while let poll = polls.first, poll <= at {
                meter.advance(to: poll)
                try look(&meter)
                polls = polls.dropFirst()
            }
            carryOut(deed, on: &meter, at: at)
        }
        for poll in polls {
            meter.advance(to: poll)
            try look(&meter)
        }
        meter.advance(to: TestMeter.start + length)
        return meter
    }

    func carryOut(_ deed: Deed, on meter: inout MeterMachine, at instant: Instant) {
        switch deed {
        case .command(let command): meter.perform(command, at: instant)
        // A tripped breaker refuses to close, and a dead device what needs its supply.
        case .action(let action): try? meter.carryOut(action, at: instant)
        case .setting(let name, let value):
            if let index = meter.model.settingIndex(name) {
                meter.set(index, to: value, at: instant)
            }
        }
    }

    func polls(_ generator: inout SeededGenerator) -> [Instant] {
        (0..<Int.random(in: 1...80, using: &generator)).map { _ in
            let at = Int64.random(in: 0...length.microseconds, using: &generator)
            return TestMeter.start + .microseconds(at)
        }
    }

    private static func plan(_ generator: inout SeededGenerator) throws -> MeterPlan {
        let inputs = (1...4).filter { _ in Bool.random(using: &generator) }.map { n in
            let (on, off) = (
                Int.random(in: 1...900, using: &generator),
                Int.random(in: 1...2000, using: &generator)
            )
            return #""\#(n)": { "cycle": { "on": 1, "onFor": "\#(on)s", "offFor": "\#(off)s" } }"#
        }
        let hold = Int.random(in: 1...600, using: &generator)
        let sensors = [
            #""temperature1": { "noise": { "mean": 60, "deviation": 20, "hold": "\#(hold)s" } }"#,
            #""current1": { "points": [["00:00", 0.004], ["05:00", 0.02]], "every": "day" }"#,
            #""residualCurrent": { "cycle": { "on": 0.4, "onFor": "3s", "offFor": "7000s" } }"#,
        ].filter { _ in Bool.random(using: &generator) }
        let load = """
            { "phases": { "l1": { "activePower": { "sum": [ 9000, { "cycle": { "on": \(
                Int.random(in: 15_000...60_000, using: &generator)), "onFor": "\(
                Int.random(in: 5...400, using: &generator))s", "offFor": "\(
                Int.random(in: 50...5000, using: &generator))s" } } ] } },
              "l2": { "activePower": -700.5, "reactivePower": 300 },
              "l3": { "activePower": 20 } }, "voltage": 230 }
            """
        let farm = try TestMeter.plan(
            model: "meterfarm-device",
            load: load,
            more: """
                "inputs": { \(inputs.joined(separator: ", ")) },
                "sensors": { \(sensors.joined(separator: ", ")) }
                """
        )
        return try #require(farm.meters.first)
    }

    private static func deed(_ generator: inout SeededGenerator) -> Deed {
        func whole(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
        func yes() -> Bool { .random(using: &generator) }
        let n = whole(1...4)
        switch whole(0...19) {
        case 0: return .command(.switchRelay(n, yes()))
        case 1: return .command(.switchRelays(Int64(whole(0...15))))
        case 2: return .command(.acknowledgeAlarms)
        case 3: return .action(.breaker(.trip(TripCause.allCases[whole(0...5)])))
        case 4, 5: return .action(.breaker(.reset))
        case 6, 7, 8: return .action(.breaker(.close))
        case 9: return .action(.breaker([.open, .clearTrips][whole(0...1)]))
        case 10: return .action(.inputs([n: [true, false, nil][whole(0...2)]]))
        case 11:
            let value: Double? = yes() ? Double(whole(0...120)) : nil
            return .action(.sensors([[.temperature(1), .breakerTemperature][whole(0...1)]: value]))
        case 12: return .action(.supply(whole(0...3) > 0))
        case 13: return .setting("relay\(n)Hold", Double(whole(0...600)))
        case 14: return .setting("alarm\(whole(1...2))Output", Double(whole(0...4)))
        case 15:
            let part = ["High", "Low"][whole(0...1)]
            return .setting("alarm\(whole(1...2))\(part)", Double(whole(-10...100)))
        case 16: return .setting("breakerLongTimeCurrent", Double(whole(30...160)))
        case 17: return .setting("relay\(whole(1...3))FlashPeriod", Double(whole(0...20)))
        default:
            let part = ["Alarm", "Contact", "Delay", "ReleaseDelay", "Latch", "Output"][
                whole(0...5)
            ]
            let most = ["Delay": 900, "ReleaseDelay": 900, "Output": 4][part] ?? 1
            return .setting("digitalInput\(n)\(part)", Double(whole(0...most)))
        }
    }
}
