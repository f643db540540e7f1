import Documents
import Foundation
import SimulatedTime
import TestSupport
import Testing

@testable import LoadProfiles

@Suite("Standard load profiles")
struct StandardTests {
    static let names = [
        "H25", "G25", "L25", "P25", "S25", "H0", "G0", "G1", "G2", "G3", "G4", "G5", "G6", "L0",
        "L1", "L2",
    ]

    private func table(_ name: String) throws -> StandardTable {
        let node = try Bench.node("\"\(name)\"")
        let table = StandardTable.read(node, library: Bench.library())
        try node.log.throwIfAny()
        return try table.orThrow(name)
    }

    private func records(_ file: String) throws -> [[String]] {
        let url = SharedFolder.shared.appending(path: "data/bdew/\(file)")
        var text = CSVText([UInt8](try Data(contentsOf: url)), separator: nil)
        var records: [[String]] = []
        while let record = text.next() { records.append(record.fields) }
        return records
    }

    /// Walks the pieces of one calendar year and adds up Wh.
    private func energy(_ signal: CompiledSignal, _ year: Int, _ zone: CivilZone) throws -> Double {
        let first = try CivilDate(year: year, month: 1, day: 1).orThrow("year")
        let next = try CivilDate(year: year + 1, month: 1, day: 1).orThrow("year")
        var (instant, end) = (zone.startOfDay(first), zone.startOfDay(next))
        var energy = 0.0
        while instant < end {
            let piece = signal.piece(at: instant)
            energy += piece.value * (min(piece.until, end) - instant).inSeconds / 3600
            instant = piece.until
        }
        #expect(instant == end)
        return energy
    }

