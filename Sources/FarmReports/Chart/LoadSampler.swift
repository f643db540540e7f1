internal import LoadProfiles
internal import Metrology
internal import SimulatedTime

/// Walks through a load and notes what it carries.
struct LoadSampler {
    /// The most changes that are followed one by one: more than the seconds of a week.
    static let changeLimit = 1_000_000

    private let load: CompiledLoad
    private let names: [String]
    private let quantities: [Quantity?]
    private let span: Range<Instant>
    private var accumulators: [ColumnAccumulator]

    /// The active energies of all phases.
    private(set) var energy = LoadEnergy()

    init(
        _ load: CompiledLoad,
        _ names: [String],
        from start: Instant,
        length: TimeSpan,
        columns: Int
    ) {
        self.load = load
        self.names = names
        let catalogue = QuantityCatalogue()
        quantities = names.map { catalogue[$0] }
        span = start..<(start + length)
        let accumulator = ColumnAccumulator(columns: columns, from: start, length: length)
        accumulators = Array(repeating: accumulator, count: names.count)
    }

    /// Walks from the start to the end.
    ///
    /// - Parameter every: looks at this distance; nil sees every change, or, where there are more
    ///   than ``changeLimit``, as many evenly spaced instants.
    mutating func run(every: TimeSpan?) {
        if let every { return walk(at: every) }
        let untouched = self
        if walkChanges() { return }
        self = untouched
        let length = (span.upperBound - span.lowerBound).microseconds
        walk(at: .microseconds(length / Int64(Self.changeLimit)))
    }

    /// Follows every change; false when there are too many.
    private mutating func walkChanges() -> Bool {
        var instant = span.lowerBound
        for _ in 0..<Self.changeLimit {
            let piece = load.piece(at: instant)
            let end = min(piece.until, span.upperBound)
            note(piece.conditions, over: instant..<end)
            instant = end
            if instant >= span.upperBound { return true }
        }
        return false
    }

    /// Looks at evenly spaced instants; what is seen holds until the next.
    ///
    /// To follow changes and leave out some of them would see short ones too often.
    private mutating func walk(at step: TimeSpan) {
        var instant = span.lowerBound
        while instant < span.upperBound {
            let piece = load.piece(at: instant)
            let rest = min(piece.until, span.upperBound) - instant
            let steps = max((rest.microseconds + step.microseconds - 1) / step.microseconds, 1)
            let end = min(instant + step * steps, span.upperBound)
            note(piece.conditions, over: instant..<end)
            instant = end
        }
    }

    private mutating func note(_ conditions: SiteConditions, over span: Range<Instant>) {
        let seen = Measurement(ideal: conditions)
        for (index, quantity) in quantities.enumerated() {
            if let value = quantity.flatMap({ seen.value(of: $0) }) {
                accumulators[index].hold(value, over: span)
            }
        }
        energy.add(seen.power(.active, .total), during: span.upperBound - span.lowerBound)
    }

    /// What was noted.
    var lines: [PanelBuilder.Line] {
        names.indices.map { index in
            PanelBuilder.Line(
                meter: "",
                quantity: names[index],
                unit: quantities[index]?.unit.symbol ?? "",
                columns: accumulators[index].columns
            )
        }
    }
}

/// What a load takes and gives, Wh.
struct LoadEnergy {
    private(set) var imported = 0.0
    private(set) var exported = 0.0

    mutating func add(_ power: Double, during span: TimeSpan) {
        let energy = power * span.inSeconds / 3600
        if energy > 0 { imported += energy } else { exported -= energy }
    }

    /// `31.4 kWh`, or `12 kWh taken, 5.31 kWh given`.
    var text: String {
        let taken = FixedText.text(imported, unit: "Wh")
        guard exported > 0 else { return taken }
        return "\(taken) taken, \(FixedText.text(exported, unit: "Wh")) given"
    }
}
