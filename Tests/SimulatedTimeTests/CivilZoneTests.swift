import SimulatedTime
import Testing

@Suite("Time zones")
struct CivilZoneTests {
    /// The transitions of a zone from one instant up to another.
    private func transitions(_ name: String, from: String, to: String) throws -> [String] {
        let zone = try CivilZone(identifier: name)
        let end = try Instant(rfc3339: to)
        var instant = try Instant(rfc3339: from)
        var found: [String] = []
        while let next = zone.nextTransition(after: instant), next < end {
            found.append("\(next) \(zone.offset(at: next) / 60)")
            instant = next
        }
        return found
    }

    @Test(
        "The clocks are set at the published instants",
        arguments: [
            ("Europe/Berlin", 120, 60), ("Europe/Paris", 120, 60), ("Europe/London", 60, 0),
        ]
    )
    func europe(name: String, summer: Int, winter: Int) throws {
        let found = try transitions(name, from: "2025-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z")
        #expect(
            found == [
                "2025-03-30T01:00:00Z \(summer)", "2025-10-26T01:00:00Z \(winter)",
                "2026-03-29T01:00:00Z \(summer)", "2026-10-25T01:00:00Z \(winter)",
            ]
        )
    }

    @Test("New York, Kolkata and Lord Howe keep their own rules")
    func elsewhere() throws {
        let (from, to) = ("2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z")
        #expect(
            try transitions("America/New_York", from: from, to: to) == [
                "2025-03-09T07:00:00Z -240", "2025-11-02T06:00:00Z -300",
                "2026-03-08T07:00:00Z -240", "2026-11-01T06:00:00Z -300",
            ]
        )
        #expect(try transitions("Asia/Kolkata", from: from, to: to).isEmpty)
        #expect(try CivilZone(identifier: "Asia/Kolkata").offset(at: .epoch) == 19_800)
        #expect(
            try transitions("Australia/Lord_Howe", from: from, to: to) == [
                "2025-04-05T15:00:00Z 630", "2025-10-04T15:30:00Z 660",
                "2026-04-04T15:00:00Z 630", "2026-10-03T15:30:00Z 660",
            ]
        )
    }

    @Test("Rules go on until 2200")
    func farFuture() throws {
        let found = try transitions(
            "Europe/Berlin",
            from: "2199-01-01T00:00:00Z",
            to: "2199-12-31T00:00:00Z"
        )
        #expect(found == ["2199-03-31T01:00:00Z 120", "2199-10-27T01:00:00Z 60"])
    }

    @Test("A skipped time moves forward, a repeated time is its first coming")
    func gapsAndOverlaps() throws {
        let berlin = try CivilZone(identifier: "Europe/Berlin")
        let skipped = berlin.instant(of: try CivilTime("2026-03-29 02:30"))
        #expect(skipped.rfc3339(in: berlin) == "2026-03-29T03:30:00+02:00")
        #expect(berlin.instants(of: try CivilTime("2026-03-29 02:30")).isEmpty)
        let repeated = berlin.instant(of: try CivilTime("2026-10-25 02:30"))
        #expect(repeated.rfc3339(in: berlin) == "2026-10-25T02:30:00+02:00")
        #expect(
            berlin.instants(of: try CivilTime("2026-10-25 02:30")).map { $0.rfc3339(in: berlin) }
                == ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]
        )
        let atChange = berlin.instant(of: try CivilTime("2026-10-25 03:00"))
        #expect(atChange.rfc3339() == "2026-10-25T02:00:00Z")
        #expect(berlin.instants(of: try CivilTime("2026-10-25 02:00")).count == 2)
    }

    @Test("Days have 23, 24 or 25 hours, in Lord Howe half-hours")
    func dayLengths() throws {
        let facts: [(String, String, Int64)] = [
            ("Europe/Berlin", "2026-03-29", 23 * 60), ("Europe/Berlin", "2026-03-30", 24 * 60),
            ("Europe/Berlin", "2026-10-25", 25 * 60), ("America/New_York", "2025-03-09", 23 * 60),
            ("America/New_York", "2025-11-02", 25 * 60), ("UTC", "2026-03-29", 24 * 60),
            ("Australia/Lord_Howe", "2025-04-06", 24 * 60 + 30),
            ("Australia/Lord_Howe", "2025-10-05", 24 * 60 - 30),
        ]
        for (name, day, minutes) in facts {
            let zone = try CivilZone(identifier: name)
            let start = zone.startOfDay(try CivilDate(iso8601: day))
            let noon = start + .hours(12)
            #expect(zone.nextMidnight(after: start) - start == .minutes(minutes), "\(name) \(day)")
            #expect(zone.startOfDay(at: noon) == start)
            #expect(zone.nextMidnight(after: noon) == start + .minutes(minutes))
        }
    }

    @Test("A day whose midnight is skipped begins when the clocks are set")
    func skippedMidnight() throws {
        let cairo = try CivilZone(identifier: "Africa/Cairo")
        let start = cairo.startOfDay(try CivilDate(iso8601: "2025-04-25"))
        #expect(start.rfc3339(in: cairo) == "2025-04-25T01:00:00+03:00")
        #expect(cairo.nextMidnight(after: start - .seconds(1)) == start)
    }

    @Test("A day that comes twice around midnight has two midnights")
    func repeatedMidnight() throws {
        // Until 2011 the clocks of St. John's were set back at 00:01, to 23:01 the day before.
        let zone = try CivilZone(identifier: "America/St_Johns")
        let between = try Instant(rfc3339: "2010-11-06T23:30:00-03:30")
        let next = zone.nextMidnight(after: between)
        #expect(next.rfc3339(in: zone) == "2010-11-07T00:00:00-03:30")
        let first = zone.startOfDay(try CivilDate(iso8601: "2010-11-07"))
        #expect(first.rfc3339(in: zone) == "2010-11-07T00:00:00-02:30")
        #expect(zone.startOfDay(at: next + .hours(3)) == next)
    }

    @Test("A day that a zone left out begins where the next does")
    func skippedDay() throws {
        let apia = try CivilZone(identifier: "Pacific/Apia")
        let skipped = apia.startOfDay(try CivilDate(iso8601: "2011-12-30"))
        #expect(skipped == apia.startOfDay(try CivilDate(iso8601: "2011-12-31")))
        #expect(apia.nextMidnight(after: skipped - .seconds(1)) == skipped)
    }

    @Test("Civil time and back is the same instant, in every zone")
    func roundTrips() throws {
        let names = CivilZone.knownIdentifiers
        #expect(names.count > 300)
        for (index, name) in names.enumerated() where index % 7 == 0 {
            let zone = try CivilZone(identifier: name)
            let random = Seed(7).stream(name, "round trip")
            for step in Int64(0)..<40 {
                let year = random.uniform(step) * 229 * 31_536_000
                let instant = Instant(microseconds: Int64(year * 1_000_000))
                #expect(zone.instants(of: zone.civil(at: instant)).contains(instant))
                #expect(zone.startOfDay(at: instant) <= instant)
                #expect(zone.nextMidnight(after: instant) > instant)
                #expect(zone.wall(at: instant).until > instant)
                #expect(try Instant(rfc3339: instant.rfc3339(in: zone)) == instant)
            }
        }
    }

    @Test("Fixed offsets and UTC are zones")
    func fixedOffsets() throws {
        #expect(try CivilZone(identifier: "+05:30").offset(at: .epoch) == 19_800)
        #expect(try CivilZone(identifier: "-03:00").identifier == "-03:00")
        #expect(try CivilZone(identifier: "Z") == .utc)
        #expect(CivilZone.utc.nextTransition(after: .epoch) == nil)
        #expect(CivilZone.fixed(seconds: 100_000) == nil)
        #expect(CivilZone.fixed(seconds: -2670)?.identifier == "-00:44:30")
    }

    @Test("An unknown zone is refused with the nearest name")
    func unknown() {
        let near = [
            "Europe/Pari": "Europe/Paris", "europe/berlin": "Europe/Berlin",
            "Europe/Berlim": "Europe/Berlin", "Europe Paris": "Europe/Paris",
        ]
        for (name, nearest) in near {
            let error = #expect(throws: UnknownZone.self) { try CivilZone(identifier: name) }
            #expect(error?.nearest == nearest, "\(name)")
            #expect(error?.description.contains("did you mean \"\(nearest)\"?") == true)
        }
        for name in ["", "Mars/Olympus", "+25:00", "GMT+0100", "+1:00"] {
            let error = #expect(throws: UnknownZone.self) { try CivilZone(identifier: name) }
            #expect(error?.description.contains("is not a time zone; ") == true)
        }
    }

    @Test("The ends of time have a wall clock")
    func endsOfTime() throws {
        let zone = try CivilZone(identifier: "Europe/Berlin")
        for instant in [Instant(microseconds: .min), .init(microseconds: .max), .distantFuture] {
            _ = zone.civil(at: instant)
            _ = zone.nextMidnight(after: instant)
            _ = instant.rfc3339(in: zone)
        }
    }
}
