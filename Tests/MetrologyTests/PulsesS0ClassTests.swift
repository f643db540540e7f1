import Metrology
import Testing

@Suite("The classes of S0 outputs")
struct PulsesS0ClassTests {
    private let timing = PulseTiming(milliseconds: 100)

    @Test("The limits of both classes")
    func limits() {
        let (a, b) = (S0Class.a.limits, S0Class.b.limits)
        #expect(a.maximumVoltage == 27 && a.onCurrent == 10...27 && a.maximumOffCurrent == 2)
        #expect(b.maximumVoltage == 15 && b.onCurrent == 2...15 && b.maximumOffCurrent == 0.15)
        for limits in [a, b] {
            #expect(limits.minimumOnTime == 30 && limits.minimumOffTime == 30)
            #expect(limits.transition == 5)
        }
    }

    @Test("The outputs of the seeds against class A")
    func seeds() {
        func exceeded(_ volts: Double, _ milliamperes: Double) -> [S0Limit] {
            let ratings = S0Ratings(maximumVoltage: volts, maximumCurrent: milliamperes)
            return S0Class.a.exceeded(by: ratings, timing: timing)
        }
        #expect(exceeded(115, 50) == [.voltage, .onCurrent], "EMDX3 meters")
        #expect(exceeded(24, 50) == [.onCurrent], "4 120 82")
        #expect(exceeded(27, 50) == [.onCurrent], "EMDX3 control units")
        #expect(exceeded(27, 27) == [], "E44 and 0 046 70")
    }

    @Test("Class B is narrower, and what is stated is held against it")
    func classB() {
        let forA = S0Ratings(maximumVoltage: 27, maximumCurrent: 27, offCurrent: 2, transition: 4)
        #expect(S0Class.a.exceeded(by: forA, timing: timing) == [])
        #expect(
            S0Class.b.exceeded(by: forA, timing: timing) == [.voltage, .onCurrent, .offCurrent]
        )
        let forB = S0Ratings(
            maximumVoltage: 15,
            maximumCurrent: 2,
            offCurrent: 0.15,
            transition: 4.9
        )
        #expect(S0Class.b.exceeded(by: forB, timing: timing) == [])
        #expect(S0Class.a.exceeded(by: forB, timing: timing) == [.onCurrent], "less than 10 mA")
    }

    @Test("Times below 30 ms and slow transitions are named")
    func times() {
        let slow = S0Ratings(maximumVoltage: 24, maximumCurrent: 20, transition: 5)
        func exceeded(_ duration: Int64, _ off: PulseOffTime) -> [S0Limit] {
            S0Class.a.exceeded(by: slow, timing: PulseTiming(milliseconds: duration, off: off))
        }
        #expect(exceeded(30, .standardMinimum) == [.transition])
        #expect(exceeded(29, .asLongAsPulse) == [.onTime, .transition])
        #expect(exceeded(30, .milliseconds(29)) == [.offTime, .transition])
    }

    @Test("The off time by rule, never without length")
    func offTimes() {
        #expect(PulseTiming(milliseconds: 20).pause == 30_000)
        #expect(PulseTiming(milliseconds: 200).pause == 200_000)
        #expect(PulseTiming(milliseconds: 200, off: .standardMinimum).pause == 30_000)
        #expect(PulseTiming(milliseconds: 200, off: .milliseconds(70)).period == 270_000)
        #expect(PulseTiming(milliseconds: -1, off: .milliseconds(-1)).period == 1000)
        #expect(PulseTiming.opticalTestOutput.maximumRate == 2500)
    }
}
