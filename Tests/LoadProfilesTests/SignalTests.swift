import LoadProfiles
import SimulatedTime
import Testing

@Suite("Signals")
struct SignalTests {
    @Test("A number holds for ever")
    func constant() throws {
        let signal = try Bench.signal("12.5")
        #expect(signal.piece(at: .epoch) == (12.5, .distantFuture))
    }

    @Test("Daily points step at their times and hold over midnight")
    func dailySteps() throws {
        let signal = try Bench.signal(
            #"{ "points": [["06:00", 800], ["18:30", 200]], "every": "day" }"#
        )
        #expect(try signal.value("2026-01-10T05:59:59.999999+01:00") == 200)
        #expect(try signal.value("2026-01-10T06:00:00+01:00") == 800)
        #expect(try signal.value("2026-01-10T18:30:00+01:00") == 200)
        #expect(try signal.until("2026-01-10T07:00:00+01:00") == "2026-01-10T17:30:00Z")
        #expect(try signal.until("2026-01-10T20:00:00+01:00") == "2026-01-11T05:00:00Z")
    }

    @Test("On the days the clocks are set the wall clock counts")
    func dailyStepsOnOddDays() throws {
        let signal = try Bench.signal(
            #"{ "points": [["00:00", 1], ["02:30", 2], ["03:30", 3]], "every": "day" }"#
        )
        // Spring: 02:30 is skipped and takes effect at 03:00.
        #expect(try signal.until("2026-03-29T01:59:00+01:00") == "2026-03-29T01:00:00Z")
        #expect(try signal.value("2026-03-29T03:00:00+02:00") == 2)
        #expect(try signal.value("2026-03-29T03:30:00+02:00") == 3)
        // Autumn: 02:30 comes twice.
        #expect(try signal.value("2026-10-25T02:45:00+02:00") == 2)
        #expect(try signal.until("2026-10-25T02:45:00+02:00") == "2026-10-25T01:00:00Z")
        #expect(try signal.value("2026-10-25T02:00:00+01:00") == 1)
        #expect(try signal.value("2026-10-25T02:30:00+01:00") == 2)
    }

    @Test("Weekly points name their days")
    func weekly() throws {
        let signal = try Bench.signal(
            #"{ "points": [["mon 07:30", 5], ["fri 17:00", 1]], "every": "week" }"#
        )
        #expect(try signal.value("2026-01-05T07:29:59+01:00") == 1)  // a Monday
        #expect(try signal.value("2026-01-05T07:30:00+01:00") == 5)
        #expect(try signal.until("2026-01-06T00:00:00+01:00") == "2026-01-09T16:00:00Z")
        #expect(try signal.value("2026-01-11T12:00:00+01:00") == 1)
    }

