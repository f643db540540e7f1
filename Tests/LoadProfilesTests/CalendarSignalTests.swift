import LoadProfiles
import SimulatedTime
import Testing

@Suite("Signals by weekday and season")
struct CalendarSignalTests {
    @Test("A week has a signal for each day, and its pieces end where the signal does")
    func week() throws {
        let signal = try Bench.signal(
            #"{ "week": { "weekdays": 10, "saturday": 5, "sunday": 1 } }"#
        )
        // 5 January 2026 is a Monday.
        #expect(try signal.value("2026-01-05T00:00:00+01:00") == 10)
        #expect(try signal.value("2026-01-04T23:59:59.999999+01:00") == 1)
        #expect(try signal.until("2026-01-05T00:00:00+01:00") == "2026-01-09T23:00:00Z")
        #expect(try signal.until("2026-01-08T15:00:00+01:00") == "2026-01-09T23:00:00Z")
        #expect(try signal.value("2026-01-10T00:00:00+01:00") == 5)
        #expect(try signal.until("2026-01-10T12:00:00+01:00") == "2026-01-10T23:00:00Z")
        #expect(try signal.value("2026-01-11T12:00:00+01:00") == 1)
        // Before the epoch too: 28 December 1969 was a Sunday.
        #expect(signal.piece(at: Instant(seconds: -4 * 86_400 + 40_000)).value == 1)
        #expect(signal.piece(at: Instant(seconds: -3 * 86_400 + 40_000)).value == 10)
    }

    @Test("A run of days over the week's end is one piece")
    func weekend() throws {
        let signal = try Bench.signal(
            #"{ "week": { "wednesday": 2, "thursday": 3, "other": 1 } }"#,
            zone: "UTC"
        )
        #expect(try signal.until("2026-01-09T00:00:00Z") == "2026-01-14T00:00:00Z")
        #expect(try signal.value("2026-01-13T23:00:00Z") == 1)
        #expect(try signal.value("2026-01-14T00:00:00Z") == 2)
        #expect(try signal.value("2026-01-15T00:00:00Z") == 3)
    }

