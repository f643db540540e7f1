internal import SimulatedTime

/// A chart as text, drawn with dots.
///
/// In colour all lines of a panel share its axis; without colour they could not be told apart, and
/// each has an axis of its own.
public struct TerminalChart {
    /// The characters left of an axis.
    private static let gutter = 9
    /// The least width in which a chart can be read, characters.
    private static let leastWidth = 40

    /// How many columns a chart has on a terminal of a width: two for each character of the axis.
    public static func columns(width: Int) -> Int {
        (max(width, leastWidth) - gutter - 1) * 2
    }

    private let chart: Chart
    private let cells: Int
    private let rows: Int?
    private let hasColour: Bool

    /// The lines of a chart.
    ///
    /// - Parameters:
    ///   - width: of the terminal, characters; the chart has `columns(width:)` columns.
    ///   - rows: of each panel, characters; nil for what suits it.
    public static func lines(
        _ chart: Chart,
        width: Int,
        rows: Int? = nil,
        hasColour: Bool
    ) -> [String] {
        let text = TerminalChart(
            chart: chart,
            cells: columns(width: width) / 2,
            rows: rows,
            hasColour: hasColour
        )
        return text.lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private var lines: [String] {
        let ticks = TimeTicks(
            from: chart.start,
            length: chart.length,
            zone: chart.zone,
            limit: cells / 12
        ).ticks
        var lines = [strong(chart.title)]
        lines += chart.subtitles.flatMap { ChartText.wrapped($0, at: Self.gutter + 1 + cells) }
        for panel in panels {
            lines += [""] + body(panel, ticks) + [axisLine(ticks)]
        }
        return lines + labels(ticks)
    }

    private var panels: [ChartPanel] {
        if hasColour { return chart.panels }
        return chart.panels.flatMap { panel in
            panel.series.map { series in
                let name = series.label == panel.title ? "" : " \(series.label)"
                return ChartPanel(
                    title: panel.title + name,
                    unit: panel.unit,
                    series: [series]
                )
            }
        }
    }

    // MARK: a panel

    private func body(_ panel: ChartPanel, _ ticks: [TimeTicks.Tick]) -> [String] {
        let range = panel.range ?? 0...0
        let size = max(abs(range.lowerBound), abs(range.upperBound))
        let prefix = UnitPrefix(for: size, unit: panel.unit)
        let height = max(rows ?? (panel.series.count > 1 ? 10 : 6), 2)
        let scale = NiceScale(
            (range.lowerBound / prefix.factor)...(range.upperBound / prefix.factor),
            limit: height / 2 + 1
        )
        var canvas = BrailleCanvas(width: cells, height: height)
        let axis = ValueAxis(scale.bounds, prefix.factor, 0..<(canvas.rows - 1))
        for (index, series) in panel.series.enumerated() {
            draw(series, axis, tone: index, on: &canvas)
        }
        var marks = [String](repeating: "", count: height)
        for (value, label) in zip(scale.ticks, scale.labels) {
            marks[axis.pixel(value * prefix.factor) / 4] = label
        }
        let drawn = (0..<height).map { row in
            let end = marks[row].isEmpty ? "│" : "┤"
            return padded(marks[row]) + faint(end) + canvas.line(row, paint: paint)
        }
        return heading(panel, prefix.symbol + panel.unit) + drawn
    }

    private func heading(_ panel: ChartPanel, _ unit: String) -> [String] {
        let title = unit.isEmpty ? panel.title : "\(panel.title), \(unit)"
        if panel.series.count == 1, let range = panel.range, let mean = panel.series[0].mean {
            let texts = [range.lowerBound, mean, range.upperBound].map {
                FixedText.text($0, unit: panel.unit)
            }
            let figures = "   least \(texts[0]), mean \(texts[1]), greatest \(texts[2])"
            let fits = title.count + figures.count <= Self.gutter + 1 + cells
            return [strong(title) + (fits ? figures : "")]
        }
        return legend(panel, after: title)
    }

    /// The title and the names of the lines, in as many rows as they need.
    private func legend(_ panel: ChartPanel, after title: String) -> [String] {
        var rows = [strong(title)]
        var width = title.count
        for (index, series) in panel.series.enumerated() {
            let name = "━━ \(series.label)"
            if width + 3 + name.count > Self.gutter + 1 + cells {
                rows.append("")
                width = 0
            }
            rows[rows.count - 1] += "   " + paint(name, index)
            width += 3 + name.count
        }
        return rows
    }

    private func draw(
        _ series: ChartSeries,
        _ axis: ValueAxis,
        tone: Int,
        on canvas: inout BrailleCanvas
    ) {
        var before: ClosedRange<Int>?
        for (index, column) in series.columns.enumerated() {
            guard let column else {
                before = nil
                continue
            }
            let own = axis.pixel(column.high)...axis.pixel(column.low)
            var span = own
            // A line does not tear where it jumps.
            if let before, before.upperBound < own.lowerBound - 1 {
                span = (before.upperBound + 1)...own.upperBound
            } else if let before, before.lowerBound > own.upperBound + 1 {
                span = own.lowerBound...(before.lowerBound - 1)
            }
            canvas.fill(column: index, rows: span, tone: tone)
            before = own
        }
    }

    // MARK: the axis of time

    private func cell(_ tick: TimeTicks.Tick) -> Int {
        let share = (tick.instant - chart.start).inSeconds / chart.length.inSeconds
        return min(Int((share * Double(cells)).rounded(.down)), cells - 1)
    }

    private func axisLine(_ ticks: [TimeTicks.Tick]) -> String {
        var marks = [Character](repeating: "─", count: cells)
        for tick in ticks { marks[cell(tick)] = "┬" }
        return padded("") + faint("└" + String(marks))
    }

    private func labels(_ ticks: [TimeTicks.Tick]) -> [String] {
        [ticks.map { ($0, $0.label) }, ticks.map { ($0, $0.detail) }].map { row in
            var line: [Character] = []
            for (tick, label) in row where !label.isEmpty {
                let middle = Self.gutter + 1 + cell(tick)
                let last = Self.gutter + 1 + cells - label.count
                let place = max(min(middle - label.count / 2, last), 0)
                guard place > line.count || line.isEmpty else { continue }
                line += Array(repeating: " ", count: place - line.count) + Array(label)
            }
            return String(line)
        }
    }

    private func padded(_ label: String) -> String {
        String(repeating: " ", count: max(Self.gutter - 1 - label.count, 0)) + label + " "
    }

    // MARK: colours of a terminal (ECMA-48)

    private static let colours = [94, 36, 33, 32, 35, 31, 95, 91]

    private func paint(_ text: String, _ tone: Int) -> String {
        guard hasColour else { return text }
        let code = Self.colours[tone % Self.colours.count]
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    private func strong(_ text: String) -> String {
        hasColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    private func faint(_ text: String) -> String {
        hasColour ? "\u{1B}[2m\(text)\u{1B}[0m" : text
    }
}
