import RealModule
import Testing

@testable import SimulatedTime

@Suite("The ziggurat")
struct ZigguratTests {
    private func density(_ x: Double) -> Double { .exp(-x * x / 2) }

    @Test("Its layers have the area that the table says they have")
    func table() {
        let tail = Ziggurat.tail
        let rest = (Double.pi / 2).squareRoot() * .erfc(tail / 2.0.squareRoot())
        let area = tail * density(tail) + rest
        #expect((Ziggurat.edges[0] * density(tail) / area - 1).magnitude < 1e-14)
        #expect(Ziggurat.edges[1] == tail)
        #expect(Ziggurat.edges[256] == 0)
        for layer in 1..<256 {
            let (outer, inner) = (Ziggurat.edges[layer], Ziggurat.edges[layer + 1])
            let height = density(inner) - density(outer)
            #expect((outer * height / area - 1).magnitude < 1e-9, "\(layer)")
        }
    }

    @Test("Draws are distributed as the normal distribution, tail and all")
    func distribution() {
        let stream = Seed(7).stream("ziggurat", "draws")
        let count = 2_000_000
        var beyond = [Int](repeating: 0, count: 9)
        var positive = 0
        var cubes = 0.0
        for step in 0..<Int64(count) {
            let draw = stream.gaussian(step)
            if draw > 0 { positive += 1 }
            cubes += draw * draw * draw
            for half in 0..<9 where draw.magnitude > Double(half) / 2 { beyond[half] += 1 }
        }
        #expect((Double(positive) / Double(count) - 0.5).magnitude < 0.002)
        #expect((cubes / Double(count)).magnitude < 0.015)
        for half in 1..<9 {
            let share = Double.erfc(Double(half) / 2 / 2.0.squareRoot())
            let expected = share * Double(count)
            let deviation = (expected * (1 - share)).squareRoot()
            let found = Double(beyond[half])
            #expect((found - expected).magnitude < 4.5 * deviation, "beyond \(half)/2: \(found)")
        }
    }

    @Test("Neighbouring draws and neighbouring streams know nothing of each other")
    func independence() {
        let parent = Seed(7).stream("ziggurat", "streams")
        let one = parent.substream(StreamName("activePower/noise"))
        let other = parent.substream(StreamName("activePower/noisf"))
        let count = 200_000
        var (next, across) = (0.0, 0.0)
        for step in 0..<Int64(count) {
            next += one.gaussian(step) * one.gaussian(step + 1)
            across += one.gaussian(step) * other.gaussian(step)
        }
        let limit = 4.5 / Double(count).squareRoot()
        #expect((next / Double(count)).magnitude < limit)
        #expect((across / Double(count)).magnitude < limit)
    }

    @Test("A stream inside a stream depends on the order of the names")
    func nesting() {
        let (a, b) = (StreamName("a"), StreamName("b"))
        let stream = Seed(7).stream("ziggurat", "nesting")
        let streams = [
            stream, stream.substream(a), stream.substream(b), stream.substream(a).substream(b),
            stream.substream(b).substream(a), stream.substream(a).substream(a),
        ]
        #expect(Set(streams.map { $0.bits(3) }).count == streams.count)
    }
}
