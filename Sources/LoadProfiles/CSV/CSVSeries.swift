import Documents
import SimulatedTime

/// Makes a series out of the rows of a file: units, intervals, gaps.
struct CSVSeries {
    private let options: CSVOptions
    private let rows: [CSVReading.Row]
    private let interval: TimeSpan
    private var starts: [Int64] = []
    private var values: [Double] = []
    private var targets: [Double] = []

    /// A series over rows; those without a value count as missing.
    init(options: CSVOptions, rows: [CSVReading.Row]) {
        self.options = options
        self.rows = rows.filter { $0.value != nil }
        interval = options.interval ?? Self.commonest(of: rows)
    }

    /// The commonest distance of neighbouring rows, the shortest of equals; zero for a single row.
    private static func commonest(of rows: [CSVReading.Row]) -> TimeSpan {
        let spacings = zip(rows.dropFirst(), rows).map { $0.instant - $1.instant }.sorted()
        var best = (count: 0, spacing: TimeSpan.zero)
        var run = 0
        for (index, spacing) in spacings.enumerated() {
            run = index > 0 && spacings[index - 1] == spacing ? run + 1 : 1
            if run > best.count { best = (run, spacing) }
        }
        return best.spacing
    }

    /// The series; nil after complaints.
    mutating func series(range: ClosedRange<Double>, what: String) -> SampledSeries? {
        guard let last = rows.last else {
            options.file.report("\"\(options.path)\" has no values; expected at least one")
            return nil
        }
        if options.quantity != .power, rows.count < 2,
            options.interval == nil
                || options.quantity == .cumulativeEnergy
        {
            options.file.report("\"\(options.path)\" has one row; energies need at least two")
            return nil
        }
        let before = options.file.log.faults.count
        for index in rows.indices { add(index) }
        let isRegister = options.quantity == .cumulativeEnergy
        let end = isRegister ? last.instant : last.instant + interval
        complainOfRange(range, what)
        guard options.file.log.faults.count == before else { return nil }
        return SampledSeries(
            starts: starts,
            values: values,
            targets: options.isLinear ? targets : [],
            end: end.microseconds,
            rule: options.end
        )
    }

    /// Adds what one row says: one stretch, or two around a gap.
    private mutating func add(_ index: Int) {
        let row = rows[index]
        let next = index + 1 < rows.count ? rows[index + 1] : nil
        if options.quantity == .cumulativeEnergy, next == nil { return }
        let spacing = next.map { $0.instant - row.instant } ?? interval
        let isGap = spacing.microseconds > interval.microseconds / 2 * 3
        if isGap, options.gaps == .error, let next {
            complain(
                row,
                "is followed by a gap until line \(next.line); the interval is \(interval) "
                    + "(allow gaps with \"gaps\": \"hold\" or \"zero\")"
            )
        }
        let span = isGap ? interval : spacing
        var value = mean(of: row, until: next, over: span)
        if options.quantity == .cumulativeEnergy, isGap, options.gaps == .zero { value = 0 }
        let target = options.isLinear && !isGap ? next?.value ?? value : value
        append(row.instant, value, target)
        if isGap, options.gaps == .zero { append(row.instant + interval, 0, 0) }
    }

    /// The mean value of the stretch that begins at a row.
    private func mean(of row: CSVReading.Row, until next: CSVReading.Row?, over span: TimeSpan)
        -> Double
    {
        let value = row.value ?? 0
        switch options.quantity {
        case .power: return value
        case .energyPerInterval: return value * 3600 / span.inSeconds
        case .cumulativeEnergy:
            guard let next, let reading = next.value else { return 0 }
            if reading < value { complain(next, "steps back; a register only grows") }
            return (reading - value) * 3600 / (next.instant - row.instant).inSeconds
        }
    }

    private mutating func append(_ start: Instant, _ value: Double, _ target: Double) {
        starts.append(start.microseconds)
        values.append(value)
        targets.append(target)
    }

    private func complain(_ row: CSVReading.Row, _ message: String) {
        options.file.report(
            "\"\(options.path)\" line \(row.line), column \"\(options.columnName)\": \(message)"
        )
    }

    /// Complains of the values beyond what is allowed; for registers, of the power they imply.
    private func complainOfRange(_ range: ClosedRange<Double>, _ what: String) {
        var found = 0
        for row in zip(values, starts) where !range.contains(row.0) {
            found += 1
            guard found <= CSVReading.complaintLimit else { continue }
            let line = rows.first { $0.instant.microseconds == row.1 }?.line ?? 0
            let limits = "\(Node.text(range.lowerBound)) to \(Node.text(range.upperBound))"
            options.file.report(
                "\"\(options.path)\" line \(line), column \"\(options.columnName)\": "
                    + "\(Node.text(row.0)) is out of range; \(what) from \(limits)"
            )
        }
    }
}
