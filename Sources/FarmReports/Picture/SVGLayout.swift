/// Where things stand in a picture, pixels.
struct SVGLayout {
    /// The width of the picture.
    let width: Int
    /// The height of the picture.
    let height: Int
    /// Where the axes begin and end.
    let left = 60
    let right: Int
    /// Where the title block ends.
    let top: Int
    /// The lines under the title.
    let subtitles: [String]
    /// Where each panel's head begins, and where its axis runs from and to.
    let panels: [Panel]

    struct Panel {
        let head: Int
        let axis: Range<Int>
        let legend: Legend
    }

    /// Least sizes for which a picture can be read.
    static let leastWidth = 240
    static let leastPanel = 40

    /// How far titles stand left of the axes.
    static let indent = 40

    private static let foot = 44
    private static let gap = 12

    /// A layout.
    ///
    /// - Parameter height: nil for what suits the panels; a height that is too small for them is
    ///   enlarged.
    init(_ chart: Chart, width wanted: Int, height: Int?) {
        width = max(wanted, Self.leastWidth)
        right = left + Self.columns(width: width) * SVGPath.pitch
        let letters = (width - 40) * 100 / (12 * 54)
        subtitles = chart.subtitles.flatMap { ChartText.wrapped($0, at: letters) }
        top = 30 + subtitles.count * 17 + 14
        let limits = left..<right
        let legends = chart.panels.map {
            Legend($0, from: limits.lowerBound, to: limits.upperBound)
        }
        let heads = legends.map { 12 + $0.lines * 18 }
        let fixed = top + heads.reduce(0, +) + Self.gap * max(chart.panels.count - 1, 0) + Self.foot
        let weights = chart.panels.indices.map { $0 == 0 ? 2 : 1 }
        let natural = fixed + weights.reduce(0) { $0 + $1 * 110 }
        let room = max((height ?? natural) - fixed, 0)
        var place = top
        panels = chart.panels.indices.map { index in
            let size = room * weights[index] / max(weights.reduce(0, +), 1)
            let axis = place + heads[index]
            let end = axis + max(size, Self.leastPanel)
            let panel = Panel(head: place, axis: axis..<end, legend: legends[index])
            place = end + Self.gap
            return panel
        }
        self.height = (panels.last?.axis.upperBound ?? top) + Self.foot
    }

    /// The length of the axes of time: a whole number of columns.
    var length: Int { right - left }

    /// How many columns a picture of a width has.
    static func columns(width: Int) -> Int { (max(width, leastWidth) - 80) / SVGPath.pitch }
}

/// The names of a panel's lines, in rows from the panel's title to the right edge.
struct Legend {
    struct Item {
        let x: Int
        let line: Int
        let series: ChartSeries
    }

    private(set) var items: [Item] = []
    private(set) var lines = 1

    init(_ panel: ChartPanel, from left: Int, to right: Int) {
        // One line needs no legend: the title says what it is, unless it says more.
        guard panel.series.count > 1 || panel.series.first.map({ $0.label != panel.title }) == true
        else { return }
        let title = "\(panel.title), k\(panel.unit)"
        var x = left - SVGLayout.indent + Self.width(of: title, size: 13) + 32
        for series in panel.series {
            let width = 22 + Self.width(of: series.label, size: 12)
            if x + width > right, x > left {
                x = left
                lines += 1
            }
            items.append(Item(x: x, line: lines - 1, series: series))
            x += width + 16
        }
    }

    /// About how wide a text is: fonts differ, so this errs on the wide side.
    static func width(of text: String, size: Int) -> Int {
        text.count * size * 58 / 100
    }
}
