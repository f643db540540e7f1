public import SimulatedTime

/// The instants at which a report looks at its meters: the start, every so often, and the end.
public struct SamplingGrid: Hashable, Sendable {
    /// The first instant.
    public let start: Instant
    /// From the first instant to the last.
    public let length: TimeSpan
    /// From one instant to the next; the last step may be shorter.
    public let every: TimeSpan

    /// A grid.
    ///
    /// - Throws: ``ReportError`` for a negative length, a step that is none, or an end after what
    ///   can be written as a date (``Instant/readableRange``).
    public init(start: Instant, length: TimeSpan, every: TimeSpan) throws(ReportError) {
        guard length >= .zero, every > .zero else {
            throw .gridIsEmpty
        }
        let last = Instant.readableRange.upperBound
        guard start >= .epoch, start < last, length < last - start else {
            throw .endsTooLate(start + length)
        }
        self.start = start
        self.length = length
        self.every = every
    }

    /// The last instant.
    public var end: Instant { start + length }

    /// How many instants there are: at least one.
    public var count: Int {
        let (whole, rest) = length.microseconds.quotientAndRemainder(
            dividingBy: every.microseconds
        )
        return Int(whole) + (rest == 0 ? 1 : 2)
    }

    /// An instant of the grid, from 0 to ``count`` − 1.
    public subscript(index: Int) -> Instant {
        let (offset, overflow) = every.microseconds.multipliedReportingOverflow(by: Int64(index))
        return overflow ? end : min(start + .microseconds(offset), end)
    }
}
