import SimulatedTime
import Testing

@testable import FarmReports

@Suite("Charts in the terminal")
struct TerminalChartTests {
    private func chart(_ series: [(String, [Double?])]) -> Chart {
        Chart(
            title: "a load",
            subtitles: [String(repeating: "word ", count: 40)],
            start: Instant(seconds: 1_767_567_600),
            length: .days(1),
            zone: .utc,
            panels: [
                ChartPanel(
                    title: "Voltage",
                    unit: "V",
                    series: series.enumerated().map { index, line in
                        ChartSeries(
                            label: line.0,
                            tone: .part(index),
                            columns: line.1.map { value in
                                value.map { ColumnSummary(low: $0, high: $0, mean: $0) }
                            }
                        )
                    }
                )
            ]
        )
    }

    private func dots(_ text: Character) -> UInt32? {
        text.unicodeScalars.first.flatMap { (0x2800...0x28FF).contains($0.value) ? $0.value : nil }
    }

    @Test("No line is wider than the terminal, and without colour there is no escape sequence")
    func plain() {
        for width in [40, 80, 133] {
            let count = TerminalChart.columns(width: width)
            let values = (0..<count).map { Double($0 % 30) }
            let lines = TerminalChart.lines(
                chart([("L1", values), ("L2", values)]),
                width: width,
                hasColour: false
            )
            #expect(lines.allSatisfy { $0.count <= width }, "\(width)")
            #expect(lines.allSatisfy { !$0.contains("\u{1B}") })
            // Without colour each line has axes of its own.
            #expect(lines.contains { $0.hasPrefix("Voltage L1, V") })
            #expect(lines.contains { $0.hasPrefix("Voltage L2, V") })
        }
    }

    @Test("In colour lines share an axis, and colours end where they began")
    func coloured() {
        let count = TerminalChart.columns(width: 60)
        let lines = TerminalChart.lines(
            chart([
                ("L1", Array(repeating: 1, count: count)),
                ("L2", Array(repeating: 5, count: count)),
            ]),
            width: 60,
            hasColour: true
        )
        #expect(lines.count { $0.contains("Voltage") } == 1)
        for line in lines {
            let starts = line.components(of: "\u{1B}[")
            #expect(line.components(of: "\u{1B}[0m") * 2 == starts, "\(line)")
        }
    }

    @Test("Every column has a dot where there is a value, and none where there is nothing")
    func gaps() {
        let count = TerminalChart.columns(width: 50)
        let values = (0..<count).map { $0 % 8 < 4 ? Double($0) : nil }
        let lines = TerminalChart.lines(chart([("L1", values)]), width: 50, hasColour: false)
        let rows = lines.filter { $0.contains("┤") || $0.contains("│") }.map { Array($0) }
        for column in 0..<count {
            let bits: UInt32 = column % 2 == 0 ? 0x47 : 0xB8
            let isSet = rows.contains { row in
                let place = 10 + column / 2
                return place < row.count && dots(row[place]).map { $0 & bits != 0 } == true
            }
            #expect(isSet == (values[column] != nil), "column \(column)")
        }
    }

    @Test("A rising line rises")
    func rising() {
        let count = TerminalChart.columns(width: 60)
        let lines = TerminalChart.lines(
            chart([("L1", (0..<count).map { Double($0) })]),
            width: 60,
            hasColour: false
        )
        let rows = lines.filter { $0.contains("┤") || $0.contains("│") }.map { Array($0) }
        let tops = (10..<60).compactMap { place in
            rows.firstIndex { place < $0.count && dots($0[place]) != nil }
        }
        #expect(tops.count == 50)
        #expect(zip(tops, tops.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(tops.first != tops.last)
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        var (count, rest) = (0, self[...])
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
