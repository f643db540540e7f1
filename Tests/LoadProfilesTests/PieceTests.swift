import Documents
import Foundation
import LoadProfiles
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("Pieces")
struct PieceTests {
    static let noise = #"{ "noise": { "mean": 900, "deviation": 200, "hold": "7s" } }"#

    /// Signals of every kind, as the active power of a profile.
    static let signals = [
        "800", noise,
        #"{ "points": [["00:10", 800], ["02:30", 6200], ["18:00", 900]], "every": "day" }"#,
        #"{ "points": [["02:10", 8], ["13:30", 600]], "every": "day", "interpolation": "linear" }"#,
        #"{ "points": [["mon 02:10", 8], ["sun 02:45", 600]], "every": "week" }"#,
        #"""
        { "points": [["wed 02:10", 8], ["sun 02:45", 60], ["sun 03:00", 60]],
        "every": "week", "interpolation": "linear" }
        """#,
        #"""
        { "points": [["2026-03-29T00:00:00Z", 1], ["2026-10-25T00:00:00Z", 9]],
        "interpolation": "linear" }
        """#,
        #"{ "cycle": { "on": \#(noise), "onFor": "13s", "offFor": "1h1s", "phase": "random" } }"#,
        #"{ "cycle": { "on": 3, "onFor": "1ms", "offFor": "3ms", "phase": "400d" } }"#,
        #"""
        { "standard": { "profile": "H25", "annualEnergy": 3500000,
        "holidays": ["2026-10-26"] } }
        """#,
        #"{ "standard": { "profile": "G1", "annualEnergy": 3500000 } }"#,
        #"""
        { "product": [0.5, { "standard": { "profile": "H0", "annualEnergy": 1e6 } },
        \#(noise)] }
        """#,
        #"""
        { "week": { "weekdays": \#(noise), "saturday": 5, "sunday":
        { "points": [["00:10", 8], ["02:30", 62]], "every": "day" } } }
        """#,
        #"{ "week": { "sunday": 1, "saturday": 2, "other": 3 } }"#,
        #"""
        { "season": [{ "from": "03-29", "to": "10-24", "value": \#(noise) },
        { "from": "12-31", "to": "01-01", "value": 3 }], "other": 7 }
        """#,
        #"{ "season": [{ "from": "02-29", "to": "02-29", "value": 9 }], "other": 7 }"#,
        #"{ "sine": { "mean": 900, "amplitude": 200, "period": "7h1s", "hold": "7s" } }"#,
        #"{ "sine": { "amplitude": 5, "period": "12ms", "phase": "5ms", "hold": "1ms" } }"#,
        #"""
        { "ramp": { "from": 0, "to": 50, "start": "2026-03-29T00:30:00.5Z", "duration": "1h",
        "before": 3, "after": 4, "hold": "7s" } }
        """#,
        #"{ "ramp": { "from": 0, "to": 50, "duration": "40m", "every": "1h1s", "hold": "9s" } }"#,
        #"{ "walk": { "minimum": -5, "maximum": 40, "step": 2, "hold": "9s", "start": 7 } }"#,
        #"{ "walk": { "minimum": -5, "maximum": 40, "step": 200, "hold": "7m" } }"#,
        #"{ "solar": { "peakPower": 5000, "latitude": 48, "clouds": \#(cover), "hold": "9s" } }"#,
        #"{ "solar": { "peakPower": 5000, "latitude": -78, "longitude": 12, "hold": "11m" } }"#,
        #"{ "solar": { "peakPower": 5000, "latitude": 66.4, "tilt": 90, "azimuth": 20 } }"#,
        #"{ "clamp": { "of": \#(noise), "minimum": 850, "maximum": 950 } }"#,
        #"{ "shift": { "of": \#(noise), "by": "3.5s" } }"#,
        #"""
        { "shift": { "of": { "points": [["02:10", 8], ["13:30", 60]], "every": "day",
        "interpolation": "linear" }, "by": "1h" } }
        """#,
        #"""
        { "repeat": { "of": \#(noise), "every": "31s", "from": "2026-03-29T00:00:00.25Z" } }
        """#,
        #"""
        { "repeat": { "of": { "week": { "weekdays": \#(noise), "weekend": 3 } },
        "every": "3d", "from": "2026-03-27T00:00:00+01:00" } }
        """#,
        #"{ "negate": { "standard": { "profile": "G1", "annualEnergy": 3500000 } } }"#,
    ]

    static let cover = #"{ "walk": { "minimum": 0, "maximum": 1, "step": 0.1, "hold": "5m" } }"#

    /// Instants of 2026 in two zones with odd days, many of them around the odd hours.
    private func instants(_ random: RandomStream, count: Int64) throws -> [Instant] {
        let centres = try [
            "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-04-04T15:00:00Z",
            "2026-10-03T15:30:00Z", "2026-01-01T00:00:00Z", "1970-01-01T00:00:00Z",
        ].map { try Bench.at($0) }
        return (0..<count).map { step in
            let spread = [7200.0, 86_400, 31_536_000][Int(random.bits(step * 3) % 3)]
            let centre = centres[Int(random.bits(step * 3 + 1) % UInt64(centres.count))]
            let shift = (random.uniform(step * 3 + 2) - 0.5) * spread * 1_000_000
            return centre + .microseconds(Int64(shift))
        }
    }

    private func check(_ load: CompiledLoad, name: String) throws {
        let random = Seed(99).stream(name, "instants")
        let instants = try instants(random, count: 150)
        let pieces = instants.map { load.piece(at: $0) }
        for (index, (instant, piece)) in zip(instants, pieces).enumerated() {
            #expect(piece.until > instant, "\(name) at \(instant)")
            let span = min(piece.until - instant, .days(500)).microseconds
            for share in [0, random.uniform(Int64(-index) * 2), random.uniform(Int64(-index) * 3)] {
                let inside = instant + .microseconds(Int64(Double(span - 1) * share))
                let again = load.piece(at: inside)
                #expect(again.conditions == piece.conditions, "\(name) \(instant) \(inside)")
                #expect(again.until >= piece.until || again.until > inside, "\(name) \(inside)")
            }
            let last = load.piece(at: instant + .microseconds(span - 1))
            #expect(last.conditions == piece.conditions, "\(name) before the end from \(instant)")
        }
        // Asked backwards, all is the same.
        for (instant, piece) in zip(instants, pieces).reversed() {
            #expect(load.piece(at: instant) == piece)
        }
    }

    @Test(
        "Every kind of signal is constant within its pieces and the same in any order",
        arguments: signals
    )
    func tiling(signal: String) throws {
        for zone in ["Europe/Berlin", "Australia/Lord_Howe"] {
            let load = try Bench.load(
                #"{ "phases": { "all": { "activePower": \#(signal), "powerFactor": 0.8 } } }"#,
                zone: zone
            )
            try check(load, name: zone + signal)
        }
    }

    @Test("A piece that is updated is the piece that is asked, whatever it was before")
    func updated() throws {
        let noise = #"{ "activePower": \#(Self.noise) }"#
        let loads = try [
            #"{ "phases": { "all": { "activePower": 5 } } }"#,
            #"{ "phases": { "all": \#(noise) } }"#,
            #"{ "phases": { "total": \#(noise) }, "voltage": { "l2": 0 } }"#,
            #"{ "phases": { "l2": \#(noise) }, "harmonics": { "current": { "3": 0.5 } } }"#,
            #"{ "phases": { "l2": \#(noise) }, "networkImpedance": { "resistance": 2 } }"#,
            #"{ "sumOf": "x", "frequency": 60 }"#,
        ].map { try Bench.load($0) }
        let all = loads + loads.map { $0.connected(l1: false, l2: true, l3: false) }
        var piece = all[0].piece(at: .epoch)
        for step in Int64(0)..<400 {
            let load = all[Int(Seed(4).stream("pieces", "updated").bits(step) % UInt64(all.count))]
            load.update(&piece, at: Instant(seconds: step * 3))
            #expect(piece == load.piece(at: Instant(seconds: step * 3)))
        }
    }

    @Test("The shipped profiles are constant within their pieces")
    func shipped() throws {
        let folder = SharedFolder.profiles.appending(path: "loads")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        for file in files where file.hasSuffix(".json") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            try check(try Bench.load(text), name: file)
        }
    }

    @Test("The pieces of a constant load end in the distant future")
    func constant() throws {
        let load = try Bench.load(#"{ "phases": { "l1": { "activePower": 5 } } }"#)
        #expect(load.piece(at: .epoch).until == .distantFuture)
    }

    @Test("Meters, places, phases and seeds have noise of their own")
    func noiseStreams() throws {
        let json = #"{ "phases": { "all": { "activePower": \#(Self.noise) } } }"#
        let first = try Bench.load(json).piece(at: .epoch).conditions
        #expect(Set(first.phases.map(\.activePower)).count == 3)
        #expect(try Bench.load(json, owner: "n").piece(at: .epoch).conditions != first)
        #expect(try Bench.load(json, seed: 2).piece(at: .epoch).conditions != first)
        #expect(try Bench.load(json).piece(at: .epoch).conditions == first)
        let each = #"{ "activePower": \#(Self.noise) }"#
        let written = #"{ "phases": { "l1": \#(each), "l2": \#(each), "l3": \#(each) } }"#
        #expect(try Bench.load(written).piece(at: .epoch).conditions == first)
        let voltage = #"{ "noise": { "mean": 230, "deviation": 1 } }"#
        let one = try Bench.load(
            #"{ "phases": { "all": { "activePower": 1 } }, "voltage": \#(voltage) }"#
        )
        #expect(Set(one.piece(at: .epoch).conditions.phases.map(\.voltage)).count == 1)
    }

    @Test("A profile's own zone wins over the farm's")
    func ownZone() throws {
        let points =
            #"{ "activePower": { "points": [["00:00", 1], ["12:00", 2]], "every": "day" } }"#
        let own = try Bench.load(
            #"{ "timeZone": "Asia/Kolkata", "phases": { "l1": \#(points) } }"#
        )
        let noon = try Bench.at("2026-01-01T12:00:00+05:30")
        #expect(own.piece(at: noon).conditions.l1.activePower == 2)
        let farm = try Bench.load(#"{ "phases": { "l1": \#(points) } }"#, zone: "UTC")
        #expect(farm.piece(at: noon).conditions.l1.activePower == 1)
    }
}
