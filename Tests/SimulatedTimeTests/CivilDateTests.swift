import SimulatedTime
import Testing

@Suite("The civil calendar")
struct CivilDateTests {
    @Test("Known days have their known numbers, weekdays and days of the year")
    func knownDays() throws {
        let facts: [(String, days: Int, Weekday, dayOfYear: Int)] = [
            ("1970-01-01", 0, .thursday, 1), ("1969-12-31", -1, .wednesday, 365),
            ("2000-02-29", 11_016, .tuesday, 60), ("2000-12-31", 11_322, .sunday, 366),
            ("2026-01-01", 20_454, .thursday, 1), ("2026-03-01", 20_513, .sunday, 60),
            ("2028-03-01", 21_244, .wednesday, 61), ("1900-03-01", -25_508, .thursday, 60),
        ]
        for (text, days, weekday, dayOfYear) in facts {
            let date = try CivilDate(iso8601: text)
            #expect(date.daysSinceEpoch == days, "\(text)")
            #expect(date.weekday == weekday, "\(text)")
            #expect(date.dayOfYear == dayOfYear, "\(text)")
            #expect(CivilDate(daysSinceEpoch: days) == date)
            #expect(date.description == text)
        }
    }

    @Test("Every day from 1890 to 2210 follows the one before")
    func everyDay() throws {
        let first = try CivilDate(iso8601: "1890-01-01")
        var before = first
        for days in (first.daysSinceEpoch + 1)...(first.daysSinceEpoch + 320 * 365) {
            let date = CivilDate(daysSinceEpoch: days)
            let isNewYear = date.month == 1 && date.day == 1
            #expect(date.daysSinceEpoch == days)
            #expect(date > before)
            #expect(date.dayOfYear == (isNewYear ? 1 : before.dayOfYear + 1))
            #expect(date.weekday.rawValue == before.weekday.rawValue % 7 + 1)
            before = date
        }
    }

    @Test("ISO weeks belong to the year of their Thursday")
    func isoWeeks() throws {
        let facts = [
            ("2024-12-30", 2025, 1), ("2026-01-01", 2026, 1), ("2027-01-03", 2026, 53),
            ("2027-01-04", 2027, 1), ("2026-12-31", 2026, 53), ("2025-12-28", 2025, 52),
        ]
        for (text, year, week) in facts {
            let found = try CivilDate(iso8601: text).isoWeek
            #expect(found.year == year && found.week == week, "\(text)")
        }
    }

    @Test("Days the calendar does not have are refused")
    func noSuchDay() {
        for text in ["2025-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "1900-02-29"] {
            #expect(throws: TimeTextError.outOfRange(text: text, allowed: "days of the calendar")) {
                try CivilDate(iso8601: text)
            }
        }
        #expect(CivilDate(year: 400_000, month: 1, day: 1) == nil)
        #expect(CivilDate(year: .max, month: 1, day: 1) == nil)
    }

    @Test("The ends of time have dates")
    func endsOfTime() {
        for microseconds in [Int64.min, .max, Instant.distantFuture.microseconds] {
            let time = CivilTime(wallMicroseconds: microseconds)
            #expect(time.wallMicroseconds == microseconds)
        }
    }

    @Test("Times of day are read and written")
    func timesOfDay() throws {
        #expect(try TimeOfDay("07:30").microseconds == 27_000_000_000)
        #expect(try TimeOfDay("23:59:59").description == "23:59:59")
        #expect(TimeOfDay(hour: 1, microsecond: 250_000)?.description == "01:00:00.250")
        #expect(TimeOfDay(hour: 24) == nil)
        for text in ["24:00", "12:60", "12:00:60"] {
            #expect(throws: TimeTextError.self) { try TimeOfDay(text) }
        }
        for text in ["", "7:30", "0730", "07:30:", "07:30:1", "07:30 ", "ab:cd"] {
            let error = #expect(throws: TimeTextError.self) { try TimeOfDay(text) }
            #expect(error?.description.contains("such as 07:30") == true)
        }
    }

    @Test("Weekdays are known by three letters")
    func weekdays() {
        #expect(Weekday(abbreviation: "Mon") == .monday)
        #expect(Weekday(abbreviation: "sun") == .sunday)
        #expect(Weekday(abbreviation: "monday") == nil)
        #expect(Weekday.allCases.map(\.abbreviation).allSatisfy { $0.count == 3 })
        #expect(Weekday.monday < .sunday)
    }
}