    @Test("Days of 23 and 25 hours are whole days of the week")
    func weekOnOddDays() throws {
        let signal = try Bench.signal(#"{ "week": { "sunday": 1, "other": 0 } }"#)
        for (date, next, hours) in [
            ("2026-03-29T00:00:00+01:00", "2026-03-29T22:00:00Z", 23.0),
            ("2026-10-25T00:00:00+02:00", "2026-10-25T23:00:00Z", 25),
        ] {
            let start = try Bench.at(date)
            var sundays = TimeSpan.zero
            var instant = start - .days(1)
            while instant < start + .days(2) {
                let piece = signal.piece(at: instant)
                let end = min(piece.until, start + .days(2))
                if piece.value == 1 { sundays = sundays + (end - instant) }
                instant = end
            }
            #expect(sundays.inSeconds == hours * 3600)
            #expect(try signal.value(next) == 0)
        }
    }

    @Test("Where midnight is skipped the day begins when the clocks are set")
    func skippedMidnight() throws {
        // Beirut sets its clocks forward from 00:00 to 01:00 on Sunday, 29 March 2026.
        let signal = try Bench.signal(
            #"{ "week": { "sunday": 1, "other": 0 } }"#,
            zone: "Asia/Beirut"
        )
        #expect(try signal.value("2026-03-28T21:59:59Z") == 0)
        #expect(try signal.value("2026-03-28T22:00:00Z") == 1)
        #expect(try signal.until("2026-03-28T20:00:00Z") == "2026-03-28T22:00:00Z")
        #expect(try signal.until("2026-03-28T22:00:00Z") == "2026-03-29T21:00:00Z")
    }

    @Test("Seasons hold their first and last days, and may run over the new year")
    func season() throws {
        let signal = try Bench.signal(
            #"""
            { "season": [{ "from": "11-01", "to": "03-20", "value": 3 },
                         { "from": "05-15", "to": "09-14", "value": 1 }], "other": 2 }
            """#
        )
        #expect(try signal.value("2026-10-31T23:59:59+01:00") == 2)
        #expect(try signal.value("2026-11-01T00:00:00+01:00") == 3)
        #expect(try signal.until("2026-11-05T00:00:00+01:00") == "2027-03-20T23:00:00Z")
        #expect(try signal.until("2027-01-05T00:00:00+01:00") == "2027-03-20T23:00:00Z")
        #expect(try signal.value("2027-03-20T23:59:59+01:00") == 3)
        #expect(try signal.value("2027-03-21T00:00:00+01:00") == 2)
        #expect(try signal.value("2026-09-14T23:59:59+02:00") == 1)
        #expect(try signal.value("2026-09-15T00:00:00+02:00") == 2)
        // A piece ends at the latest when the clocks are set.
        #expect(try signal.until("2026-09-20T00:00:00+02:00") == "2026-10-25T01:00:00Z")
    }

    @Test("29 February is a day of leap years")
    func leapDay() throws {
        let only = try Bench.signal(
            #"{ "season": [{ "from": "02-29", "to": "02-29", "value": 1 }], "other": 0 }"#,
            zone: "UTC"
        )
        #expect(try only.value("2028-02-29T12:00:00Z") == 1)
        #expect(try only.until("2028-02-29T12:00:00Z") == "2028-03-01T00:00:00Z")
        #expect(try only.value("2027-02-28T12:00:00Z") == 0)
        #expect(try only.value("2027-03-01T12:00:00Z") == 0)
        let halves = try Bench.signal(
            #"""
            { "season": [{ "from": "01-01", "to": "02-29", "value": 1 },
                         { "from": "03-01", "to": "12-31", "value": 2 }] }
            """#,
            zone: "UTC"
        )
        #expect(try halves.until("2027-01-01T00:00:00Z") == "2027-03-01T00:00:00Z")
        #expect(try halves.until("2028-01-01T00:00:00Z") == "2028-03-01T00:00:00Z")
        #expect(try halves.value("2028-02-29T23:00:00Z") == 1)
        #expect(try halves.value("2100-02-28T23:00:00Z") == 1)
    }

    @Test("Each day of ten years has the season that its month and day name")
    func everyDay() throws {
        let signal = try Bench.signal(
            #"""
            { "season": [{ "from": "12-05", "to": "02-28", "value": 1 },
                         { "from": "02-29", "to": "06-30", "value": 2 },
                         { "from": "07-01", "to": "07-01", "value": 3 }], "other": 4 }
            """#,
            zone: "UTC"
        )
        for day in 0..<3653 {
            let date = CivilDate(daysSinceEpoch: 20_000 + day)
            let place = date.month * 100 + date.day
            let expected: Double =
                place >= 1205 || place <= 228 ? 1 : place <= 630 ? 2 : place == 701 ? 3 : 4
            let instant = Instant(seconds: Int64(date.daysSinceEpoch) * 86_400)
            let piece = signal.piece(at: instant)
            #expect(piece.value == expected, "\(date)")
            #expect(signal.piece(at: piece.until).value != expected, "\(date)")
        }
    }

    @Test("Signals inside weeks and seasons keep their own pieces")
    func inner() throws {
        let points = #"{ "points": [["06:00", 8], ["18:00", 2]], "every": "day" }"#
        let signal = try Bench.signal(
            #"""
            { "season": [{ "from": "06-01", "to": "08-31",
              "value": { "week": { "weekdays": \#(points), "weekend": 1 } } }], "other": 0 }
            """#,
            zone: "UTC"
        )
        // 29 May 2026 is a Friday, 1 June a Monday.
        #expect(try signal.until("2026-05-29T00:00:00Z") == "2026-06-01T00:00:00Z")
        #expect(try signal.value("2026-06-01T00:00:00Z") == 2)
        #expect(try signal.until("2026-06-01T00:00:00Z") == "2026-06-01T06:00:00Z")
        #expect(try signal.until("2026-06-05T19:00:00Z") == "2026-06-06T00:00:00Z")
        #expect(try signal.until("2026-06-06T00:00:00Z") == "2026-06-08T00:00:00Z")
        #expect(try signal.until("2026-08-31T19:00:00Z") == "2026-09-01T00:00:00Z")
    }

    @Test("What is the same on all days is a constant")
    func constant() throws {
        let week = try Bench.signal(#"{ "week": { "weekdays": 4, "weekend": 4 } }"#)
        #expect(week.piece(at: .epoch) == (4, .distantFuture))
        let season = try Bench.signal(
            #"{ "season": [{ "from": "03-01", "to": "04-01", "value": 4 }], "other": 4 }"#
        )
        #expect(season.piece(at: .epoch) == (4, .distantFuture))
    }
}