    @Test("Every year's energy is the one asked for", arguments: names)
    func yearEnergy(name: String) throws {
        let zone = try CivilZone(identifier: "Europe/Berlin")
        let signal = try Bench.signal(
            #"""
            { "standard": { "profile": "\#(name)", "annualEnergy": 3500000,
            "holidays": ["2026-01-01", "2026-05-01", "2026-12-24"] } }
            """#
        )
        for year in [2025, 2026, 2028] {
            let found = try energy(signal, year, zone)
            #expect(abs(found / 3_500_000 - 1) < 1e-11, "\(name) \(year): \(found)")
        }
    }

    @Test(
        "Zones with odd offsets, skipped days and repeated midnights keep the year's energy too",
        arguments: [
            ("Australia/Lord_Howe", 2025), ("Pacific/Apia", 2011), ("America/St_Johns", 2010),
            ("Asia/Kathmandu", 1986), ("Africa/Casablanca", 2026), ("UTC", 2199),
            ("Asia/Singapore", 1981), ("Asia/Singapore", 1982),
        ]
    )
    func oddZones(name: String, year: Int) throws {
        let zone = try CivilZone(identifier: name)
        let signal = try Bench.signal(
            #"{ "standard": { "profile": "H0", "annualEnergy": 1000 } }"#,
            zone: name
        )
        let found = try energy(signal, year, zone)
        #expect(abs(found / 1000 - 1) < 1e-11, "\(found)")
    }

    @Test("The figures of 2025 are those of the association", arguments: names.prefix(5))
    func figures2025(name: String) throws {
        let table = try table(name)
        let records = try records(name.lowercased() + ".csv")
        let kinds = ["SA": StandardTable.DayKind.saturday, "FT": .sunday, "WT": .weekday]
        var checked = 0
        for (quarter, record) in records.dropFirst(2).enumerated() {
            for column in 1...36 {
                let kind = try kinds[records[1][column]].orThrow(records[1][column])
                let month = (column - 1) / 3 + 1
                let published = try CSVNumber.read(record[column]).orThrow(record[column])
                for day in [1, CivilDate.daysIn(month: month, of: 2028)] {
                    let ours = table.figure(month: month, day: day, kind: kind, quarter: quarter)
                    #expect(abs(ours - published) < 1e-9)
                }
                checked += 1
            }
        }
        #expect(checked == 3456)
        #expect(table.isDynamised == ["H25", "P25", "S25"].contains(name))
    }

    @Test("The figures of 1999 are those of the association", arguments: names.dropFirst(5))
    func figures1999(name: String) throws {
        let table = try table(name)
        let records = try records("slp-1999.csv")
        let column = try records[0].firstIndex(of: name.lowercased()).orThrow(name)
        let days = ["summer": (5, 15), "transition": (3, 21), "winter": (11, 1)]
        for (index, record) in records.dropFirst().enumerated() {
            let weekday = try Int(record[2]).orThrow(record[2])
            let kind: StandardTable.DayKind =
                weekday == 6 ? .saturday : weekday == 7 ? .sunday : .weekday
            let (month, day) = try days[record[1]].orThrow(record[1])
            let ours = table.figure(month: month, day: day, kind: kind, quarter: index % 96)
            let published = try CSVNumber.read(record[column]).orThrow(record[column])
            #expect(abs(ours - published) < 1e-9)
        }
        #expect(records.count == 2017)
        #expect(table.isDynamised == (name == "H0"))
    }

    @Test("Seasons begin and end on their published days")
    func seasons() throws {
        let table = try table("G0")
        let value = { (month: Int, day: Int) in
            table.daySum(month: month, day: day, kind: .weekday)
        }
        for (last, first) in [
            ((3, 20), (3, 21)), ((5, 14), (5, 15)), ((9, 14), (9, 15)), ((10, 31), (11, 1)),
        ] {
            #expect(value(last.0, last.1) != value(first.0, first.1))
        }
        #expect(value(3, 21) == value(5, 14) && value(5, 14) == value(9, 15))
        #expect(value(9, 15) == value(10, 31) && value(11, 1) == value(3, 20))
        #expect(value(12, 31) == value(1, 1) && value(2, 29) == value(2, 28))
    }

    @Test("Christmas Eve and New Year's Eve are Saturdays unless they are Sundays")
    func dayKinds() throws {
        let calendar = StandardCalendar(
            holidays: [Int64(try CivilDate(iso8601: "2026-10-26").daysSinceEpoch)])
        let facts: [(String, StandardTable.DayKind)] = [
            ("2026-12-24", .saturday), ("2026-12-31", .saturday), ("2023-12-24", .sunday),
            ("2023-12-31", .sunday), ("2026-12-25", .weekday), ("2026-10-26", .sunday),
            ("2026-10-25", .sunday), ("2026-10-24", .saturday), ("2026-10-23", .weekday),
            ("2027-10-26", .weekday),
        ]
        for (text, kind) in facts {
            let date = try CivilDate(iso8601: text)
            #expect(
                calendar.kind(of: date, daysSinceEpoch: date.daysSinceEpoch) == kind,
                "\(text)"
            )
        }
    }

    @Test("The dynamisation factor is the published polynomial")
    func dynamisation() {
        // Worked by hand: t = 100.
        let t100 = -0.0392 + 0.32 - 0.702 + 0.21 + 1.24
        #expect(abs(StandardTable.dynamisation(dayOfYear: 100) - t100) < 1e-12)
        #expect(abs(StandardTable.dynamisation(dayOfYear: 1) - 1.242_030_12) < 1e-8)
    }

    @Test("A value is its figure's share of the year, by the wall clock")
    func value() throws {
        let signal = try Bench.signal(
            #"{ "standard": { "profile": "G25", "annualEnergy": 1000000000 } }"#
        )
        // 1 GWh of G25 in 2026: 15.472 kWh in the first quarter-hour of a weekday in December;
        // the year's own sum is not quite the nominal one.
        let value = try signal.value("2026-12-01T00:07:00+01:00")
        #expect(abs(value / (15.472 * 4000) - 1) < 0.02)
        let noon = try signal.value("2026-12-01T12:00:00+01:00")
        let figures = try table("G25")
        let share =
            figures.figure(month: 12, day: 1, kind: .weekday, quarter: 48)
            / figures.figure(month: 12, day: 1, kind: .weekday, quarter: 0)
        #expect(abs(noon / value / share - 1) < 1e-12)
        #expect(try signal.until("2026-12-01T12:01:00+01:00") == "2026-12-01T11:15:00Z")
        // The hour that comes twice has the same values twice.
        #expect(
            try signal.value("2026-10-25T02:20:00+02:00")
                == signal.value("2026-10-25T02:20:00+01:00")
        )
    }

    @Test("A profile that was not bound to a zone goes by UTC")
    func unbound() throws {
        let node = try Bench.node(#"{ "standard": { "profile": "H25", "annualEnergy": 1000 } }"#)
        let signal = try Signal.read(node, library: Bench.library(), range: 0...1e9).orThrow("read")
        let instant = try Bench.at("2026-07-01T12:00:00Z")
        var moment = SignalMoment(instant, stream: Seed(1).stream("a", "b"))
        let late = signal.source.value(at: &moment)
        #expect(signal.bound(to: .utc).source.value(at: &moment) == late)
    }

    @Test("A faulty table is refused with its own file and places")
    func faultyTable() throws {
        let row = Array(repeating: "1", count: 96).joined(separator: ",")
        let days = #""saturday": [\#(row)], "sunday": [\#(row)], "weekday": [\#(row)]"#
        let head =
            #"""
            "name": "X", "description": "", "source": "", "edition": 1999,
            "dynamised": false, "unit": 1
            """#
        let cases: [(String, String, String)] = [
            (
                #"{ \#(head), "periods": [ { "dates": [["01-01", "12-30"]], \#(days) } ] }"#,
                "/periods", "no period holds 12-31"
            ),
            (
                #"""
                { \#(head), "periods": [ { "dates": [["01-01", "12-31"], ["05-01", "05-01"]],
                \#(days) } ] }
                """#,
                "/periods/0/dates/1", "which another has too"
            ),
            (
                #"{ \#(head), "periods": [ { "dates": [["01-01", "12-32"]], \#(days) } ] }"#,
                "/periods/0/dates/0/1", "is not a day"
            ),
            (
                #"""
                { \#(head), "periods": [ { "dates": [["01-01", "12-31"]], "saturday": [1],
                "sunday": [\#(row)], "weekday": [\#(row)] } ] }
                """#,
                "/periods/0/saturday", "has 1 figures; expected 96"
            ),
            (#"{ \#(head), "periods": [] }"#, "/periods", "no period holds 1-1"),
            (#"{ "name": "X" }"#, "/", "\"periods\" is missing"),
            ("[", "/", "not JSON"), ("7", "/", "expected a standard profile"),
            (
                #"""
                { \#(head), "periods": [ { "dates": [["01-01", "12-31"]], \#(days),
                "day": 1 } ], "x": 1 }
                """#,
                "/x", "unknown key"
            ),
        ]
        for (text, pointer, message) in cases {
            let node = try Bench.node(
                #"{ "standard": { "profile": "./x.json", "annualEnergy": 1 } }"#,
                file: "a/b.json"
            )
            let library = Bench.library(["a/./x.json": text])
            #expect(Signal.read(node, library: library, range: 0...1).isNone)
            #expect(
                node.log.faults.contains {
                    $0.file == "a/./x.json" && $0.pointer.description == pointer
                        && $0.message.contains(message)
                },
                "\(node.log.faults)"
            )
        }
    }
}
