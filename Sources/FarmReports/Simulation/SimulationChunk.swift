public import SimulatedTime

/// What a simulation found at a few instants in a row.
public struct SimulationChunk: Sendable {
    /// The instants.
    public let instants: [Instant]
    /// How many instants of the grid are done, these included.
    public let done: Int
    /// For each meter its values, instant by instant, column by column; see ``absent``.
    public let values: [ArraySlice<Int64>]

    /// Stands where a meter has no such value; no value is as small.
    public static let absent = Int64.min

    /// The value of a column at an instant, both counted from 0; nil where there is none.
    public func value(meter: Int, instant: Int, column: Int) -> Int64? {
        let values = values[meter]
        let columns = values.count / max(instants.count, 1)
        let value = values[values.startIndex + instant * columns + column]
        return value == Self.absent ? nil : value
    }
}
