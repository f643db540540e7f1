import Documents
import Foundation
import LoadProfiles
import SimulatedTime
import TestSupport
import Testing

@Suite("Tariff calendars")
struct TariffCalendarTests {
    /// What each test writes: a document, or a file of `profiles/calendars`.
    private func calendar(_ json: String) throws -> TariffCalendar {
        let log = FaultLog(file: "calendar.json")
        let value = try JSONValue.parse(Array(json.utf8), file: "calendar.json")
        let calendar = TariffCalendar.read(Node(value, log: log))
        try log.throwIfAny()
        #expect(log.warnings == [])
        return try #require(calendar)
    }

    private func shipped(_ name: String) throws -> TariffCalendar {
        let file = SharedFolder.profiles.appending(path: "calendars/\(name).json")
        return try calendar(String(decoding: Data(contentsOf: file), as: UTF8.self))
    }

    private func at(_ text: String) throws -> Instant { try Instant(rfc3339: text) }

    /// Follows the pieces through a year and compares every minute with a rule on civil time.
    ///
    /// - Parameter rule: a day's tariff by minute of the wall clock.
    private func compare(
        _ compiled: CompiledTariffCalendar,
        year: Int,
        _ rule: (CivilDate) -> (Int) -> Int
    ) throws {
        let zone = compiled.timeZone
        let first = try #require(CivilDate(year: year, month: 1, day: 1))
        let last = try #require(CivilDate(year: year + 1, month: 1, day: 1))
        var now = zone.startOfDay(first)
        let end = zone.startOfDay(last)
        var piece = compiled.piece(at: now)
        var wrong: [Instant] = []
        var (day, tariffs) = (first, rule(first))
        while now < end {
            if now == piece.until {
                let next = compiled.piece(at: now)
                #expect(next.tariff != piece.tariff, "no change at \(now)")
                piece = next
            }
            let civil = zone.civil(at: now)
            if civil.date != day { (day, tariffs) = (civil.date, rule(civil.date)) }
            let minute = civil.time.hour * 60 + civil.time.minute
            if tariffs(minute) != piece.tariff { wrong.append(now) }
            now += .minutes(1)
        }
        let places = wrong.prefix(3).map { $0.rfc3339(in: zone) }
        #expect(wrong.isEmpty, "\(wrong.count) minutes of \(year) are wrong, first \(places)")
    }

    /// Public holidays of France that the calendar's list stands for; by hand from almanacs.
    private static let frenchHolidays: [Int: Set<String>] = [
        2025: ["04-21", "05-29", "06-09"], 2026: ["04-06", "05-14", "05-25"],
        2028: ["04-17", "05-25", "06-05"],
    ]
    private static let fixedHolidays: Set = [
        "01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25",
    ]

    @Test(
        "Four tariffs of Paris agree with civil time in every minute of a year",
        arguments: [2025, 2026, 2028]
    )
    func wholeYearInParis(year: Int) throws {
        let compiled = try shipped("season-and-peak").compiled(timeZone: .utc)
        #expect(compiled.timeZone.identifier == "Europe/Paris")
        let moving = try #require(Self.frenchHolidays[year])
        try compare(compiled, year: year) { date in
            let day = String(date.description.suffix(5))
            let isWinter = day >= "11-01" || day <= "03-31"
            let isRest =
                date.weekday == .sunday || moving.contains(day)
                || Self.fixedHolidays.contains(day)
            return { minute in
                let isPeak = !isRest && minute >= 420 && minute < 1380
                return (isWinter ? 1 : 3) + (isPeak ? 0 : 1)
            }
        }
    }

    @Test(
        "In the southern hemisphere and where clocks move by half an hour it does too",
        arguments: ["Australia/Sydney", "Australia/Lord_Howe", "America/Santiago"]
    )
    func wholeYearInTheSouth(zone: String) throws {
        // Changes inside the hours that are skipped and repeated.
        let compiled = try calendar(
            """
            { "timeZone": "\(zone)", "holidays": ["01-26", "easter-2", "2026-12-24"],
              "seasons": [
                { "from": "10-01", "to": "03-31", "days": {
                    "weekend": 4, "holidays": [["00:00", 3], ["23:15", 4]],
                    "weekdays": [["00:00", 2], ["02:20", 1], ["14:00", 3]] } },
                { "from": "04-01", "to": "09-30", "days": {
                    "saturday": [["00:00", 1], ["00:30", 3]],
                    "other": [["00:00", 3], ["01:45", 2], ["02:15", 4], ["23:30", 1]] } } ] }
            """
        ).compiled(timeZone: .utc)
        try compare(compiled, year: 2026) { date in
            let day = String(date.description.suffix(5))
            if day >= "10-01" || day <= "03-31" {
                if ["01-26", "12-24"].contains(day) { return { $0 < 1395 ? 3 : 4 } }
                if date.weekday >= .saturday { return { _ in 4 } }
                return { $0 < 140 ? 2 : $0 < 840 ? 1 : 3 }
            }
            if date.weekday == .saturday { return { $0 < 30 ? 1 : 3 } }
            return { $0 < 105 ? 3 : $0 < 135 ? 2 : $0 < 1410 ? 4 : 1 }
        }
    }

