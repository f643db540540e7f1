public import SimulatedTime

/// A chart before it is drawn: panels above each other over one axis of time.
public struct Chart: Sendable {
    /// What is shown, in a few words.
    public var title: String
    /// What more there is to say, a line each: what it is for, of when.
    public var subtitles: [String]
    /// The first instant of the axis.
    public var start: Instant
    /// The length of the axis.
    public var length: TimeSpan
    /// The clocks that the axis shows.
    public var zone: CivilZone
    /// The panels from top to bottom.
    public var panels: [ChartPanel]

    /// A chart.
    public init(
        title: String,
        subtitles: [String],
        start: Instant,
        length: TimeSpan,
        zone: CivilZone,
        panels: [ChartPanel]
    ) {
        self.title = title
        self.subtitles = subtitles
        self.start = start
        self.length = length
        self.zone = zone
        self.panels = panels
    }

    /// The last instant of the axis.
    public var end: Instant { start + length }
}

/// Quantities of one kind and unit, over one vertical axis.
public struct ChartPanel: Sendable {
    /// What is measured: `Active power`.
    public var title: String
    /// The SI unit without prefix.
    public var unit: String
    /// The lines.
    public var series: [ChartSeries]

    /// A panel.
    public init(title: String, unit: String, series: [ChartSeries]) {
        self.title = title
        self.unit = unit
        self.series = series
    }

    /// The least and the greatest value of all lines; nil when there is none.
    public var range: ClosedRange<Double>? {
        let ranges = series.compactMap(\.range)
        guard let first = ranges.first else { return nil }
        return ranges.dropFirst().reduce(first) { range, next in
            min(range.lowerBound, next.lowerBound)...max(range.upperBound, next.upperBound)
        }
    }
}

/// One line of a chart.
public struct ChartSeries: Sendable {
    /// The name in the legend.
    public var label: String
    /// The colour it takes.
    public var tone: ChartTone
    /// What happens in each of the equal parts of the axis; nil where there is nothing.
    public var columns: [ColumnSummary?]

    /// A line.
    public init(label: String, tone: ChartTone, columns: [ColumnSummary?]) {
        self.label = label
        self.tone = tone
        self.columns = columns
    }

    /// The least and the greatest value; nil when there is none.
    public var range: ClosedRange<Double>? {
        var range: ClosedRange<Double>?
        for case let column? in columns {
            let known = range ?? column.low...column.low
            range = min(known.lowerBound, column.low)...max(known.upperBound, column.high)
        }
        return range
    }

    /// The mean over the axis where there is something; nil when there is nothing.
    public var mean: Double? {
        let means = columns.compactMap { $0?.mean }
        return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
    }
}

/// The colour of a line: the whole in the colour of the ink, parts in a fixed order of colours.
public enum ChartTone: Hashable, Sendable {
    /// What the other lines are parts of.
    case whole
    /// One of the colours, counted from 0.
    case part(Int)

    /// How many colours can be told apart, also by readers who see fewer.
    public static let partCount = 8
}

/// What a value does within one part of a chart's axis.
public struct ColumnSummary: Hashable, Sendable {
    /// The least value.
    public var low: Double
    /// The greatest value.
    public var high: Double
    /// The mean over time.
    public var mean: Double

    /// A summary.
    public init(low: Double, high: Double, mean: Double) {
        self.low = low
        self.high = high
        self.mean = mean
    }
}
