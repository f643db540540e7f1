import FarmReports
import SimulatedTime
import TestSupport
import Testing

@Suite("Instants as bytes")
struct TimeTextTests {
    private static let zones = [
        "UTC", "Europe/Paris", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe",
        "-03:30",
    ]

    @Test("Walking through a zone gives the text that an instant has by itself", arguments: zones)
    func walk(zone name: String) throws {
        let zone = try CivilZone(identifier: name)
        let seed: UInt64 = 7
        var generator = SeededGenerator(seed: seed)
        var writer = TimeText(zone)
        var instant = try Instant(rfc3339: "2026-03-27T22:10:00Z")
        for _ in 0..<4000 {
            var bytes: [UInt8] = []
            writer.append(instant, to: &bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text == instant.rfc3339(in: zone), "seed \(seed)")
            let steps: [TimeSpan] = [
                .milliseconds(250), .microseconds(1), .seconds(1), .minutes(15), .hours(5),
                .days(40), .hours(-7),
            ]
            instant += steps.randomElement(using: &generator) ?? .seconds(1)
        }
    }

    @Test("The hour that comes twice is told by its offset")
    func twice() throws {
        let zone = try CivilZone(identifier: "Europe/Berlin")
        var writer = TimeText(zone)
        var bytes: [UInt8] = []
        let first = try Instant(rfc3339: "2026-10-25T00:45:00Z")
        for step in 0..<3 {
            writer.append(first + .minutes(Int64(step) * 15), to: &bytes)
            bytes.append(UInt8(ascii: " "))
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "2026-10-25T02:45:00+02:00 2026-10-25T02:00:00+01:00 "
                + "2026-10-25T02:15:00+01:00 "
        )
    }
}