    @Test("Night hours change where 02:30 is skipped at the skip, and twice where it comes twice")
    func clocksSet() throws {
        let compiled = try calendar(#"{ "days": [["00:00", 1], ["02:30", 2]] }"#)
            .compiled(timeZone: try CivilZone(identifier: "Europe/Paris"))
        // 29 March 2026: at 02:00 clocks show 03:00, which is 01:00 UTC.
        let spring = compiled.piece(at: try at("2026-03-29T00:10:00Z"))
        #expect(spring == (1, try at("2026-03-29T01:00:00Z")))
        // 25 October 2026: 02:30 for the first time at 00:30 UTC; at 01:00 UTC clocks show 02:00.
        let autumn = compiled.piece(at: try at("2026-10-25T00:00:00Z"))
        #expect(autumn == (1, try at("2026-10-25T00:30:00Z")))
        #expect(compiled.piece(at: autumn.until) == (2, try at("2026-10-25T01:00:00Z")))
        let again = compiled.piece(at: try at("2026-10-25T01:00:00Z"))
        #expect(again == (1, try at("2026-10-25T01:30:00Z")))
        #expect(compiled.piece(at: again.until) == (2, try at("2026-10-25T23:00:00Z")))
    }

    @Test("A cheap night lasts seven hours in spring and nine in autumn")
    func nights() throws {
        let compiled = try shipped("off-peak-hours").compiled(timeZone: .utc)
        let nights = [
            ("2026-03-28T22:30:00+01:00", 7), ("2026-10-24T22:30:00+02:00", 9),
            ("2026-06-10T22:30:00+02:00", 8),
        ]
        for (start, hours) in nights {
            let instant = try at(start)
            #expect(compiled.piece(at: instant - .microseconds(1)).tariff == 1)
            #expect(compiled.piece(at: instant) == (2, instant + .hours(Int64(hours))), "\(start)")
        }
    }

    @Test("The next change never lies, at instants of any year", arguments: [1, 2, 3, 4])
    func nextChange(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = ["season-and-peak", "off-peak-hours", "weekday-weekend"]
        let zones = ["Europe/Paris", "America/Santiago", "Pacific/Apia", "UTC", "Asia/Kathmandu"]
        let calendars = try names.map { try shipped($0) }
        for _ in 0..<300 {
            let index = Int.random(in: names.indices, using: &random)
            let name = names[index]
            let zone = try #require(zones.randomElement(using: &random))
            let compiled = calendars[index].compiled(timeZone: try CivilZone(identifier: zone))
            let instant = Instant(
                microseconds: .random(in: 0..<7_258_118_400_000_000, using: &random)
            )
            let piece = compiled.piece(at: instant)
            let place: Comment = "seed \(seed), \(name) in \(zone) at \(instant)"
            #expect(piece.until > instant, place)
            #expect(piece.tariff == compiled.tariff(at: instant), place)
            #expect(compiled.tariff(at: piece.until) != piece.tariff, place)
            #expect(compiled.tariff(at: piece.until - .microseconds(1)) == piece.tariff, place)
            let same = (0..<20).allSatisfy { _ in
                let between = Instant(
                    microseconds: .random(
                        in: instant.microseconds..<piece.until.microseconds,
                        using: &random
                    )
                )
                return compiled.piece(at: between) == piece
            }
            #expect(same, place)
        }
    }

    @Test("What never changes holds for ever, what changes once in decades to the horizon")
    func rareChanges() throws {
        let constant = try calendar(#"{ "days": 3 }"#).compiled(timeZone: .utc)
        #expect(constant.piece(at: .epoch) == (3, .distantFuture))
        let rare = try calendar(
            #"{ "holidays": ["2050-01-01"], "days": { "holidays": 2, "other": 1 } }"#
        ).compiled(timeZone: .utc)
        #expect(rare.tariffs == [1, 2])
        let far = try at("2026-01-01T00:00:00Z")
        #expect(rare.piece(at: far) == (1, far + CompiledTariffCalendar.horizon))
        let near = try at("2049-06-01T00:00:00Z")
        #expect(rare.piece(at: near) == (1, try at("2050-01-01T00:00:00Z")))
        // Beyond the distant future too a piece ends later than it begins.
        let beyond = rare.piece(at: .distantFuture)
        #expect(beyond == (1, .distantFuture + CompiledTariffCalendar.horizon))
    }

    @Test("Easter Sunday is where almanacs have it")
    func easter() throws {
        let known = [
            "1818-03-22", "1943-04-25", "1954-04-18", "1961-04-02", "1981-04-19", "2000-04-23",
            "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28",
            "2038-04-25", "2049-04-18", "2076-04-19", "2100-03-28", "2285-03-22",
        ]
        for text in known {
            let date = try CivilDate(iso8601: text)
            #expect(Easter.sunday(of: date.year) == date)
        }
        for year in 1583...4099 {
            let sunday = Easter.sunday(of: year)
            let march = try #require(CivilDate(year: year, month: 3, day: 22))
            #expect(sunday.weekday == .sunday && sunday.year == year)
            #expect(sunday >= march && sunday <= march.adding(days: 34))
        }
    }

    @Test("The more special kind of day wins")
    func precedence() throws {
        let compiled = try calendar(
            """
            { "tariffs": { "night": 4 }, "holidays": ["12-25", "2026-06-01", "easter"],
              "days": { "other": 1, "weekdays": 2, "wednesday": 3, "holidays": "night" } }
            """
        ).compiled(timeZone: .utc)
        let days = [
            ("2026-01-03", 1), ("2026-01-04", 1), ("2026-01-05", 2), ("2026-01-07", 3),
            ("2026-12-25", 4), ("2026-06-01", 4), ("2027-06-01", 2), ("2026-04-05", 4),
            ("2027-12-25", 4), ("2026-04-12", 1),
        ]
        for (day, tariff) in days {
            #expect(compiled.tariff(at: try at("\(day)T12:00:00Z")) == tariff, "\(day)")
        }
    }

    @Test("29 February belongs to a season and can be a holiday")
    func leapDay() throws {
        let compiled = try calendar(
            """
            { "holidays": ["02-29"], "seasons": [
                { "from": "02-29", "to": "02-29", "days": { "holidays": 2, "other": 3 } },
                { "from": "03-01", "to": "02-28", "days": 1 } ] }
            """
        ).compiled(timeZone: .utc)
        let leap = try at("2028-02-28T00:00:00Z")
        #expect(compiled.piece(at: leap) == (1, leap + .days(1)))
        #expect(compiled.piece(at: leap + .days(1)) == (2, leap + .days(2)))
        #expect(compiled.tariff(at: try at("2027-02-28T23:59:59Z")) == 1)
        #expect(compiled.tariff(at: try at("2027-03-01T00:00:00Z")) == 1)
    }

    typealias Bad = FaultTests.Bad

    static let faults: [Bad] = [
        Bad("[]", "/", "expected a tariff calendar"),
        Bad("{}", "/", "\"days\" or \"seasons\" is missing"),
        Bad(#"{ "days": 1, "seasons": [] }"#, "/", "has \"days\" and \"seasons\""),
        Bad(#"{ "days": 1, "holiday": [] }"#, "/holiday", "did you mean \"holidays\"?"),
        Bad(#"{ "days": 1, "description": 5 }"#, "/description", "expected a string"),
        Bad(#"{ "days": 1, "timeZone": "Europe/Pari" }"#, "/timeZone", "\"Europe/Paris\"?"),
        Bad(#"{ "days": 1, "tariffs": { "peak": 5 } }"#, "/tariffs/peak", "from 1 to 4"),
        Bad(#"{ "days": 1, "tariffs": [1] }"#, "/tariffs", "the names of tariffs"),
        Bad(#"{ "days": 1, "holidays": "01-01" }"#, "/holidays", "expected the holidays"),
        Bad(#"{ "days": "peak" }"#, "/days", "name it under \"tariffs\""),
        .days("0", "", "0 is out of range; a tariff from 1 to 4"),
        .days("5", "", "5 is out of range; a tariff from 1 to 4"),
        .days("1.5", "", "is not a whole number; expected a tariff"),
        .days("true", "", "expected a tariff"),
        .days(#""peek""#, "", "did you mean \"peak\"?"),
        .days("[]", "", "is empty; expected at least"),
        .days(#"[["06:00", 1]]"#, "/0", "nothing is said of 00:00 to 06:00:00"),
        .days(#"[["00:00", 1], ["06:00", 2], ["06:00", 1]]"#, "/2", "does not come after 06:00"),
        .days(#"[["00:00", 1], ["07:00", 2], ["06:00", 1]]"#, "/2", "does not come after 07:00"),
        .days(#"[["00:00", 1], ["24:00", 2]]"#, "/1/0", "00:00:00 to 23:59:59"),
        .days(#"[["00:00", 1], ["6:00", 2]]"#, "/1/0", "a time of day such as 07:30"),
        .days(#"[["00:00", 9]]"#, "/0/1", "a tariff from 1 to 4"),
        .days(#"[["00:00"]]"#, "/0", "has 1 elements; expected a time and a tariff"),
        .days(#"["00:00", 1]"#, "/0", "expected a time and a tariff"),
        .days("{}", "", "nothing is said of monday, tuesday"),
        .days(#"{ "weekdays": 1, "sunday": 1 }"#, "", "nothing is said of saturday; add \"other\""),
        .days(#"{ "holidays": 1 }"#, "", "nothing is said of monday"),
        .days(#"{ "weekday": 1, "other": 1 }"#, "/weekday", "did you mean \"weekdays\"?"),
        .days(#"{ "sunday": [["01:00", 1]], "other": 1 }"#, "/sunday/0", "nothing is said of"),
        .holiday("5", "expected a date"),
        .holiday(#""13-01""#, "\"13-01\" is no holiday"),
        .holiday(#""02-30""#, "\"02-30\" is no holiday"),
        .holiday(#""2026-02-29""#, "is no holiday"),
        .holiday(#""easter1""#, "is no holiday; expected a date"),
        .holiday(#""easter+""#, "is no holiday"),
        .holiday(#""easter++1""#, "is no holiday"),
        .holiday(#""Easter+1""#, "is no holiday"),
        .holiday(#""easter+251""#, "is too far from Easter; allowed: -80 to +250 days"),
        .holiday(#""easter-81""#, "is too far from Easter"),
        .holiday(#""easter+99999999999999999999""#, "is no holiday"),
        .seasons("{}", "", "expected the seasons"),
        .seasons("[]", "", "has 0 seasons; expected 1 to"),
        .seasons("[5]", "/0", "expected a season"),
        .seasons(#"[{ "from": "01-01", "to": "12-31" }]"#, "/0", "\"days\" is missing"),
        .seasons(#"[{ "from": "01-01", "days": 1 }]"#, "/0", "\"to\" is missing"),
        .seasons(#"[{ "to": "01-01", "days": 1 }]"#, "/0", "\"from\" is missing"),
        .seasons(
            #"[{ "from": "1-1", "to": "12-31", "days": 1 }]"#,
            "/0/from",
            "is no day of the year; expected MM-DD"
        ),
        .seasons(
            #"[{ "from": "01-01", "to": "02-30", "days": 1 }]"#,
            "/0/to",
            "\"02-30\" is no day of the year"
        ),
        .seasons(
            #"[{ "from": "01-01", "to": "12-31", "day": 1, "days": 1 }]"#,
            "/0/day",
            "did you mean \"days\"?"
        ),
        .seasons(
            #"[{ "name": 1, "from": "01-01", "to": "12-31", "days": 1 }]"#,
            "/0/name",
            "a str"
        ),
        .seasons(
            #"[{ "from": "11-01", "to": "02-28", "days": 1 },"#
                + #" { "from": "03-01", "to": "10-31", "days": 2 }]"#,
            "",
            "no season holds 02-29;"
        ),
        .seasons(
            #"[{ "from": "11-01", "to": "03-31", "days": 1 },"#
                + #" { "from": "05-01", "to": "10-30", "days": 2 }]"#,
            "",
            "no season holds 04-01 to 04-30, 10-31;"
        ),
        .seasons(
            #"[{ "name": "winter", "from": "11-01", "to": "04-02", "days": 1 },"#
                + #" { "from": "04-01", "to": "11-01", "days": 2 }]"#,
            "/1",
            "04-01 to 04-02, 11-01 belongs to season \"winter\" too"
        ),
    ]

    @Test("A faulty calendar is refused with the place and what is allowed", arguments: faults)
    func refused(bad: Bad) throws {
        let log = FaultLog(file: "calendar.json")
        let value = try JSONValue.parse(Array(bad.json.utf8), file: "calendar.json")
        #expect(TariffCalendar.read(Node(value, log: log)).map(\.tariffs) == nil)
        let found = log.faults.contains {
            $0.pointer.description == bad.pointer && $0.message.contains(bad.message)
        }
        #expect(found, "\(log.faults)")
    }

    static let warnings: [Bad] = [
        Bad(
            #"{ "tariffs": { "day": 1, "night": 2 }, "days": 1 }"#,
            "/tariffs/night",
            "is never in"
        ),
        Bad(#"{ "holidays": ["01-01"], "days": 1 }"#, "/holidays", "these are days like others"),
        Bad(#"{ "days": { "holidays": 1, "other": 2 } }"#, "/", "none is listed"),
        Bad(
            #"{ "days": { "weekdays": 1, "weekend": 2, "other": 3 } }"#,
            "/days/other",
            "is never in force"
        ),
        Bad(
            #"{ "days": { "weekend": 1, "saturday": 2, "sunday": 3, "other": 1 } }"#,
            "/days/weekend",
            "is never in force"
        ),
        Bad(
            #"{ "holidays": ["01-01", "01-01"], "days": { "holidays": 1, "other": 2 } }"#,
            "/holidays/1",
            "is a holiday already"
        ),
        Bad(
            #"{ "holidays": ["01-01", "2026-01-01"], "days": { "holidays": 1, "other": 2 } }"#,
            "/holidays/1",
            "is a holiday already"
        ),
    ]

    @Test("What is legal but surely meant otherwise is warned of", arguments: warnings)
    func warned(bad: Bad) throws {
        let log = FaultLog(file: "calendar.json")
        let value = try JSONValue.parse(Array(bad.json.utf8), file: "calendar.json")
        #expect(TariffCalendar.read(Node(value, log: log)) != nil)
        #expect(log.faults == [])
        let found = log.warnings.contains {
            $0.pointer.description == bad.pointer && $0.message.contains(bad.message)
        }
        #expect(found, "\(log.warnings)")
    }

    @Test("A meter of two tariffs refuses a calendar of four")
    func tariffRange() throws {
        let log = FaultLog(file: "calendar.json")
        let value = try JSONValue.parse(Array(#"{ "days": 3 }"#.utf8), file: "calendar.json")
        #expect(TariffCalendar.read(Node(value, log: log), tariffs: 1...2) == nil)
        #expect(log.faults.map(\.message) == ["3 is out of range; a tariff from 1 to 2"])
    }

    @Test("Every shipped calendar is read without a fault or a warning and uses all its tariffs")
    func shippedFiles() throws {
        let folder = SharedFolder.profiles.appending(path: "calendars").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(files == ["off-peak-hours.json", "season-and-peak.json", "weekday-weekend.json"])
        let tariffs = try files.map { try shipped(String($0.dropLast(5))).tariffs }
        #expect(tariffs == [[1, 2], [1, 2, 3, 4], [1, 2]])
    }

    @Test("The examples of the documentation are valid")
    func documentation() throws {
        let page = SharedFolder.repository.appending(path: "docs/tariff-calendar.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let parts = text.components(separatedBy: "```json calendar\n").dropFirst()
        let examples = parts.compactMap { $0.components(separatedBy: "```").first }
        #expect(examples.count >= 2)
        for example in examples { #expect(try !calendar(example).tariffs.isEmpty) }
    }
}

/// Parts of calendars that are wrong.
extension FaultTests.Bad {
    fileprivate static func days(_ days: String, _ pointer: String, _ message: String) -> Self {
        Self(#"{ "tariffs": { "peak": 1 }, "days": \#(days) }"#, "/days" + pointer, message)
    }

    fileprivate static func holiday(_ entry: String, _ message: String) -> Self {
        Self(
            #"{ "holidays": [\#(entry)], "days": { "holidays": 1, "other": 2 } }"#,
            "/holidays/0",
            message
        )
    }

    fileprivate static func seasons(_ seasons: String, _ pointer: String, _ message: String) -> Self
    {
        Self(#"{ "seasons": \#(seasons) }"#, "/seasons" + pointer, message)
    }
}
