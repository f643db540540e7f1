import SimulatedTime
import Testing

@Suite("Chance")
struct SeedTests {
    @Test("Gaussian numbers have mean 0 and deviation 1, and repeat")
    func gaussian() {
        let stream = Seed(42).stream("incomer", "noise")
        let draws = (0..<20_000).map { stream.gaussian($0) }
        let mean = draws.reduce(0, +) / Double(draws.count)
        let variance = draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(draws.count)
        #expect(abs(mean) < 0.02)
        #expect(abs(variance - 1) < 0.04)
        #expect(draws.allSatisfy { abs($0) < 8.7 })
        #expect(draws.count { abs($0) < 1 } > 13_400 && draws.count { abs($0) < 1 } < 13_900)
        #expect(stream.gaussian(77) == draws[77])
    }

    @Test("Streams of other names, owners and seeds differ")
    func streams() {
        let streams = [
            Seed(1).stream("a", "x"), Seed(2).stream("a", "x"), Seed(1).stream("b", "x"),
            Seed(1).stream("a", "y"), Seed(1).stream("a", "x").substream(StreamName("n")),
            Seed(1).stream("a", "x").substream(StreamName("m")),
            Seed(1).stream("a", "x").substream(1), Seed(1).stream("a", "x").substream(2),
        ]
        #expect(Set(streams.map { $0.bits(5) }).count == streams.count)
    }
}
