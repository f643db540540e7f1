import RealModule
import SimulatedTime
import Testing

@testable import LoadProfiles

@Suite("Photovoltaics")
struct SolarTests {
    private func energy(_ signal: CompiledSignal, _ from: String, days: Int64) throws -> Double {
        var instant = try Bench.at(from)
        let end = instant + .days(days)
        var sum = 0.0
        while instant < end {
            let piece = signal.piece(at: instant)
            let until = min(piece.until, end)
            sum += piece.value * (until - instant).inSeconds / 3600
            instant = until
        }
        return sum
    }

    @Test(
        "The sun stands where the almanacs say",
        arguments: [
            // Solstices and equinoxes of 2026 (IMCCE), and extremes of the equation of time.
            ("2026-06-21T08:24:00Z", 23.436, nil), ("2026-12-21T20:50:00Z", -23.436, nil),
            ("2026-03-20T14:46:00Z", 0, nil), ("2026-09-23T00:05:00Z", 0, nil),
            ("2026-02-11T12:00:00Z", nil, -14.2), ("2026-05-14T12:00:00Z", nil, 3.65),
            ("2026-07-26T12:00:00Z", nil, -6.5), ("2026-11-03T12:00:00Z", nil, 16.4),
        ] as [(String, Double?, Double?)]
    )
    func sun(text: String, declination: Double?, minutes: Double?) throws {
        let sun = SunPosition(at: try Bench.at(text))
        if let declination {
            let expected = declination * .pi / 180
            #expect((sun.sinDeclination - .sin(expected)).magnitude < 2e-4)
        }
        if let minutes {
            #expect((sun.equationOfTime * 4 - minutes).magnitude < 0.1)
        }
    }

