import LoadProfiles
import SimulatedTime
import Testing

@Suite("Random walks")
struct WalkTests {
    private func walk(_ options: String, seed: UInt64 = 1) throws -> CompiledSignal {
        try Bench.signal(#"{ "walk": { \#(options) } }"#, seed: seed)
    }

    private func values(_ signal: CompiledSignal, _ count: Int64, from start: Int64 = 0) -> [Double]
    {
        (start..<start + count).map { signal.piece(at: Instant(seconds: $0)).value }
    }

    @Test("Steps are gaussian with the deviation asked for, as long as no bound is near")
    func steps() throws {
        let signal = try walk(#""minimum": 0, "maximum": 100, "step": 0.5"#)
        let values = values(signal, 200_000)
        let steps = zip(values, values.dropFirst())
            .filter { pair in pair.0 > 5 && pair.0 < 95 }.map { $1 - $0 }
        let mean = steps.reduce(0, +) / Double(steps.count)
        let variance = steps.map { $0 * $0 }.reduce(0, +) / Double(steps.count)
        #expect(abs(mean) < 0.01)
        #expect(abs(variance.squareRoot() - 0.5) < 0.01)
        #expect(steps.allSatisfy { $0.magnitude < 4 })
        let far = Double(steps.count { $0.magnitude > 1 }) / Double(steps.count)
        #expect((0.040...0.051).contains(far))
    }

    @Test("A walk strays as the root of time, whatever level of the bridge is crossed")
    func diffusion() throws {
        let signal = try walk(#""minimum": 0, "maximum": 1000, "step": 1"#)
        let values = values(signal, 400_000)
        for lag in [2, 3, 16, 100, 1000] {
            let strays = stride(from: 0, to: values.count - lag, by: 7).compactMap {
                at -> Double? in
                guard (200...800).contains(values[at]) else { return nil }
                let stray = values[at + lag] - values[at]
                return stray * stray
            }
            let variance = strays.reduce(0, +) / Double(strays.count)
            #expect((0.8...1.25).contains(variance / Double(lag)), "\(lag) \(variance)")
        }
    }

    @Test("In the long run it is everywhere between its bounds equally often")
    func uniform() throws {
        for step in [0.3, 3, 30, 300] {
            var counts = [Int](repeating: 0, count: 5)
            for seed in UInt64(1)...60 {
                let signal = try walk(
                    #""minimum": -20, "maximum": 30, "step": \#(step)"#,
                    seed: seed
                )
                // Far apart, so that the samples say nothing of each other.
                for sample in Int64(0)..<100 {
                    let value = signal.piece(at: Instant(seconds: sample * 50_077)).value
                    #expect((-20...30).contains(value))
                    counts[min(4, Int((value + 20) / 10))] += 1
                }
            }
            #expect(counts.allSatisfy { (1050...1350).contains($0) }, "\(step) \(counts)")
        }
    }

    @Test("It is worth its start when it starts, wherever it is asked first")
    func start() throws {
        let options = #""minimum": 0, "maximum": 10, "step": 0.1, "start": 7.5, "hold": "1m""#
        let signal = try walk(options + #", "at": "2026-01-05T06:00:20Z""#)
        let at = try Bench.at("2026-01-05T06:00:20Z")
        #expect(signal.piece(at: at) == (7.5, at + .minutes(1)))
        #expect(signal.piece(at: at + .seconds(59)).value == 7.5)
        for minutes in [-1, 1] as [Int64] {
            let near = signal.piece(at: at + .minutes(minutes)).value
            #expect(near != 7.5 && (7...8).contains(near))
        }
        let epoch = try walk(options)
        #expect(epoch.piece(at: .epoch).value == 7.5)
        #expect(try walk(options, seed: 2).piece(at: .epoch).value == 7.5)
        let later = Instant(seconds: 86_400)
        #expect(
            try walk(options, seed: 2).piece(at: later).value != epoch.piece(at: later).value
        )
    }

    @Test("Meters, places and seeds have walks of their own, and the same again")
    func streams() throws {
        let json = #"{ "walk": { "minimum": 0, "maximum": 1, "step": 0.05 } }"#
        let first = values(try Bench.signal(json), 50)
        #expect(values(try Bench.signal(json), 50) == first)
        #expect(values(try Bench.signal(json, seed: 2), 50) != first)
        #expect(values(try Bench.signal(json, owner: "n"), 50) != first)
        let two = try Bench.signal(#"{ "sum": [\#(json), { "negate": \#(json) }] }"#)
        #expect(Set(values(two, 50)).count == 50)
    }

    @Test("Bounds that meet leave no way to go")
    func narrow() throws {
        let signal = try walk(#""minimum": 4, "maximum": 4, "step": 1"#)
        #expect(signal.piece(at: .epoch) == (4, .distantFuture))
    }
}
