import FarmCore
import MeterModels
import SimulatedTime
import Testing

@Suite("How long a meter takes to answer")
struct ResponsePaceTests {
    private let stream = Seed(5).stream("incomer", "response")

    private func draws(_ time: ResponseTime, _ count: Int64 = 20_000) -> [Int64] {
        (0..<count).map { ResponsePace.nanoseconds(of: time, stream, $0) }
    }

    @Test("Times stay between minimum and maximum around the typical one")
    func distribution() {
        var time = ResponseTime()
        (time.minimum, time.typical, time.maximum) = (40, 60, 200)
        let sorted = draws(time).sorted()
        #expect(sorted.first == 40_000_000)
        #expect((sorted.last ?? 0) <= 200_000_000)
        #expect((sorted.last ?? 0) > 170_000_000)
        #expect(abs(Double(sorted[10_000]) - 60e6) < 1e6)
        // One deviation above the median: 60 ms · (200/60)^(1/3) = 89.6 ms at 84.13 %.
        #expect(abs(Double(sorted[16_827]) - 89.6e6) < 1.5e6)
    }

    @Test("The same count gives the same time, another another")
    func repeatable() {
        let time = ResponseTime()
        #expect(draws(time, 100) == draws(time, 100))
        #expect(Set(draws(time, 100)).count > 50)
    }

    @Test("Without room there is no chance")
    func fixed() {
        var time = ResponseTime()
        (time.minimum, time.typical, time.maximum) = (0, 0, 200)
        #expect(Set(draws(time, 100)) == [0])
        (time.minimum, time.typical, time.maximum) = (30, 30, 30)
        #expect(Set(draws(time, 100)) == [30_000_000])
    }
}
