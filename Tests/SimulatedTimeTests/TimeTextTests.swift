import SimulatedTime
import Testing

@Suite("Times as text")
struct TimeTextTests {
    @Test("RFC 3339 is read with its offset and fraction")
    func readInstants() throws {
        let facts: [(String, Int64)] = [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T01:00:00+01:00", 0),
            ("1970-01-01T00:00:01.5Z", 1_500_000), ("1970-01-01t00:00:00.000001z", 1),
            ("2026-01-01T00:00:00+01:00", 1_767_222_000_000_000),
            ("2026-01-01 00:00:00-05:30", 1_767_245_400_000_000),
            ("2199-12-31T23:59:59.999999Z", 7_258_118_399_999_999),
        ]
        for (text, microseconds) in facts {
            #expect(try Instant(rfc3339: text).microseconds == microseconds, "\(text)")
        }
    }

    @Test(
        "What is not RFC 3339 with an offset is refused with what is",
        arguments: [
            "", "now", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00Z",
            "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+01", "2026-1-01T00:00:00Z",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00Z ",
            "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00ZZ", "２０２６-01-01T00:00:00Z",
        ]
    )
    func malformed(text: String) {
        let error = #expect(throws: TimeTextError.self) { try Instant(rfc3339: text) }
        #expect(error?.description.contains("expected RFC 3339 with an offset") == true)
    }

    @Test(
        "Instants that do not exist or lie too far are refused",
        arguments: [
            "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T23:59:60Z",
            "1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "1970-01-01T00:00:00+01:00",
        ]
    )
    func outOfRange(text: String) {
        let error = #expect(throws: TimeTextError.self) { try Instant(rfc3339: text) }
        #expect(error?.description.contains("is out of range; allowed: ") == true)
    }

    @Test("Instants are written with a fraction only where there is one")
    func writeInstants() throws {
        let berlin = try CivilZone(identifier: "Europe/Berlin")
        let instant = try Instant(rfc3339: "2026-07-01T12:00:00.25Z")
        #expect(instant.rfc3339(in: berlin) == "2026-07-01T14:00:00.250+02:00")
        #expect("\(instant)" == "2026-07-01T12:00:00.250Z")
        #expect(Instant(microseconds: 1).description == "1970-01-01T00:00:00.000001Z")
        let monrovia = try CivilZone(identifier: "Africa/Monrovia")
        #expect(Instant.epoch.rfc3339(in: monrovia) == "1969-12-31T23:16:00-00:44")
    }

    @Test("Durations are read in every unit, alone and together")
    func readDurations() throws {
        let facts: [(String, TimeSpan)] = [
            ("250ms", .milliseconds(250)), ("15m", .minutes(15)), ("1h30m", .minutes(90)),
            ("7d", .days(7)), ("1y", .days(365)), ("1s", .seconds(1)), ("2w", .days(14)),
            ("5us", .microseconds(5)), ("1.5h", .minutes(90)), ("0.000001s", .microseconds(1)),
            ("90", .seconds(90)), ("0.5", .milliseconds(500)), ("0s", .zero),
            ("1y2w3d4h5m6s7ms8us", .days(382) + .seconds(14_706) + .microseconds(7008)),
            ("1000y", .readableLimit),
        ]
        for (text, span) in facts {
            #expect(try TimeSpan(text) == span, "\(text)")
        }
    }

    @Test(
        "What is no duration is refused with what is",
        arguments: [
            "", "m", "5 m", "5min", "30m1h", "1h1h", "-5m", "1e3s", "1.s", ".5s", "0.5us", "1h30",
            "0.33333333m", "5M", "1,5h",
        ]
    )
    func malformedDurations(text: String) {
        let error = #expect(throws: TimeTextError.self) { try TimeSpan(text) }
        #expect(error?.description.contains("expected a duration such as") == true, "\(text)")
    }

    @Test(
        "Durations beyond a thousand years are refused",
        arguments: ["1001y", "99999999999999999999999s", "1000y1us", "9223372036854775807y"]
    )
    func longDurations(text: String) {
        let error = #expect(throws: TimeTextError.self) { try TimeSpan(text) }
        #expect(error == .outOfRange(text: text, allowed: "0s to 1000y"))
    }

    @Test("Durations are written so that they read back")
    func writeDurations() throws {
        let random = Seed(1).stream("durations", "round trip")
        for step in Int64(0)..<2000 {
            let size = random.bits(step * 2) % 45 + 10
            let span = TimeSpan(microseconds: Int64(random.bits(step * 2 + 1) >> (64 - size)))
            #expect(try TimeSpan(span.description) == span)
        }
        #expect(TimeSpan.minutes(90).description == "1h30m")
        #expect(TimeSpan.zero.description == "0s")
        #expect(TimeSpan.seconds(-90).description == "-1m30s")
        #expect(TimeSpan(microseconds: .min).description.hasPrefix("-"))
    }

    @Test("Seconds become microseconds, and nonsense nothing")
    func fromSeconds() {
        #expect(TimeSpan(seconds: 1.5) == .milliseconds(1500))
        for seconds in [-1, 1e300, .nan, .infinity] {
            #expect(TimeSpan(seconds: seconds) == nil)
        }
    }
}
