internal import SimulatedTime

/// A chart as a self-contained SVG file, for light and dark screens and for screen readers.
public struct SVGPicture {
    /// The width that suits a page, pixels.
    public static let usualWidth = 960

    /// How many columns of a chart a picture of a width shows: one for every two pixels
    /// of the axis.
    public static func columns(width: Int) -> Int { SVGLayout.columns(width: width) }

    private let chart: Chart
    private let layout: SVGLayout
    private var text = ""

    /// The file of a chart.
    ///
    /// - Parameters:
    ///   - width: of the picture, pixels; the chart has `columns(width:)` columns.
    ///   - height: of the picture, pixels; nil for what suits the panels.
    public static func bytes(_ chart: Chart, width: Int, height: Int? = nil) -> [UInt8] {
        var picture = SVGPicture(chart, SVGLayout(chart, width: width, height: height))
        picture.draw()
        return Array(picture.text.utf8)
    }

    private init(_ chart: Chart, _ layout: SVGLayout) {
        self.chart = chart
        self.layout = layout
    }

    private mutating func draw() {
        let (width, height) = (layout.width, layout.height)
        text = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="title desc">
            <title id="title">\(Self.escaped(chart.title))</title>
            <desc id="desc">\(Self.escaped(chart.spokenText))</desc>
            <style>\(SVGStyle.sheet(tones))</style>
            <rect class="b" width="\(width)" height="\(height)"/>

            """
        put(chart.title, "t", x: layout.left - SVGLayout.indent, y: 30)
        for (line, subtitle) in layout.subtitles.enumerated() {
            put(subtitle, "", x: layout.left - SVGLayout.indent, y: 50 + line * 17)
        }
        let ticks = TimeTicks(
            from: chart.start,
            length: chart.length,
            zone: chart.zone,
            limit: layout.length / 76
        ).ticks
        for (panel, place) in zip(chart.panels, layout.panels) {
            draw(panel, place, ticks)
        }
        drawTimes(ticks)
        text += "</svg>\n"
    }

    private var tones: [ChartTone] {
        var tones: [ChartTone] = []
        for series in chart.panels.flatMap(\.series) where !tones.contains(series.tone) {
            tones.append(series.tone)
        }
        return tones
    }

    // MARK: panels

    private mutating func draw(
        _ panel: ChartPanel,
        _ place: SVGLayout.Panel,
        _ ticks: [TimeTicks.Tick]
    ) {
        let range = panel.range ?? 0...0
        let size = max(abs(range.lowerBound), abs(range.upperBound))
        let prefix = UnitPrefix(for: size, unit: panel.unit)
        let scale = NiceScale(
            (range.lowerBound / prefix.factor)...(range.upperBound / prefix.factor),
            limit: place.axis.count / 32 + 1
        )
        let axis = ValueAxis(scale.bounds, prefix.factor, place.axis)
        let unit = prefix.symbol + panel.unit
        let title = unit.isEmpty ? panel.title : "\(panel.title), \(unit)"
        put(title, "h", x: layout.left - SVGLayout.indent, y: place.head + 16)
        drawLegend(place)
        drawGrid(scale, axis, place.axis, ticks)
        for series in panel.series.sorted(by: { Self.order($0) < Self.order($1) }) {
            draw(series, axis)
        }
    }

    /// The whole first, so that its parts lie above it.
    private static func order(_ series: ChartSeries) -> Int {
        switch series.tone {
        case .whole: -1
        case .part(let index): index
        }
    }

    private mutating func drawLegend(_ place: SVGLayout.Panel) {
        for item in place.legend.items {
            let y = place.head + 12 + item.line * 18
            let tone = SVGStyle.name(item.series.tone)
            text += "<path class=\"\(tone) k\" d=\"M\(item.x) \(y)h14\"/>\n"
            put(item.series.label, "", x: item.x + 20, y: y + 4)
        }
    }

    private mutating func drawGrid(
        _ scale: NiceScale,
        _ axis: ValueAxis,
        _ rows: Range<Int>,
        _ ticks: [TimeTicks.Tick]
    ) {
        var (fine, strong) = ("", "")
        for tick in ticks {
            let line = "M\(x(tick.instant)).5 \(rows.lowerBound)v\(rows.count)"
            if tick.isMajor { strong += line } else { fine += line }
        }
        for (value, label) in zip(scale.ticks, scale.labels) {
            let y = axis.pixel(value * axis.factor)
            let line = "M\(layout.left) \(y).5h\(layout.length)"
            if value == 0 { strong += line } else { fine += line }
            let number = label.hasPrefix("-") ? "−" + label.dropFirst() : label
            put(number, "n e", x: layout.left - 8, y: y + 4)
        }
        text += "<path class=\"g\" d=\"\(fine)\"/>\n"
        if !strong.isEmpty { text += "<path class=\"m\" d=\"\(strong)\"/>\n" }
    }

    private mutating func draw(_ series: ChartSeries, _ axis: ValueAxis) {
        let tone = SVGStyle.name(series.tone)
        let spans = series.columns.map { column in
            column.flatMap { axis.span($0.low, $0.high) }
        }
        let band = SVGPath.band(spans, left: layout.left)
        if !band.isEmpty { text += "<path class=\"\(tone) a\" d=\"\(band)\"/>\n" }
        let heights = series.columns.map { column in column.map { axis.tenths($0.mean) } }
        text += "<path class=\"\(tone) l\" d=\"\(SVGPath.line(heights, left: layout.left))\"/>\n"
    }

    // MARK: the axis of time

    private mutating func drawTimes(_ ticks: [TimeTicks.Tick]) {
        guard let last = layout.panels.last else { return }
        let y = last.axis.upperBound
        for tick in ticks {
            putTime(tick.label, "n", at: x(tick.instant), y: y + 18)
            putTime(tick.detail, "n", at: x(tick.instant), y: y + 34)
        }
    }

    /// A text under a tick: in its middle, or as far to the left as the picture asks for.
    private mutating func putTime(_ words: String, _ style: String, at x: Int, y: Int) {
        guard !words.isEmpty else { return }
        let half = Legend.width(of: words, size: 12) / 2
        if x + half > layout.width - 2 {
            put(words, "\(style) e", x: layout.width - 4, y: y)
        } else {
            put(words, "\(style) c", x: x, y: y)
        }
    }

    private func x(_ instant: Instant) -> Int {
        let share = (instant - chart.start).inSeconds / chart.length.inSeconds
        return layout.left + Int((share * Double(layout.length)).rounded())
    }

    private mutating func put(_ words: String, _ style: String, x: Int, y: Int) {
        let attribute = style.isEmpty ? "" : " class=\"\(style)\""
        text += "<text\(attribute) x=\"\(x)\" y=\"\(y)\">\(Self.escaped(words))</text>\n"
    }

    /// Text as XML carries it; characters that XML forbids are left out.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += " "
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

/// The heights of values between the ends of an axis.
struct ValueAxis {
    /// What one unit of the axis is in SI units.
    let factor: Double
    private let bounds: ClosedRange<Double>
    private let rows: Range<Int>

    init(_ bounds: ClosedRange<Double>, _ factor: Double, _ rows: Range<Int>) {
        self.bounds = bounds
        self.factor = factor
        self.rows = rows
    }

    /// Pixels from the top of the picture.
    func pixel(_ value: Double) -> Int { Int(height(value).rounded()) }

    /// Tenths of a pixel from the top of the picture, in the middle of the grid's lines.
    func tenths(_ value: Double) -> Int { Int((height(value) * 10).rounded()) + 5 }

    /// Where the least and the greatest value stand; nil where they are as good as one.
    func span(_ low: Double, _ high: Double) -> Range<Int>? {
        let (top, bottom) = (pixel(high), pixel(low))
        return bottom - top > 1 ? top..<(bottom + 1) : nil
    }

    private func height(_ value: Double) -> Double {
        let share = (value / factor - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
        return Double(rows.upperBound) - share * Double(rows.count)
    }
}
