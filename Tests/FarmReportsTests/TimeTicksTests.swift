import SimulatedTime
import TestSupport
import Testing

@testable import FarmReports

@Suite("Ticks of time")
struct TimeTicksTests {
    private func ticks(
        _ start: String,
        _ length: TimeSpan,
        zone: String = "Europe/Paris",
        limit: Int = 10
    ) throws -> [TimeTicks.Tick] {
        TimeTicks(
            from: try Instant(rfc3339: start),
            length: length,
            zone: try CivilZone(identifier: zone),
            limit: limit
        ).ticks
    }

    @Test("A day has hours, and the date where it changes")
    func day() throws {
        let ticks = try ticks("2026-03-02T00:00:00+01:00", .days(1))
        #expect(
            ticks.map(\.label) == [
                "00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "00:00",
            ]
        )
        #expect(ticks.map(\.detail).filter { !$0.isEmpty } == ["Mon 2 Mar", "Tue 3 Mar"])
        #expect(ticks.map(\.isMajor) == [true] + Array(repeating: false, count: 7) + [true])
    }

    @Test("A week has its days by name")
    func week() throws {
        let ticks = try ticks("2026-03-02T00:00:00+01:00", .days(7))
        #expect(ticks.map(\.label).first == "Mon 2 Mar")
        #expect(ticks.map(\.label).last == "Mon 9 Mar")
        #expect(ticks.count == 8)
    }

    @Test("The day on which the clocks are set forward has no 02:00, and midnights stay midnights")
    func forward() throws {
        let hours = try ticks("2026-03-29T00:00:00+01:00", .hours(6), limit: 7).map(\.label)
        #expect(hours == ["00:00", "01:00", "03:00", "04:00", "05:00", "06:00", "07:00"])
        let days = try ticks("2026-03-28T00:00:00+01:00", .days(3), limit: 3)
        let zone = try CivilZone(identifier: "Europe/Paris")
        #expect(
            days.map { "\(zone.civil(at: $0.instant).time)" }
                == Array(repeating: "00:00:00", count: 4)
        )
    }

    @Test("The hour that comes twice has both its ticks")
    func back() throws {
        let ticks = try ticks("2026-10-25T01:00:00+02:00", .hours(4), limit: 4)
        #expect(ticks.map(\.label) == ["01:00", "02:00", "02:00", "03:00", "04:00"])
    }

    @Test("A year has months and a century years")
    func long() throws {
        let months = try ticks("2026-01-01T00:00:00+01:00", .days(365), limit: 12)
        #expect(months.map(\.label).prefix(3) == ["Jan", "Feb", "Mar"])
        #expect(months.map(\.detail).filter { !$0.isEmpty } == ["2026", "2027"])
        let years = try ticks("2000-01-01T00:00:00Z", .days(36_525), zone: "UTC", limit: 12)
        #expect(years.map(\.label).prefix(3) == ["2000", "2010", "2020"])
    }

    @Test("Ticks are ordered, inside, not too many and on round local times", arguments: 0..<6)
    func property(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let names = ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
        for _ in 0..<300 {
            let name = names.randomElement(using: &generator) ?? "UTC"
            let start = Instant(seconds: .random(in: 0..<4_000_000_000, using: &generator))
            let exponent = Int.random(in: 0...9, using: &generator)
            let unit = (0..<exponent).reduce(Int64(1)) { product, _ in product * 10 }
            let length = TimeSpan.seconds(unit * .random(in: 1...9, using: &generator))
            let limit = Int.random(in: 1...20, using: &generator)
            let zone = try CivilZone(identifier: name)
            let ticks = TimeTicks(from: start, length: length, zone: zone, limit: limit).ticks
            let comment: Comment = "\(start) \(length) \(name) \(limit), seed \(seed)"
            // Clocks that are set add a tick or two, short months a few.
            #expect(ticks.count <= limit + limit / 8 + 3, comment)
            #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.instant < $1.instant }, comment)
            #expect(
                ticks.allSatisfy { $0.instant >= start && $0.instant <= start + length },
                comment
            )
            for tick in ticks {
                let civil = zone.civil(at: tick.instant)
                let expected = "\(civil.time)".hasPrefix(tick.label)
                #expect(expected || civil.time == .midnight || !tick.label.contains(":"), comment)
            }
        }
    }
}
