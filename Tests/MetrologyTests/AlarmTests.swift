import Metrology
import Testing

@Suite("An alarm")
struct AlarmTests {
    /// The states after each second of a list of values.
    private func active(_ values: [Int64?], _ rule: AlarmRule) -> [Bool] {
        var alarm = AlarmState()
        return values.enumerated().map { second, value in
            let start = Int64(second) * 1000
            alarm.update(value, from: start, to: start + 1000, rule)
            return alarm.isActive
        }
    }

    @Test("Is raised beyond a threshold, not at it")
    func thresholds() {
        let rule = AlarmRule(high: 250, low: 200)
        #expect(
            active([225, 250, 251, 250, 200, 199, 200], rule)
                == [false, false, true, false, false, true, false]
        )
    }

    @Test("Ends when the value is back by the hysteresis, and not before")
    func hysteresis() {
        let rule = AlarmRule(high: 250, low: 200, hysteresis: 10)
        #expect(
            active([251, 250, 241, 240, 250, 199, 209, 210, 200], rule)
                == [true, true, true, false, false, true, true, false, false]
        )
    }

    @Test("From one threshold straight beyond the other it goes on")
    func acrossTheWindow() {
        let rule = AlarmRule(high: 250, low: 200, hysteresis: 10)
        var alarm = AlarmState()
        alarm.update(260, from: 0, to: 1000, rule)
        #expect(alarm.side == .high)
        alarm.update(190, from: 1000, to: 2000, rule)
        #expect(alarm.side == .low && alarm.activations == 1 && alarm.activeSince == 0)
        alarm.update(209, from: 2000, to: 3000, rule)
        #expect(alarm.side == .low, "the hysteresis of the low threshold holds now")
        alarm.update(210, from: 3000, to: 4000, rule)
        #expect(alarm.side == nil && alarm.activeSince == nil)
    }

    @Test("A delay that is exactly met raises it, at that instant; a millisecond less does not")
    func delay() {
        let rule = AlarmRule(high: 100, delayOn: 3000)
        var alarm = AlarmState()
        alarm.update(101, from: 5000, to: 7999, rule)
        #expect(!alarm.isActive)
        var exact = alarm
        exact.update(101, from: 7999, to: 8000, rule)
        #expect(exact.activeSince == 8000)
        var late = alarm
        late.update(101, from: 7999, to: 60_000, rule)
        #expect(late.activeSince == 8000)
        alarm.update(100, from: 7999, to: 8000, rule)
        alarm.update(101, from: 8000, to: 10_999, rule)
        #expect(!alarm.isActive && alarm.activations == 0, "the delay begins anew")
        alarm.update(101, from: 10_999, to: 11_000, rule)
        #expect(alarm.activeSince == 11_000)
    }

    @Test("The delay before its end begins anew when the value goes back into the hysteresis")
    func delayOff() {
        let rule = AlarmRule(high: 100, hysteresis: 5, delayOff: 2000)
        #expect(
            active([101, 95, 96, 95, 95, 101, 95, 101, 95, 95], rule)
                == [true, true, true, true, false, true, true, true, true, false]
        )
    }

    @Test("While the delay runs, the hysteresis does not hold it")
    func pendingWithoutHysteresis() {
        let rule = AlarmRule(high: 100, hysteresis: 50, delayOn: 2000)
        #expect(active([101, 99, 101, 101], rule) == [false, false, false, true])
    }

    @Test("What is not available ends it at once and stops the delay")
    func notAvailable() {
        let delayed = AlarmRule(high: 100, delayOn: 2000, delayOff: 60_000)
        #expect(
            active([101, nil, 101, 101, nil, 101], delayed)
                == [false, false, false, true, false, false]
        )
        #expect(active([nil, nil], AlarmRule(low: 100)) == [false, false])
        #expect(active([5, -5], AlarmRule()) == [false, false], "without thresholds never")
    }

    @Test("A normally closed contact opens with the alarm")
    func contacts() {
        let closing = AlarmRule(high: 100)
        let opening = AlarmRule(high: 100, contact: .normallyClosed)
        var alarm = AlarmState()
        #expect(!alarm.isContactClosed(closing) && alarm.isContactClosed(opening))
        alarm.update(101, from: 0, to: 1000, closing)
        #expect(alarm.isContactClosed(closing) && !alarm.isContactClosed(opening))
    }

    @Test("A latched alarm stays until it is acknowledged and its value is back")
    func latching() {
        let rule = AlarmRule(high: 100, latches: true)
        var alarm = AlarmState()
        alarm.update(101, from: 0, to: 1000, rule)
        alarm.update(99, from: 1000, to: 2000, rule)
        #expect(alarm.isActive && !alarm.isRaised && alarm.activeSince == 0)
        alarm.update(101, from: 2000, to: 3000, rule)
        #expect(alarm.activations == 2 && alarm.activeSince == 0)
        alarm.acknowledge()
        #expect(alarm.isActive, "the value is still beyond")
        alarm.update(nil, from: 3000, to: 4000, rule)
        #expect(!alarm.isActive)
        alarm.update(101, from: 4000, to: 5000, rule)
        alarm.update(nil, from: 5000, to: 6000, rule)
        #expect(alarm.isActive && alarm.activeSince == 4000)
        alarm.acknowledge()
        #expect(!alarm.isActive)
    }

    @Test("Limits at the ends of the numbers do not overflow")
    func ends() {
        let rule = AlarmRule(high: .min + 5, low: .max - 5, hysteresis: .max)
        #expect(active([0, .max, .min, 0], rule) == [true, true, true, true])
    }

    @Test("Is the same however a stretch is cut", arguments: 0..<400)
    func cutting(seed: Int) {
        var dice = PulseDice(seed)
        let rule = AlarmRule(
            high: dice.pick([nil, 110]),
            low: dice.pick([nil, 90]),
            hysteresis: dice.roll(0...8),
            delayOn: dice.pick([0, 1000, 3000, 7500]),
            delayOff: dice.pick([0, 1000, 4000]),
            latches: dice.pick([false, true])
        )
        var (once, often) = (AlarmState(), AlarmState())
        var start: Int64 = 0
        for _ in 0..<60 {
            let value = dice.pick([dice.roll(80...120), nil, 100, 111, 89])
            let end = start + dice.roll(1...9) * 1000
            once.update(value, from: start, to: end, rule)
            var cut = start
            while cut < end {
                let next = min(end, cut + dice.roll(1...4) * 500)
                often.update(value, from: cut, to: next, rule)
                cut = next
            }
            #expect(once == often, "seed \(seed), until \(end) ms, \(rule)")
            start = end
        }
    }

    @Test("Agrees with a witness that looks every half second", arguments: 0..<200)
    func witness(seed: Int) {
        var dice = PulseDice(seed + 5000)
        let rule = AlarmRule(
            high: 110,
            hysteresis: dice.roll(0...8),
            delayOn: dice.pick([0, 1000, 3000]),
            delayOff: dice.pick([0, 1000, 4000])
        )
        var alarm = AlarmState()
        var (isActive, beyond, back) = (false, Int64(0), Int64(0))
        for second in 0..<200 as Range<Int64> {
            let value = dice.roll(98...116)
            alarm.update(value, from: second * 1000, to: second * 1000 + 1000, rule)
            for _ in 0..<2 {
                beyond = value > 110 ? beyond + 500 : 0
                back = value <= 110 - rule.hysteresis ? back + 500 : 0
                if !isActive, beyond > 0, beyond >= rule.delayOn {
                    (isActive, back) = (true, 0)
                } else if isActive, back > 0, back >= rule.delayOff {
                    (isActive, beyond) = (false, 0)
                }
            }
            #expect(alarm.isActive == isActive, "seed \(seed + 5000), second \(second), \(rule)")
        }
    }
}
