import Metrology
import TestSupport
import Testing

@Suite("Protection, relays and scales by themselves")
struct ProtectionTests {
    private static let rule: BreakerRule = {
        var rule = BreakerRule()
        rule.longTimeCurrent = 250
        rule.longTimeDelay = 8000
        rule.shortTimeCurrent = 1500
        rule.shortTimeDelay = 120
        return rule
    }()

    @Test("How a stretch is cut changes neither heat nor trip")
    func cuts() {
        for seed in UInt64(0)..<300 {
            var generator = SeededGenerator(seed: seed)
            var (whole, cut) = (BreakerState(), BreakerState())
            var now: Int64 = 0
            for _ in 0..<20 {
                let load = BreakerLoad(current: .random(in: 0...900, using: &generator))
                let span = Int64.random(in: 1...9000, using: &generator)
                #expect(whole.look(load, at: now, Self.rule) == cut.look(load, at: now, Self.rule))
                let due = whole.nextTrip(from: now, Self.rule)
                whole.hold(span, Self.rule)
                var rest = span
                while rest > 0 {
                    let part = Int64.random(in: 1...rest, using: &generator)
                    cut.hold(part, Self.rule)
                    rest -= part
                    let cause = cut.look(load, at: now + span - rest, Self.rule)
                    #expect((cause != nil) == (due.map { $0 <= now + span - rest } ?? false))
                    if cause != nil { break }
                }
                if rest > 0 { break }
                now += span
                #expect(whole == cut, "seed \(seed)")
            }
        }
    }

    @Test("An alarm changes exactly when it said that it would")
    func nextChange() {
        for seed in UInt64(0)..<500 {
            var generator = SeededGenerator(seed: seed)
            let rule = AlarmRule(
                high: 50,
                low: -50,
                hysteresis: .random(in: 0...20, using: &generator),
                delayOn: .random(in: 0...30, using: &generator),
                delayOff: .random(in: 0...30, using: &generator)
            )
            var alarm = AlarmState()
            var now: Int64 = 0
            for _ in 0..<30 {
                let value: Int64? =
                    Int.random(in: 0..<9, using: &generator) == 0
                    ? nil : .random(in: -90...90, using: &generator)
                let due = alarm.nextChange(value, from: now, rule)
                let was = alarm.isRaised
                for _ in 0..<Int.random(in: 1...60, using: &generator) {
                    alarm.update(value, from: now, to: now + 1, rule)
                    now += 1
                    if alarm.isRaised != was { break }
                }
                // What is due at once shows at the end of the step that begins there.
                if alarm.isRaised != was {
                    #expect(max(due ?? -1, 0) <= now && now - (due ?? 0) <= 1, "seed \(seed)")
                } else {
                    #expect(due.map { $0 > now } ?? true, "seed \(seed)")
                }
            }
        }
    }

    @Test("A relay's contact is a function of when it was switched and of the instant")
    func relay() {
        var rule = RelayRule()
        (rule.hold, rule.flashPeriod) = (10_000_000, 3_000_000)
        var relay = RelayState()
        relay.turn(on: true, at: 5_000_000)
        #expect(!relay.isClosed(rule, at: 4_999_999))
        #expect(relay.isClosed(rule, at: 5_000_000) && relay.isClosed(rule, at: 6_499_999))
        #expect(!relay.isClosed(rule, at: 6_500_000) && relay.isClosed(rule, at: 8_000_000))
        #expect(relay.isClosed(rule, at: 14_999_999) && !relay.isClosed(rule, at: 15_000_000))
        rule.contact = .normallyClosed
        #expect(!relay.isClosed(rule, at: 5_000_000) && relay.isClosed(rule, at: 15_000_000))
        relay.turn(on: true, at: 20_000_000)
        #expect(relay.isOn(rule, at: 29_999_999), "switched on again it begins anew")
        relay.turn(on: false, at: 21_000_000)
        #expect(!relay.isOn(rule, at: 21_000_000))
    }

    @Test("A current and the value that it stands for are two sides of one line")
    func scaling() {
        for range in AnalogueRange.allCases {
            let scaling = AnalogueScaling(range: range, low: -40, high: 160)
            for current in stride(from: range.least, through: 20_000, by: 250) {
                let value = scaling.value(of: current).map { Double($0) / 1e6 }
                #expect(scaling.current(for: value) == current)
            }
            #expect(scaling.current(for: 1000) == 20_000)
            #expect(scaling.current(for: -1000) == range.least)
            #expect(scaling.current(for: nil) == 0)
            #expect(scaling.value(of: 21_001) == nil)
        }
        #expect(AnalogueScaling(range: .liveZero).fault(of: 3599) == 1)
        #expect(AnalogueScaling(range: .deadZero).fault(of: 0) == 0)
    }
}
