/// Sorts lines into panels by kind and unit, and names and colours them.
struct PanelBuilder {
    /// A line before it is named.
    struct Line {
        /// The meter; empty where there is one only.
        let meter: String
        /// The quantity's name.
        let quantity: String
        /// The SI unit.
        let unit: String
        let columns: [ColumnSummary?]
    }

    /// A panel before its lines are named.
    private struct Draft {
        let title: String
        let unit: String
        var lines: [(meter: String, name: String, columns: [ColumnSummary?])] = []
    }

    private var drafts: [Draft] = []

    /// The panels of some lines, in the order of their first lines.
    ///
    /// - Throws: ``ReportError`` when a panel has more lines than there are colours.
    static func panels(_ lines: [Line]) throws(ReportError) -> [ChartPanel] {
        var builder = PanelBuilder()
        for line in lines { builder.add(line) }
        for draft in builder.drafts where draft.lines.count > ChartTone.partCount {
            throw .tooManySeries(draft.lines.count, ChartTone.partCount)
        }
        return builder.drafts.map(panel)
    }

    private mutating func add(_ line: Line) {
        let name = SeriesName(line.quantity, unit: line.unit)
        let own = (line.meter, name.line, line.columns)
        let index = drafts.firstIndex { $0.title == name.panel && $0.unit == line.unit }
        if let index {
            drafts[index].lines.append(own)
        } else {
            drafts.append(Draft(title: name.panel, unit: line.unit, lines: [own]))
        }
    }

    private static func panel(_ draft: Draft) -> ChartPanel {
        var panel = ChartPanel(title: draft.title, unit: draft.unit, series: [])
        let names = Set(draft.lines.map(\.name))
        // What all lines of several meters have in common belongs to the title.
        let isCommon = names.count == 1 && draft.lines.allSatisfy { !$0.meter.isEmpty }
        if isCommon, let name = names.first {
            let words = name.split(separator: " ").filter { $0 != "total" }
            panel.title = ([draft.title] + words.map(String.init)).joined(separator: " ")
        }
        var parts = 0
        for line in draft.lines {
            let words = isCommon ? [line.meter] : [line.meter, line.name].filter { !$0.isEmpty }
            let isWhole = line.meter.isEmpty && line.name == "total"
            panel.series.append(
                ChartSeries(
                    label: words.isEmpty ? draft.title : words.joined(separator: " "),
                    tone: isWhole ? .whole : .part(parts),
                    columns: line.columns
                )
            )
            if !isWhole { parts += 1 }
        }
        return panel
    }
}

extension ChartPanel {
    /// Without lines that say nothing of their own: phases that carry nothing, three phases that
    /// are the same, a total that is its only part.
    func withoutRedundancy() -> ChartPanel {
        var panel = self
        panel.series.removeAll { $0.tone != .whole && $0.range == 0...0 }
        let parts = panel.series.filter { $0.tone != .whole }
        if let first = parts.first, parts.count > 1,
            parts.allSatisfy({ $0.looksLike(first) })
        {
            panel.series.removeAll { $0.tone != .whole }
            var common = first
            common.label = parts.map(\.label).joined(separator: " = ")
            panel.series.insert(common, at: 0)
        } else if let only = parts.first, parts.count == 1,
            panel.series.allSatisfy({ $0.looksLike(only) })
        {
            panel.series = [only]
        }
        return panel
    }

    /// Whether all that is shown is zero.
    var isIdle: Bool { range == nil || range == 0...0 }
}

extension ChartSeries {
    /// Whether another line cannot be told from this one: phasors 120° apart differ by roundings.
    func looksLike(_ other: ChartSeries) -> Bool {
        guard columns.count == other.columns.count else { return false }
        let size = max(range.map { max(abs($0.lowerBound), abs($0.upperBound)) } ?? 0, 1e-9)
        return zip(columns, other.columns).allSatisfy { own, its in
            guard let own, let its else { return own == its }
            return abs(own.low - its.low) <= size * 1e-6
                && abs(own.high - its.high) <= size * 1e-6
                && abs(own.mean - its.mean) <= size * 1e-6
        }
    }
}
