import FarmReports
import SimulatedTime
import TestSupport
import Testing

@Suite("Reduction to columns")
struct ColumnAccumulatorTests {
    private let start = Instant(seconds: 1_767_567_600)

    @Test("Against every microsecond: least, greatest and mean of held values", arguments: 0..<12)
    func property(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let columns = Int.random(in: 1...40, using: &generator)
        let length = Int.random(in: columns...3000, using: &generator)
        var accumulator = ColumnAccumulator(
            columns: columns,
            from: start,
            length: .microseconds(Int64(length))
        )
        var values = [Double?](repeating: nil, count: length)
        var place = 0
        while place < length {
            let end = min(place + Int.random(in: 1...200, using: &generator), length)
            if Int.random(in: 0..<5, using: &generator) > 0 {
                let value = Double(Int.random(in: -9...9, using: &generator))
                let span = start + .microseconds(Int64(place))..<start + .microseconds(Int64(end))
                accumulator.hold(value, over: span)
                for index in place..<end { values[index] = value }
            }
            place = end
        }
        for (index, column) in accumulator.columns.enumerated() {
            let range = length * index / columns..<length * (index + 1) / columns
            let seen = values[range].compactMap { $0 }
            #expect(column?.low == seen.min(), "column \(index), seed \(seed)")
            #expect(column?.high == seen.max(), "column \(index), seed \(seed)")
            let mean = seen.isEmpty ? nil : seen.reduce(0, +) / Double(seen.count)
            let error = abs((column?.mean ?? 0) - (mean ?? 0))
            #expect(error < 1e-9, "column \(index), seed \(seed)")
        }
    }

    @Test("What goes steadily is halfway in the middle, and keeps its area")
    func ramp() throws {
        var accumulator = ColumnAccumulator(columns: 4, from: start, length: .seconds(8))
        accumulator.add(from: 0, to: 80, over: start..<start + .seconds(8))
        let columns = accumulator.columns.compactMap { $0 }
        #expect(columns.map(\.low) == [0, 20, 40, 60])
        #expect(columns.map(\.high) == [20, 40, 60, 80])
        #expect(columns.map(\.mean) == [10, 30, 50, 70])
    }

    @Test("A short peak is not lost in a long column")
    func peak() throws {
        var accumulator = ColumnAccumulator(columns: 1, from: start, length: .days(365))
        accumulator.hold(100, over: start..<start + .days(200))
        accumulator.hold(3000, over: start + .days(200)..<start + .days(200) + .seconds(1))
        accumulator.hold(100, over: start + .days(200) + .seconds(1)..<start + .days(365))
        let column = try #require(accumulator.columns[0])
        #expect(column.high == 3000)
        #expect(column.low == 100)
        #expect(column.mean < 100.001)
    }

    @Test("What is no number, or lies outside, leaves no trace")
    func outside() {
        var accumulator = ColumnAccumulator(columns: 2, from: start, length: .seconds(2))
        accumulator.hold(.nan, over: start..<start + .seconds(2))
        accumulator.hold(1, over: start - .seconds(9)..<start)
        accumulator.hold(1, over: start + .seconds(2)..<start + .seconds(9))
        #expect(accumulator.columns == [nil, nil])
    }
}
