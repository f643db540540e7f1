/// A breaker: its position, its protection at work, and what it remembers.
///
/// Looked at whenever what it feels changes; in between its thermal memory fills or empties
/// steadily, so that its state does not depend on how a stretch is cut.
public struct BreakerState: Equatable, Sendable {
    /// Where its contacts stand; the numbers are those of `breaker.position`.
    public enum Position: Int64, Hashable, Sendable, CaseIterable {
        /// Somebody has opened it.
        case open = 0
        /// Current can flow.
        case closed = 1
        /// It has opened by itself and waits for its reset.
        case tripped = 2
    }

    /// Where its contacts stand.
    public private(set) var position = Position.closed
    /// How often it was closed.
    public private(set) var closings: Int64 = 0
    /// The cause of the last trip; nil before the first, and after the memory was cleared.
    public private(set) var lastCause: TripCause?
    /// What it remembers by cause, in the order of ``TripCause``.
    public private(set) var records = TripCause.allCases.map { _ in TripRecord() }

    /// The long-time protection's thermal memory, see ``BreakerRule``.
    private(set) var heat: Int64 = 0
    private var shortTimeSince: Int64?
    private var residualSince: Int64?
    /// What it feels now.
    private var load = BreakerLoad()
    private var heating: Int64 = 0

    /// A closed breaker that carries nothing.
    public init() {}

    /// How often it has tripped.
    public var trips: Int64 { records.reduce(0) { $0 + $1.count } }

    /// What it remembers of trips by a cause.
    public subscript(cause: TripCause) -> TripRecord { records[Int(cause.rawValue) - 1] }

    /// How full its thermal memory is, millionths of a per cent of what trips.
    public func thermalImage(_ rule: BreakerRule) -> Int64 {
        rule.longTimeCurrent == nil
            ? 0 : Int64((Double(heat) / Double(rule.fullHeat) * 100e6).rounded(.down))
    }

    /// Takes over what it would feel from an instant on if it is closed, milliseconds.
    ///
    /// - Returns: why it must trip now; nil when it need not.
    public mutating func look(
        _ felt: BreakerLoad,
        at now: Int64,
        _ rule: BreakerRule
    ) -> TripCause? {
        load = position == .closed ? felt : BreakerLoad(temperature: felt.temperature)
        heating = rule.heating(load.current)
        let (current, residual) = (load.current, load.residual)
        Self.watch(rule.shortTimeCurrent.map { current >= $0 }, &shortTimeSince, now)
        Self.watch(rule.residualCurrent.map { residual >= $0 }, &residualSince, now)
        guard position == .closed else { return nil }
        if let limit = rule.instantaneousCurrent, current >= limit { return .shortCircuit }
        if Self.isOver(shortTimeSince, rule.shortTimeDelay, now) { return .shortCircuit }
        if Self.isOver(residualSince, rule.residualDelay, now) { return .residual }
        if heating > 0, heat >= rule.fullHeat { return .overload }
        if let limit = rule.greatestTemperature, let now = load.temperature, now >= limit {
            return .overheating
        }
        return nil
    }

    private static func watch(_ isBeyond: Bool?, _ since: inout Int64?, _ now: Int64) {
        since = isBeyond == true ? since ?? now : nil
    }

    private static func isOver(_ since: Int64?, _ delay: Int64, _ now: Int64) -> Bool {
        since.map { now - $0 >= delay } ?? false
    }

    /// Lets what it feels last for some time, milliseconds.
    public mutating func hold(_ span: Int64, _ rule: BreakerRule) {
        guard heating > 0 || heat > 0 else { return }
        let rate = heating > 0 ? heating : -rule.cooling
        let (change, overflow) = rate.multipliedReportingOverflow(by: span)
        let limit = rate > 0 ? rule.fullHeat : 0
        let (sum, isBeyond) = heat.addingReportingOverflow(overflow ? 0 : change)
        guard !overflow, !isBeyond else { return heat = limit }
        heat = rate > 0 ? Swift.min(sum, limit) : Swift.max(sum, limit)
    }

    /// When it will trip if what it feels lasts, milliseconds since the epoch; nil for never.
    public func nextTrip(from now: Int64, _ rule: BreakerRule) -> Int64? {
        guard position == .closed else { return nil }
        var due: [Int64] = []
        if let since = shortTimeSince { due.append(since + rule.shortTimeDelay) }
        if let since = residualSince { due.append(since + rule.residualDelay) }
        if heating > 0 {
            let rest = Swift.max(rule.fullHeat - heat, 0)
            due.append(now + (rest + heating - 1) / heating)
        }
        return due.min()
    }

    /// Trips, if it is closed.
    ///
    /// - Parameter seconds: what the device's own clock shows, since 2000-01-01.
    /// - Returns: whether it did.
    @discardableResult
    public mutating func trip(_ cause: TripCause, at seconds: Int64) -> Bool {
        guard position == .closed else { return false }
        let isResidual = cause == .residual || cause == .testButton
        let index = Int(cause.rawValue) - 1
        records[index].count += 1
        records[index].seconds = seconds
        records[index].current = micro(isResidual ? load.residual : load.current)
        records[index].temperature = micro(load.temperature ?? 0)
        lastCause = cause
        position = .tripped
        return true
    }

    private func micro(_ value: Double) -> Int64 {
        value.isFinite ? Int64(Swift.min(Swift.max((value * 1e6).rounded(), -9e18), 9e18)) : 0
    }

    /// Opens it by hand or motor; a tripped one stays tripped.
    public mutating func open() { if position == .closed { position = .open } }

    /// Takes a tripped breaker back: it is open then and can be closed.
    public mutating func reset() { if position == .tripped { position = .open } }

    /// Closes it, unless it has tripped and was not reset.
    public mutating func close() {
        guard position == .open else { return }
        position = .closed
        closings += 1
    }

    /// Forgets causes, times and counts.
    public mutating func clearTrips() {
        lastCause = nil
        records = TripCause.allCases.map { _ in TripRecord() }
    }

    /// Goes through its fields; what it feels is asked again.
    public mutating func visit(_ visitor: inout some StateVisitor) {
        var number = position.rawValue
        visitor.visit("position", &number)
        position = Position(rawValue: number) ?? .open
        visitor.visit("closings", &closings)
        var cause = lastCause?.rawValue ?? 0
        visitor.visit("lastCause", &cause)
        lastCause = TripCause(rawValue: cause)
        visitor.each("records", &records) { visitor, record in record.visit(&visitor) }
        visitor.visit("heat", &heat)
        visitor.visit("shortTimeSince", &shortTimeSince)
        visitor.visit("residualSince", &residualSince)
    }

    /// Whether the numbers can be those of a breaker.
    public var isSound: Bool { heat >= 0 && closings >= 0 && records.allSatisfy { $0.count >= 0 } }
}
