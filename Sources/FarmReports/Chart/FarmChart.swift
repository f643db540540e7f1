public import FarmCore
internal import Metrology
public import SimulatedTime

/// Draws what the meters of a farm show, from a simulation of them.
public struct FarmChart: Sendable {
    private let selection: ReportSelection
    private let zone: CivilZone
    private let title: String

    /// What is drawn when no quantity is named.
    public static let usualQuantities = ["power.active.total"]

    /// A chart of some quantities of some meters.
    ///
    /// - Parameters:
    ///   - meters: names or patterns; empty for all.
    ///   - quantities: names or patterns; empty for ``usualQuantities``.
    /// - Throws: ``ReportError`` for what does not exist.
    public init(
        _ farm: FarmPlan,
        meters: [String],
        quantities: [String]
    ) throws(ReportError) {
        selection = try ReportSelection(
            farm,
            meters: meters,
            quantities: quantities.isEmpty ? Self.usualQuantities : quantities
        )
        zone = farm.timeZone
        let names = selection.meters.map(\.plan.name)
        title = names.count == 1 ? "\(farm.name): \(names[0])" : farm.name
    }

    /// The chart of a stretch of time.
    ///
    /// - Parameters:
    ///   - every: how often the meters are looked at; nil for several times in each column.
    ///   - columns: parts of the axis.
    ///   - progress: told the share that is done, 0 to 1.
    /// - Throws: ``ReportError`` when nothing can be drawn, or more lines than can be told apart.
    public func chart(
        from start: Instant,
        length: TimeSpan,
        every: TimeSpan? = nil,
        columns: Int,
        progress: (Double) -> Void = { _ in }
    ) async throws -> Chart {
        guard length > .zero else { throw ReportError.chartIsEmpty }
        try checkLines()
        let looks = TimeSpan.microseconds(length.microseconds / Int64(max(columns, 1) * 4))
        let step = every ?? max(looks.floored(to: .seconds(1)), .seconds(1))
        let grid = try SamplingGrid(start: start, length: length, every: step)
        var series = FarmSeries(selection, from: start, length: length, columns: columns)
        try await FarmSimulation(selection, over: grid).run { chunk in
            series.add(chunk)
            progress(Double(chunk.done) / Double(grid.count))
        }
        return Chart(
            title: title,
            subtitles: [ChartText.period(from: start, length: length, zone: zone)],
            start: start,
            length: length,
            zone: zone,
            panels: try PanelBuilder.panels(series.lines)
        )
    }

    /// Sees to it before the work that its result can be drawn.
    private func checkLines() throws(ReportError) {
        let lines = selection.meters.flatMap { meter in
            meter.columns.map {
                PanelBuilder.Line(meter: "", quantity: $0.name, unit: $0.unit, columns: [])
            }
        }
        _ = try PanelBuilder.panels(lines)
    }
}

extension TimeSpan {
    fileprivate func floored(to step: TimeSpan) -> TimeSpan {
        .microseconds(microseconds / step.microseconds * step.microseconds)
    }
}

/// Gathers the values of a simulation column by column.
struct FarmSeries {
    private let selection: ReportSelection
    private var accumulators: [[ColumnAccumulator]]
    private var before: (instant: Instant, values: [[Int64?]])?

    init(_ selection: ReportSelection, from start: Instant, length: TimeSpan, columns: Int) {
        self.selection = selection
        let empty = ColumnAccumulator(columns: columns, from: start, length: length)
        accumulators = selection.meters.map { meter in
            Array(repeating: empty, count: meter.columns.count)
        }
    }

    mutating func add(_ chunk: SimulationChunk) {
        for (number, instant) in chunk.instants.enumerated() {
            let values = selection.meters.indices.map { meter in
                selection.meters[meter].columns.indices.map {
                    chunk.value(meter: meter, instant: number, column: $0)
                }
            }
            if let before { note(before.values, values, over: before.instant..<instant) }
            before = (instant, values)
        }
    }

    private mutating func note(
        _ old: [[Int64?]],
        _ new: [[Int64?]],
        over span: Range<Instant>
    ) {
        for (index, meter) in selection.meters.enumerated() {
            for (place, column) in meter.columns.enumerated() {
                guard let first = old[index][place] else { continue }
                // What is counted goes on steadily; what is measured holds until the next look.
                let last = column.isCounter ? new[index][place] ?? first : first
                accumulators[index][place].add(
                    from: Double(first) / Double(column.perUnit),
                    to: Double(last) / Double(column.perUnit),
                    over: span
                )
            }
        }
    }

    /// The lines of the picture, without those that never had a value.
    var lines: [PanelBuilder.Line] {
        selection.meters.indices.flatMap { index in
            let meter = selection.meters[index]
            return meter.columns.indices.compactMap { place -> PanelBuilder.Line? in
                let columns = accumulators[index][place].columns
                guard columns.contains(where: { $0 != nil }) else { return nil }
                return PanelBuilder.Line(
                    meter: selection.meters.count == 1 ? "" : meter.plan.name,
                    quantity: meter.columns[place].name,
                    unit: meter.columns[place].unit,
                    columns: columns
                )
            }
        }
    }
}
