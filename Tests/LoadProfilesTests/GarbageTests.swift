import Documents
import Foundation
import LoadProfiles
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("Garbage")
struct GarbageTests {
    /// Makes documents that are nearly right, and values nobody expects.
    struct Maker {
        let stream: RandomStream
        var step: Int64 = 0

        init(_ name: String) {
            stream = Seed(5).stream("garbage", name)
        }

        mutating func pick(_ count: Int) -> Int {
            step += 1
            return Int(stream.bits(step) % UInt64(count))
        }

        static let keys = [
            "phases", "l1", "l2", "all", "total", "balance", "activePower", "reactivePower",
            "powerFactor", "current", "phaseAngle", "apparentPower", "reactiveSign", "voltage",
            "frequency", "resolution", "timeZone", "sumOf", "losses", "ratio", "points", "every",
            "interpolation", "cycle", "on", "off", "onFor", "offFor", "phase", "noise", "mean",
            "deviation", "hold", "minimum", "maximum", "distribution", "sum", "product", "standard",
            "profile", "annualEnergy", "holidays", "csv", "file", "column", "gaps", "end",
            "quantity",
            "scale", "interval", "unit", "week", "weekdays", "weekend", "monday", "other",
            "season", "from", "to", "value", "sine", "amplitude", "period", "ramp", "start",
            "duration", "before", "after", "walk", "step", "at", "solar", "peakPower", "latitude",
            "longitude", "tilt", "azimuth", "clouds", "clamp", "of", "shift", "by", "repeat",
            "negate", "harmonics", "3", "50", "angle", "networkImpedance", "resistance",
            "reactance",
        ]

        static let leaves: [JSONValue] = [
            .null, .bool(true), .integer(0), .integer(1), .integer(-1), .integer(.max),
            .integer(.min), .number(0.5), .number(1e308), .number(-1e308),
            .number(.leastNonzeroMagnitude),
            .number(.infinity), .number(.nan), .string(""), .string("day"), .string("week"),
            .string("linear"), .string("1y"), .string("1000y"), .string("1us"), .string("00:00"),
            .string("mon 07:30"), .string("2199-12-31T23:59:59Z"), .string("H25"),
            .string("x.csv"), .string("W"), .string("UTC"), .string("random"), .string("repeat"),
            .string("\u{0}🔥"), .string("02-29"), .string("12-31"), .array([]), .object([:]),
        ]

        mutating func value(depth: Int) -> JSONValue {
            switch pick(depth <= 0 ? 4 : 8) {
            case 0...3: return Self.leaves[pick(Self.leaves.count)]
            case 4: return .array((0..<pick(4)).map { _ in value(depth: depth - 1) })
            default:
                var members: [String: JSONValue] = [:]
                for _ in 0...pick(4) {
                    members[Self.keys[pick(Self.keys.count)]] = value(depth: depth - 1)
                }
                return .object(members)
            }
        }

        /// The same document with some values replaced, removed or doubled.
        mutating func mutated(_ value: JSONValue) -> JSONValue {
            if pick(14) == 0 { return self.value(depth: 2) }
            switch value {
            case .array(let elements):
                var mutants = elements.map { mutated($0) }
                if pick(10) == 0, let first = mutants.first { mutants.append(first) }
                if pick(10) == 0, !mutants.isEmpty { mutants.removeLast() }
                return .array(mutants)
            case .object(let members):
                var mutants: [String: JSONValue] = [:]
                for (key, member) in members.sorted(by: { $0.key < $1.key }) where pick(20) != 0 {
                    mutants[pick(25) == 0 ? Self.keys[pick(Self.keys.count)] : key] = mutated(
                        member
                    )
                }
                return .object(mutants)
            default: return value
            }
        }
    }

    private let library = Bench.library([
        "x.csv": "t,W\n2026-01-01T00:00:00Z,1\n2026-01-01T00:15:00Z,-7\n2026-01-02T00:15:00Z,5\n"
    ])

    /// Reads a document and, when it is taken, asks it at odd instants.
    private func survive(_ value: JSONValue, _ maker: inout Maker) throws -> Bool {
        let node = Node(value, log: FaultLog(file: "g.json"))
        let profile = LoadProfile.read(node, library: library)
        #expect(profile.isNone == !node.log.faults.isEmpty)
        guard let load = profile?.load(in: try Bench.context()) else { return false }
        let odd: [Int64] = [0, 1, -1, 7_258_118_399_999_999, 1_774_746_000_000_000, (1 << 62) - 1]
        for microseconds in odd + (0..<6).map({ _ in Int64(maker.pick(8_000_000)) * 1_000_000_007 })
        {
            let instant = Instant(microseconds: microseconds)
            let piece = load.piece(at: instant)
            #expect(piece.until > instant)
            for phase in piece.conditions.phases {
                #expect(abs(phase.activePower) <= 1e12 && abs(phase.reactivePower) <= 1e12)
                #expect(phase.voltage >= 0 && phase.voltage <= 1e6)
            }
        }
        return true
    }

    @Test("Random values never trap and are never half taken")
    func random() throws {
        var maker = Maker("random")
        for _ in 0..<4000 { _ = try survive(maker.value(depth: 6), &maker) }
    }

    @Test("Shipped profiles with random mutations never trap")
    func mutations() throws {
        var maker = Maker("mutations")
        var taken = 0
        for name in library.names(of: .loads) {
            let found = try library.find(name, kind: .loads, from: "").orThrow(name)
            let value = try JSONValue.parse(found.bytes, file: name)
            for _ in 0..<40 where try survive(maker.mutated(value), &maker) { taken += 1 }
        }
        #expect(taken > 0)
    }

    @Test("Signals with random mutations never trap")
    func signals() throws {
        var maker = Maker("signals")
        var taken = 0
        for signal in PieceTests.signals + [
            #"""
            { "csv": { "file": "x.csv", "column": "W", "end": "repeat",
            "interpolation": "linear" } }
            """#
        ] {
            let text = #"{ "phases": { "l1": { "activePower": \#(signal), "powerFactor": 0.9 } } }"#
            let value = try JSONValue.parse(Array(text.utf8), file: "s")
            for _ in 0..<60 where try survive(maker.mutated(value), &maker) { taken += 1 }
        }
        #expect(taken > 100)
    }

    @Test("Random bytes are no CSV file, and never trap")
    func csvBytes() throws {
        var maker = Maker("csv")
        let pieces = [
            "t,W\n", "\"", ",", ";", "\n", "\r", "2026-01-01T00:00:00Z", "1", "-", "\u{FEFF}",
            "2026-10-25 02:30", "e9", "é",
        ]
        for _ in 0..<3000 {
            let text =
                "t,W\n"
                + (0..<maker.pick(20)).map { _ in pieces[maker.pick(pieces.count)] }.joined()
            let node = try Bench.node(
                #"{ "csv": { "file": "y.csv", "column": "W", "end": "repeat" } }"#
            )
            let zone = try CivilZone(identifier: "Europe/Berlin")
            let signal = Signal.read(
                node,
                library: Bench.library(["y.csv": text]),
                range: -5...5,
                timeZone: zone
            )
            #expect(signal.isNone == !node.log.faults.isEmpty)
            let compiled = signal?.compiled(seed: Seed(1), owner: "m", purpose: "p", timeZone: zone)
            if let piece = compiled?.piece(at: .epoch) { #expect(piece.until > .epoch) }
        }
    }
}
