internal import Metrology

/// What a meter watches from one change of its values to the next: extremes and alarms.
struct MeterWatch {
    /// The least and greatest values, in the order of the design.
    var extremes: Extremes
    /// The alarms with what each watches now.
    var alarms: [Alarm]
    /// The values of the stretch that is under way, of the design's extremes first, then one for
    /// each alarm.
    private(set) var values: [Int64?] = []

    /// One alarm.
    struct Alarm {
        var quantity: Quantity?
        var rule = AlarmRule()
        var state = AlarmState()
    }

    /// A watch for a design; nil when there is nothing to watch.
    init?(_ design: MeterDesign) {
        let count = design.alarms?.count ?? 0
        guard count > 0 || !design.extremes.isEmpty else { return nil }
        extremes = Extremes(count: design.extremes.count)
        alarms = Array(repeating: Alarm(), count: count)
    }

    /// Takes the values that hold from an instant on, milliseconds since the epoch.
    mutating func take(_ design: MeterDesign, at start: Int64, _ value: (Quantity) -> Int64?) {
        values.removeAll(keepingCapacity: true)
        for (index, quantity) in design.extremes.enumerated() {
            let value = value(quantity)
            extremes.update(index, value, at: start)
            values.append(value)
        }
        for alarm in alarms { values.append(alarm.quantity.flatMap(value)) }
    }

    /// Lets the values hold for a stretch.
    mutating func hold(from start: Int64, to end: Int64) {
        let first = values.count - alarms.count
        guard first >= 0 else { return }
        for index in alarms.indices {
            alarms[index].state.update(
                values[first + index],
                from: start,
                to: end,
                alarms[index].rule
            )
        }
    }
}