    @Test("It rises, culminates and sets when the sun does")
    func day() throws {
        // Berlin, 52.52° N 13.405° E: the sun's centre crosses the true horizon at about 04:50
        // and 21:26 on 21 June 2026, and the meridian at 13:08.
        let signal = try Bench.signal(
            #"""
            { "solar": { "peakPower": 1000, "latitude": 52.52, "longitude": 13.405,
            "tilt": 0, "hold": "1m" } }
            """#
        )
        let day = try Bench.at("2026-06-21T00:00:00+02:00")
        let values = (0..<1440).map { signal.piece(at: day + .minutes($0)).value }
        let up = values.indices.filter { values[$0] > 0 }
        let first = try #require(up.first)
        let last = try #require(up.last)
        #expect((285...295).contains(first), "\(first)")
        #expect((1280...1292).contains(last), "\(last)")
        let noon = try #require(values.indices.max { values[$0] < values[$1] })
        #expect((786...790).contains(noon), "\(noon)")
        #expect((650...900).contains(values[noon]))
    }

    @Test("Nights are one piece, and never too long a one")
    func nights() throws {
        for (latitude, longitude) in [(52.5, 13.4), (-33.9, 151.2), (0, -78.5), (69.6, 18.9)] {
            let signal = try Bench.signal(
                #"""
                { "solar": { "peakPower": 1000, "latitude": \#(latitude),
                "longitude": \#(longitude), "hold": "5m" } }
                """#
            )
            var pieces = 0
            var instant = try Bench.at("2026-01-01T00:00:00Z")
            let end = instant + .days(365)
            while instant < end {
                let piece = signal.piece(at: instant)
                if piece.value == 0, piece.until - instant > .minutes(5) {
                    let last = piece.until - .minutes(5)
                    for step in Int64(0)...10 {
                        let span = (last - instant).microseconds / 10 * step
                        let inside = signal.piece(at: instant + .microseconds(span))
                        #expect(inside.value == 0, "\(latitude) \(instant)")
                    }
                }
                pieces += 1
                instant = piece.until
            }
            // Five-minute pieces by day alone: far fewer than the 105 120 of a year.
            #expect(pieces < 62_000, "\(latitude) \(pieces)")
        }
    }

    @Test("A year under a clear sky yields what it should for its place and direction")
    func years() throws {
        let year = { (options: String) in
            try self.energy(
                try Bench.signal(
                    #"{ "solar": { "peakPower": 1000, "hold": "10m", \#(options) } }"#
                ),
                "2026-01-01T00:00:00+01:00",
                days: 365
            ) / 1000
        }
        // Plausible, kWh for each kWp: some 2300 kWh/m² of clear sky a year on such a roof.
        let south = try year(#""latitude": 48.1, "longitude": 11.6, "tilt": 35"#)
        #expect((1750...2250).contains(south), "\(south)")
        let flat = try year(#""latitude": 48.1, "longitude": 11.6, "tilt": 0"#)
        let north = try year(#""latitude": 48.1, "longitude": 11.6, "tilt": 35, "azimuth": 0"#)
        let east = try year(#""latitude": 48.1, "longitude": 11.6, "tilt": 35, "azimuth": 90"#)
        let west = try year(#""latitude": 48.1, "longitude": 11.6, "tilt": 35, "azimuth": 270"#)
        #expect(south > flat && flat > north)
        #expect((east / west - 1).magnitude < 0.02)
        #expect((0.7...0.95).contains(east / south))
        // The southern half of the Earth: towards the equator is north.
        let cape = try year(#""latitude": -34, "longitude": 18.4"#)
        let wrong = try year(#""latitude": -34, "longitude": 18.4, "azimuth": 180"#)
        #expect(cape > wrong * 1.2)
        let cloudy = try year(#""latitude": 48.1, "longitude": 11.6, "tilt": 35, "clouds": 1"#)
        #expect((cloudy / south - 0.25).magnitude < 1e-9)
        let half = try year(
            #""latitude": 48.1, "longitude": 11.6, "tilt": 35, "performanceRatio": 0.425"#
        )
        #expect((half / south - 0.5).magnitude < 1e-9)
    }

    @Test("Mornings are the east's and evenings the west's")
    func azimuth() throws {
        let values = try [90, 270].map { azimuth in
            try Bench.signal(
                #"""
                { "solar": { "peakPower": 1000, "latitude": 48, "longitude": 11, "tilt": 60,
                "azimuth": \#(azimuth) } }
                """#
            )
        }
        let (east, west) = (values[0], values[1])
        #expect(
            try east.value("2026-04-10T08:00:00+02:00") > west.value("2026-04-10T08:00:00+02:00")
        )
        #expect(
            try east.value("2026-04-10T18:00:00+02:00") < west.value("2026-04-10T18:00:00+02:00")
        )
    }

    @Test("Without a longitude the sun is highest at noon of the zone's standard time")
    func meridian() throws {
        let plain = #""peakPower": 1000, "latitude": 50, "hold": "1m""#
        for (zone, longitude) in [("Europe/Berlin", 15), ("America/New_York", -75), ("UTC", 0)] {
            let without = try Bench.signal(#"{ "solar": { \#(plain) } }"#, zone: zone)
            let with = try Bench.signal(
                #"{ "solar": { \#(plain), "longitude": \#(longitude) } }"#,
                zone: zone
            )
            for hour in Int64(0)..<48 {
                let instant = Instant(seconds: 1_782_864_000 + hour * 1800)
                #expect(without.piece(at: instant) == with.piece(at: instant))
            }
        }
    }

    @Test("Clouds are a signal; at night they do not count")
    func clouds() throws {
        let solar = { (clouds: String) in
            try Bench.signal(
                #"""
                { "solar": { "peakPower": 1000, "latitude": 48, "hold": "10m",
                "clouds": \#(clouds) } }
                """#
            )
        }
        let walk = #"{ "walk": { "minimum": 0, "maximum": 1, "step": 0.2, "hold": "1m" } }"#
        let (clear, cloudy) = (try solar("0"), try solar(walk))
        let noon = try Bench.at("2026-06-10T12:00:00+02:00")
        let ratios = (0..<10).map { minute in
            cloudy.piece(at: noon + .minutes(minute)).value
                / clear.piece(at: noon + .minutes(minute)).value
        }
        #expect(Set(ratios).count == 10)
        #expect(ratios.allSatisfy { (0.25...1).contains($0) })
        #expect(cloudy.piece(at: noon).until == noon + .minutes(1))
        let night = try Bench.at("2026-06-10T00:00:00+02:00")
        #expect(cloudy.piece(at: night) == clear.piece(at: night))
    }
}