    @Test("Linear points run, held on the resolution's grid")
    func linear() throws {
        let signal = try Bench.signal(
            #"""
            { "points": [["00:00", 0], ["10:00", 36000], ["12:00", 36000], ["14:00", 0]],
              "every": "day", "interpolation": "linear" }
            """#,
            zone: "UTC"
        )
        #expect(try signal.value("2026-01-10T05:00:00Z") == 18_000)
        #expect(try signal.value("2026-01-10T05:00:01.9Z") == 18_001)
        #expect(try signal.until("2026-01-10T05:00:01.9Z") == "2026-01-10T05:00:02Z")
        // Level stretches are one piece each.
        #expect(try signal.until("2026-01-10T10:00:00Z") == "2026-01-10T12:00:00Z")
        #expect(try signal.until("2026-01-10T20:00:00Z") == "2026-01-11T00:00:00Z")
        #expect(try signal.value("2026-01-10T13:00:00Z") == 18_000)
        // A grid of its own: 10 s.
        let coarse = try Bench.signal(
            #"""
            { "points": [["00:00", 0], ["12:00", 43200]], "every": "day",
            "interpolation": "linear" }
            """#,
            zone: "UTC",
            resolution: .seconds(10)
        )
        #expect(try coarse.value("2026-01-10T00:00:19Z") == 10)
        // After the last point it runs to the first of the next day.
        #expect(try coarse.value("2026-01-10T18:00:00Z") == 21_600)
    }

    @Test("Points at instants hold their ends")
    func instants() throws {
        let points =
            #"""
            [["2026-01-01T00:00:00Z", 10], ["2026-01-01T01:00:00Z", 20],
            ["2026-01-02T00:00:00Z", 0]]
            """#
        let step = try Bench.signal(#"{ "points": \#(points) }"#)
        #expect(try step.value("1980-01-01T00:00:00Z") == 10)
        #expect(try step.until("1980-01-01T00:00:00Z") == "2026-01-01T00:00:00Z")
        #expect(try step.value("2026-01-01T00:59:59Z") == 10)
        #expect(try step.until("2026-01-01T03:00:00Z") == "2026-01-02T00:00:00Z")
        #expect(step.piece(at: try Bench.at("2026-01-02T00:00:00Z")) == (0, .distantFuture))
        let line = try Bench.signal(#"{ "points": \#(points), "interpolation": "linear" }"#)
        #expect(try line.value("2026-01-01T00:30:00Z") == 15)
        #expect(try line.value("2025-01-01T00:30:00Z") == 10)
        #expect(line.piece(at: try Bench.at("2026-05-01T00:00:00Z")) == (0, .distantFuture))
    }

    @Test("A cycle switches on at the epoch and after every whole cycle")
    func cycle() throws {
        let signal = try Bench.signal(
            #"{ "cycle": { "on": 1500, "off": 20, "onFor": "8m", "offFor": "22m" } }"#
        )
        #expect(try signal.value("1970-01-01T00:00:00Z") == 1500)
        #expect(try signal.until("1970-01-01T00:00:00Z") == "1970-01-01T00:08:00Z")
        #expect(try signal.value("1970-01-01T00:08:00Z") == 20)
        #expect(try signal.until("1970-01-01T00:08:00Z") == "1970-01-01T00:30:00Z")
        #expect(try signal.value("2026-06-01T10:37:59Z") == 1500)
        let late = try Bench.signal(
            #"{ "cycle": { "on": 1, "onFor": 60, "offFor": 60, "phase": "30s" } }"#
        )
        #expect(try late.value("2026-06-01T10:00:29Z") == 0)
        #expect(try late.value("2026-06-01T10:00:30Z") == 1)
    }

    @Test("A random phase differs from meter to meter and keeps the cycle")
    func randomPhase() throws {
        let json =
            #"{ "cycle": { "on": 1, "onFor": "10m", "offFor": "20m", "phase": "random" } }"#
        let ends = try (0..<8).map {
            try Bench.signal(json, owner: "m\($0)").piece(at: .epoch).until
        }
        #expect(Set(ends).count == 8)
        let signal = try Bench.signal(json)
        var instant = Instant(seconds: 1_000_000)
        var on = TimeSpan.zero
        let end = instant + .hours(5)
        while instant < end {
            let piece = signal.piece(at: instant)
            if piece.value == 1 { on = on + (min(piece.until, end) - instant) }
            instant = piece.until
        }
        #expect(on == .minutes(100))
    }

    @Test("Noise is held, repeats, and stays within its bounds")
    func noise() throws {
        let json =
            #"""
            { "noise": { "mean": 231, "deviation": 0.6, "hold": "10s", "minimum": 230,
            "maximum": 232 } }
            """#
        let signal = try Bench.signal(json)
        let values = (0..<5000).map { signal.piece(at: Instant(seconds: $0 * 10)).value }
        #expect(values.allSatisfy { (230...232).contains($0) })
        #expect(Set(values).count > 4000)
        let mean = values.reduce(0, +) / 5000
        #expect(abs(mean - 231) < 0.05)
        #expect(try signal.until("2026-01-01T00:00:03Z") == "2026-01-01T00:00:10Z")
        #expect(try signal.value("2026-01-01T00:00:03Z") == signal.value("2026-01-01T00:00:09.9Z"))
        #expect(signal.piece(at: Instant(seconds: 70)).value == values[7])
        let other = try Bench.signal(json, owner: "n")
        #expect(other.piece(at: .epoch).value != values[0])
    }

    @Test("Uniform noise reaches as far as its deviation")
    func uniform() throws {
        let signal = try Bench.signal(
            #"{ "noise": { "mean": 10, "deviation": 4, "distribution": "uniform" } }"#
        )
        let values = (0..<4000).map { signal.piece(at: Instant(seconds: $0)).value }
        #expect(values.allSatisfy { $0 >= 6 && $0 <= 14 })
        #expect((values.min() ?? 10) < 6.05 && (values.max() ?? 10) > 13.95)
    }

    @Test("Sums and products end with the first of their parts")
    func sumAndProduct() throws {
        let signal = try Bench.signal(
            #"""
            { "sum": [ 700, { "cycle": { "on": 1500, "onFor": "8m", "offFor": "22m" } },
                       { "product": [ -2, { "points": [["00:00", 3], ["00:05", 4]],
                       "every": "day" } ] } ] }
            """#,
            zone: "UTC"
        )
        #expect(try signal.value("2026-01-01T00:00:00Z") == 700 + 1500 - 6)
        #expect(try signal.until("2026-01-01T00:00:00Z") == "2026-01-01T00:05:00Z")
        #expect(try signal.value("2026-01-01T00:05:00Z") == 700 + 1500 - 8)
        #expect(try signal.until("2026-01-01T00:05:00Z") == "2026-01-01T00:08:00Z")
        #expect(try signal.value("2026-01-01T00:08:00Z") == 700 - 8)
    }

    @Test("Two noises in one signal are two")
    func twoNoises() throws {
        let noise = #"{ "noise": { "mean": 0, "deviation": 1 } }"#
        let negated = #"{ "product": [-1, \#(noise)] }"#
        let signal = try Bench.signal(#"{ "sum": [\#(noise), \#(negated)] }"#)
        let values = (0..<50).map { signal.piece(at: Instant(seconds: $0)).value }
        #expect(Set(values).count == 50)
    }

    @Test("Computed values stay in the range of what is asked")
    func clamped() throws {
        let signal = try Bench.signal(
            #"{ "product": [1e12, 1e12, 1e12, { "sum": [-1, 0.5] }] }"#,
            range: -5...5
        )
        #expect(signal.piece(at: .epoch).value == -5)
        let many = (0..<40).map { _ in "1e12" }.joined(separator: ",")
        let undefined = try Bench.signal(#"{ "product": [0, \#(many)] }"#, range: -5...5)
        #expect(undefined.piece(at: .epoch).value == 0)
        let nan = try Bench.signal(#"{ "product": [\#(many), 0] }"#, range: 2...5)
        #expect(nan.piece(at: .epoch).value == 2)
    }
}
