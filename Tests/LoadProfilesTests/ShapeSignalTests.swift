import LoadProfiles
import RealModule
import SimulatedTime
import Testing

@Suite("Sines, ramps and what is made of other signals")
struct ShapeSignalTests {
    @Test("A sine passes its mean at its phase and swings by its amplitude")
    func sine() throws {
        let signal = try Bench.signal(
            #"""
            { "sine": { "mean": 20, "amplitude": 5, "period": "1d", "phase": "6h",
            "hold": "1m" } }
            """#
        )
        #expect(try abs(signal.value("2026-01-05T06:00:00Z") - 20) < 1e-9)
        #expect(try abs(signal.value("2026-01-05T12:00:00Z") - 25) < 1e-9)
        #expect(try abs(signal.value("2026-01-05T18:00:59Z") - 20) < 1e-9)
        #expect(try abs(signal.value("2026-01-06T00:00:00Z") - 15) < 1e-9)
        let at8 = 20 + 5 * Double.sin(.pi / 6)
        #expect(try abs(signal.value("2026-01-05T08:00:30Z") - at8) < 1e-9)
        #expect(try signal.until("2026-01-05T08:00:30Z") == "2026-01-05T08:01:00Z")
        // Far before the epoch too.
        let early = Instant(seconds: -7_000 * 86_400 + 43_200)
        #expect(abs(signal.piece(at: early).value - 25) < 1e-9)
        let flat = try Bench.signal(
            #"{ "sine": { "mean": 3, "amplitude": 0, "period": "1h" } }"#
        )
        #expect(flat.piece(at: .epoch) == (3, .distantFuture))
    }

    @Test("A ramp holds its ends, or what is said to hold there")
    func ramp() throws {
        let json = { (options: String) in
            #"""
            { "ramp": { "from": 10, "to": 70, "start": "2026-01-05T06:00:00Z",
            "duration": "1m" \#(options) } }
            """#
        }
        let plain = try Bench.signal(json(""))
        #expect(try plain.value("2026-01-05T05:00:00Z") == 10)
        #expect(try plain.until("2026-01-05T05:00:00Z") == "2026-01-05T06:00:00Z")
        #expect(try plain.value("2026-01-05T06:00:30.9Z") == 40)
        #expect(try plain.until("2026-01-05T06:00:30.9Z") == "2026-01-05T06:00:31Z")
        #expect(plain.piece(at: try Bench.at("2026-01-05T06:01:00Z")) == (70, .distantFuture))
        let both = try Bench.signal(json(#", "before": 0, "after": 5, "hold": "10s""#))
        #expect(try both.value("2026-01-05T05:59:59.9Z") == 0)
        #expect(try both.value("2026-01-05T06:00:00Z") == 10)
        #expect(try both.value("2026-01-05T06:00:39Z") == 40)
        #expect(both.piece(at: try Bench.at("2026-01-05T06:01:00Z")) == (5, .distantFuture))
    }

    @Test("A ramp that comes round does so before its start too")
    func rampEvery() throws {
        let signal = try Bench.signal(
            #"""
            { "ramp": { "from": 0, "to": 60, "start": "2026-01-05T06:00:00Z",
            "duration": "1m", "every": "5m", "after": 1 } }
            """#
        )
        for start in ["2026-01-05T06:00:00Z", "2026-01-05T05:55:00Z", "2031-07-05T06:10:00Z"] {
            let instant = try Bench.at(start)
            #expect(signal.piece(at: instant).value == 0)
            #expect(signal.piece(at: instant + .seconds(59)).value == 59)
            #expect(
                signal.piece(at: instant + .seconds(60)) == (1, instant + .minutes(5)),
                "\(start)"
            )
        }
    }

    @Test("Clamp and negate change the value and nothing else")
    func clampAndNegate() throws {
        let points = #"{ "points": [["06:00", 800], ["18:30", -200]], "every": "day" }"#
        let plain = try Bench.signal(points)
        let clamped = try Bench.signal(
            #"{ "clamp": { "of": \#(points), "minimum": -50, "maximum": 500 } }"#
        )
        let low = try Bench.signal(#"{ "clamp": { "of": \#(points), "minimum": 0 } }"#)
        let negated = try Bench.signal(#"{ "negate": \#(points) }"#)
        for (hour, bounded, floored) in [(12, 500.0, 800.0), (20, -50, 0)] {
            let instant = try Bench.at("2026-01-05T\(hour):00:00+01:00")
            let (value, until) = plain.piece(at: instant)
            #expect(clamped.piece(at: instant) == (bounded, until))
            #expect(low.piece(at: instant) == (floored, until))
            #expect(negated.piece(at: instant) == (-value, until))
        }
        #expect(try Bench.signal(#"{ "negate": 5 }"#).piece(at: .epoch) == (-5, .distantFuture))
        let number = try Bench.signal(#"{ "clamp": { "of": 5, "maximum": 3 } }"#)
        #expect(number.piece(at: .epoch) == (3, .distantFuture))
    }

    @Test("A shifted signal is what it was, with its pieces moved along")
    func shift() throws {
        for inner in PieceTests.signals {
            let plain = try Bench.signal(#"{ "sum": [\#(inner)] }"#)
            let shifted = try Bench.signal(
                #"{ "sum": [{ "shift": { "of": \#(inner), "by": "1h20m0.5s" } }] }"#
            )
            guard !inner.contains("noise"), !inner.contains("walk") else { continue }
            let by = TimeSpan.milliseconds(4_800_500)
            let random = Seed(5).stream("shift", inner)
            for step in Int64(0)..<40 {
                let shift = Int64(random.uniform(step) * 31_536_000_000_000)
                let instant = Instant(seconds: 1_767_225_600) + .microseconds(shift)
                let (there, here) = (plain.piece(at: instant - by), shifted.piece(at: instant))
                #expect(here.value == there.value, "\(inner) \(instant)")
                if there.until < .distantFuture {
                    #expect(here.until == there.until + by, "\(inner) \(instant)")
                } else {
                    #expect(here.until == .distantFuture)
                }
            }
        }
    }

    @Test("Two meters' shifted noise is the same noise later")
    func shiftedNoise() throws {
        let noise = #"{ "noise": { "mean": 0, "deviation": 1, "hold": "10s" } }"#
        let signal = try Bench.signal(#"{ "shift": { "of": \#(noise), "by": "25s" } }"#)
        let values = (0..<8).map { signal.piece(at: Instant(seconds: $0 * 10)).value }
        #expect(Set(values).count == 8)
        // The grid moves along: 25 s later it stands 5 s beside the epoch's.
        #expect(signal.piece(at: .epoch).until == Instant(seconds: 5))
    }

    @Test("A stretch repeats in absolute time, before and after")
    func repeated() throws {
        let signal = try Bench.signal(
            #"""
            { "repeat": { "of": { "points": [["2026-01-05T00:00:00Z", 1],
            ["2026-01-05T00:10:00Z", 2], ["2026-01-05T00:25:00Z", 3]] }, "every": "20m",
            "from": "2026-01-05T00:00:00Z" } }
            """#
        )
        for start in ["2026-01-05T00:00:00Z", "2026-01-04T23:40:00Z", "2030-06-01T00:20:00Z"] {
            let instant = try Bench.at(start)
            #expect(signal.piece(at: instant) == (1, instant + .minutes(10)))
            #expect(signal.piece(at: instant + .minutes(15)) == (2, instant + .minutes(20)))
        }
        // What lies after the stretch is never reached.
        let values = Set((0..<100).map { signal.piece(at: Instant(seconds: $0 * 61)).value })
        #expect(values == [1, 2])
    }

    @Test("A repeated day moves by the wall clock when the clocks are set")
    func repeatedDay() throws {
        let signal = try Bench.signal(
            #"""
            { "repeat": { "of": { "points": [["00:00", 0], ["07:00", 1], ["08:00", 0]],
            "every": "day" }, "every": "1d", "from": "2026-01-05T00:00:00+01:00" } }
            """#
        )
        #expect(try signal.value("2026-02-10T07:30:00+01:00") == 1)
        #expect(try signal.value("2026-07-10T07:30:00+02:00") == 0)
        #expect(try signal.value("2026-07-10T08:30:00+02:00") == 1)
    }

    @Test("Repeated chance comes again the same")
    func repeatedNoise() throws {
        let noise = #"{ "noise": { "mean": 0, "deviation": 1, "hold": "10s" } }"#
        let signal = try Bench.signal(#"{ "repeat": { "of": \#(noise), "every": "1m" } }"#)
        let rounds = (0..<3).map { round in
            (0..<6).map { signal.piece(at: Instant(seconds: round * 60 + $0 * 10)).value }
        }
        #expect(Set(rounds).count == 1)
        #expect(Set(rounds[0]).count == 6)
    }
}
