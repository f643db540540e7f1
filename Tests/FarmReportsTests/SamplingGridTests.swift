import FarmReports
import SimulatedTime
import Testing

@Suite("The instants of a report")
struct SamplingGridTests {
    private let start = Instant(seconds: 1_767_567_600)

    private func instants(_ length: TimeSpan, _ every: TimeSpan) throws -> [Int64] {
        let grid = try SamplingGrid(start: start, length: length, every: every)
        return (0..<grid.count).map { (grid[$0] - start).microseconds / 1_000_000 }
    }

    @Test("Start and end belong to it, also where the end is off the step")
    func ends() throws {
        #expect(try instants(.hours(1), .minutes(15)) == [0, 900, 1800, 2700, 3600])
        #expect(try instants(.seconds(100), .seconds(40)) == [0, 40, 80, 100])
        #expect(try instants(.zero, .minutes(15)) == [0])
        #expect(try instants(.seconds(5), .days(365_000)) == [0, 5])
    }

    @Test("What cannot be written as a date is refused")
    func limits() {
        #expect(throws: ReportError.self) {
            try SamplingGrid(start: start, length: .days(365_000), every: .days(1))
        }
        #expect(throws: ReportError.gridIsEmpty) {
            try SamplingGrid(start: start, length: .days(1), every: .zero)
        }
        #expect(throws: ReportError.gridIsEmpty) {
            try SamplingGrid(start: start, length: .seconds(-1), every: .seconds(1))
        }
    }
}
