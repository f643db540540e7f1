/// Means of power and current over a period, and their maxima (metrology.md B.8).
///
/// A demand is energy over time, never a sample: each sub-interval is summed in integers, and a
/// block period is a sliding window of a single sub-interval.
public struct DemandRegister: Equatable, Sendable {
    /// One complete period of the load curve.
    public struct Record: Equatable, Sendable {
        /// The end of the period, milliseconds since the epoch.
        public internal(set) var end: Int64
        /// The mean of the first source, thousandths of its unit (mW, mvar, mVA, mA).
        public internal(set) var mean: Int64
        /// Whether the meter did not see the whole period.
        public internal(set) var isIncomplete: Bool
    }

    let design: DemandDesign
    let slot: Int64
    let slots: Int
    /// Where the sub-intervals begin, milliseconds modulo the slot.
    var phase: Int64 = 0
    /// Ring of closed sub-intervals, source by source: mJ or mA·s.
    var ring: [Int64]
    var ringPosition = 0
    /// The sums over the ring, source by source.
    var window: [Int64]
    var running: [Int64]
    var runningIsIncomplete = true
    var maxima: [Int64]
    var maximumEnds: [Int64]
    /// The end of the last closed sub-interval, milliseconds since the epoch; 0 before the first.
    public internal(set) var lastEnd: Int64 = 0
    /// The load curve, oldest first.
    public internal(set) var records: [Record] = []

    /// Empty demands.
    ///
    /// - Parameter period: seconds; taken as at least one second.
    public init(_ design: DemandDesign, period: Int64) {
        self.design = design
        let period = Swift.max(period, 1)
        switch design.window {
        case .block:
            slot = period * 1000
            slots = 1
        case .sliding:
            let step = Swift.min(Swift.max(design.subinterval, 1), period)
            slot = step * 1000
            slots = Int(Swift.min(Swift.max(period / step, 1), 3600))
        }
        let count = design.sources.count
        ring = Array(repeating: 0, count: slots * count)
        running = Array(repeating: 0, count: count)
        window = running
        maxima = running
        maximumEnds = running
    }

    /// The period, seconds.
    public var period: Int64 { slot * Int64(slots) / 1000 }

    /// The end of the running sub-interval, milliseconds since the epoch.
    ///
    /// Steps that begin before it belong to the sub-interval.
    public func boundary(after start: Int64) -> Int64 {
        // Rounded down, so that instants before the epoch have their sub-intervals too.
        let passed = (start - phase) / slot - ((start - phase) % slot < 0 ? 1 : 0)
        return phase + (passed + 1) * slot
    }

    /// Adds steps that all lie in the running sub-interval.
    ///
    /// - Parameters:
    ///   - total: their energies by lane, of the total registers.
    ///   - charges: those of L1, L2, L3 and the neutral.
    mutating func add(_ total: SIMD8<Int64>, _ charges: SIMD4<Int64>) {
        for k in running.indices {
            running[k] &+= amount(design.sources[k], total, charges)
        }
    }

    /// Ends the running sub-interval at its boundary.
    mutating func close(at end: Int64) {
        for k in running.indices {
            let place = ringPosition * running.count + k
            window[k] &+= running[k] &- ring[place]
            ring[place] = running[k]
            running[k] = 0
            let mean = mean(k)
            if mean > maxima[k] { (maxima[k], maximumEnds[k]) = (mean, end) }
        }
        ringPosition = ringPosition + 1 == slots ? 0 : ringPosition + 1
        lastEnd = end
        record(end)
    }

    /// Lets the periods begin with those of a clock that is ahead by some milliseconds; the one
    /// under way ends early or late and counts as incomplete.
    mutating func align(to offset: Int64) {
        let shifted = -offset % slot
        let aligned = shifted < 0 ? shifted + slot : shifted
        guard aligned != phase else { return }
        phase = aligned
        runningIsIncomplete = true
    }

    /// Starts a period at an instant, as a synchronising pulse or command does: what ran so far
    /// goes to the load curve as incomplete and into no mean.
    mutating func synchronise(at start: Int64) {
        let already = (start - phase) % slot
        phase = (phase + already) % slot
        guard already != 0 else { return }
        if design.loadCurveRecords > 0, !running.isEmpty, slots == 1 {
            let mean = mean(of: running[0], over: already / 1000, source: 0)
            append(Record(end: start, mean: mean, isIncomplete: true))
        }
        for k in running.indices { running[k] = 0 }
        for k in ring.indices { ring[k] = 0 }
        for k in window.indices { window[k] = 0 }
        runningIsIncomplete = false
    }

    /// Loses the window under way, which is kept in volatile memory only.
    ///
    /// The period in which the supply returns is incomplete; maxima and load curve stay.
    mutating func loseSupply() {
        for k in running.indices { (running[k], window[k]) = (0, 0) }
        for k in ring.indices { ring[k] = 0 }
        (ringPosition, lastEnd) = (0, 0)
        runningIsIncomplete = true
    }

    /// Forgets the maxima.
    public mutating func resetMaxima() {
        for k in maxima.indices { (maxima[k], maximumEnds[k]) = (0, 0) }
    }

    /// The mean over the last complete window, thousandths of the unit; nil for a source the
    /// meter does not average.
    public func last(_ source: DemandSource) -> Int64? {
        index(of: source).map(mean)
    }

    /// The greatest mean since the reset, thousandths of the unit.
    public func maximum(_ source: DemandSource) -> Int64? {
        index(of: source).map { maxima[$0] }
    }

    /// The end of the window of the maximum, milliseconds since the epoch.
    public func maximumEnd(_ source: DemandSource) -> Int64? {
        index(of: source).map { maximumEnds[$0] }
    }

    private func index(of source: DemandSource) -> Int? {
        design.sources.firstIndex(of: source)
    }

    private func amount(
        _ source: DemandSource,
        _ total: SIMD8<Int64>,
        _ charges: SIMD4<Int64>
    ) -> Int64 {
        switch source {
        case .energy(let lanes): total.sum(of: lanes)
        case .current(let terminal):
            switch terminal {
            case .l1: charges[0]
            case .l2: charges[1]
            case .l3: charges[2]
            case .n: charges[3]
            case .average, .sum: charges[0] + charges[1] + charges[2]
            }
        }
    }

    private mutating func record(_ end: Int64) {
        if design.loadCurveRecords > 0, !running.isEmpty {
            append(Record(end: end, mean: mean(0), isIncomplete: runningIsIncomplete))
        }
        runningIsIncomplete = false
    }

    private mutating func append(_ record: Record) {
        records.append(record)
        if records.count > design.loadCurveRecords { records.removeFirst() }
    }

    private func mean(_ k: Int) -> Int64 { mean(of: window[k], over: period, source: k) }

    /// Divided last, so that it does not matter in which pieces a sum was formed.
    private func mean(of sum: Int64, over seconds: Int64, source k: Int) -> Int64 {
        let isAverage = design.sources[k] == .current(.average)
        return sum / (Swift.max(seconds, 1) * (isAverage ? 3 : 1))
    }
}
