/// When an alarm is raised and what its relay does (systems-in-the-seeds.md A.5).
public struct AlarmRule: Hashable, Sendable {
    /// The contact of an alarm relay at rest.
    public enum Contact: String, Hashable, Sendable, CaseIterable {
        /// Closes with the alarm.
        case normallyOpen
        /// Opens with the alarm.
        case normallyClosed
    }

    /// The alarm is raised above this value, Ht, in the base unit; nil without.
    public var high: Int64?
    /// The alarm is raised below this value, Lt, in the base unit; nil without.
    public var low: Int64?
    /// How far behind the threshold the value must come back before the alarm ends, in the base
    /// unit, not negative.
    public var hysteresis: Int64
    /// How long the value must be beyond a threshold without a break, milliseconds.
    public var delayOn: Int64
    /// How long the value must be back without a break, milliseconds.
    public var delayOff: Int64
    /// The relay's contact.
    public var contact: Contact
    /// Whether an alarm stays until it is acknowledged.
    public var latches: Bool

    /// A rule.
    public init(
        high: Int64? = nil,
        low: Int64? = nil,
        hysteresis: Int64 = 0,
        delayOn: Int64 = 0,
        delayOff: Int64 = 0,
        contact: Contact = .normallyOpen,
        latches: Bool = false
    ) {
        self.high = high
        self.low = low
        self.hysteresis = hysteresis
        self.delayOn = delayOn
        self.delayOff = delayOff
        self.contact = contact
        self.latches = latches
    }

    /// A threshold.
    public enum Side: Hashable, Sendable {
        /// Above the high threshold.
        case high
        /// Below the low threshold.
        case low
    }

    /// The threshold that a value is beyond; exactly at it, it is not.
    func side(of value: Int64) -> Side? {
        if let high, value > high { return .high }
        if let low, value < low { return .low }
        return nil
    }

    /// Whether a value has not come back from a threshold yet.
    func holds(_ value: Int64, from side: Side) -> Bool {
        let hysteresis = Swift.max(hysteresis, 0)
        switch side {
        case .high:
            guard let high else { return false }
            let (release, overflow) = high.subtractingReportingOverflow(hysteresis)
            return value > (overflow ? .min : release)
        case .low:
            guard let low else { return false }
            let (release, overflow) = low.addingReportingOverflow(hysteresis)
            return value < (overflow ? .max : release)
        }
    }
}

/// One alarm: watches a value that is constant from one refresh to the next.
///
/// The state does not depend on how a stretch of constant value is cut into calls.
public struct AlarmState: Equatable, Sendable {
    enum Phase: Equatable, Sendable {
        case idle
        /// Beyond a threshold since an instant, the delay still running.
        case pending(since: Int64)
        case raised(AlarmRule.Side)
        /// Back since an instant, the delay still running.
        case returning(since: Int64, AlarmRule.Side)
    }

    var phase = Phase.idle
    var isLatched = false
    var since: Int64 = 0
    /// How often the alarm was raised.
    public internal(set) var activations: Int64 = 0

    /// An alarm that has seen no value.
    public init() {}

    /// Whether the alarm is raised, or was and waits to be acknowledged.
    public var isActive: Bool { isRaised || isLatched }

    /// Whether the alarm is raised, latched or not.
    public var isRaised: Bool { side != nil }

    /// Since when the alarm is active, milliseconds since the epoch; nil when it is not.
    public var activeSince: Int64? { isActive ? since : nil }

    /// The threshold that raised the alarm; nil when it is not raised.
    public var side: AlarmRule.Side? {
        switch phase {
        case .idle, .pending: nil
        case .raised(let side), .returning(_, let side): side
        }
    }

    /// Whether the relay's contact is closed while the meter is supplied.
    public func isContactClosed(_ rule: AlarmRule) -> Bool {
        isActive == (rule.contact == .normallyOpen)
    }

    /// The value during a stretch that begins where the last one ended.
    ///
    /// - Parameters:
    ///   - value: in the base unit of the rule; nil, not available, ends the alarm at once.
    ///   - start: milliseconds since the epoch.
    ///   - end: milliseconds since the epoch; a delay that is over then has had its effect.
    public mutating func update(
        _ value: Int64?,
        from start: Int64,
        to end: Int64,
        _ rule: AlarmRule
    ) {
        guard end > start else { return }
        guard let value else {
            phase = .idle
            return
        }
        if let side {
            watchReturn(of: value, from: side, start, end, rule)
        } else {
            watchThresholds(value, start, end, rule)
        }
    }

    /// Acknowledges the alarm: a latched one ends now, or when its value has come back.
    public mutating func acknowledge() { isLatched = false }

    private mutating func watchThresholds(
        _ value: Int64,
        _ start: Int64,
        _ end: Int64,
        _ rule: AlarmRule
    ) {
        guard let side = rule.side(of: value) else {
            phase = .idle
            return
        }
        var beginning = start
        if case .pending(let since) = phase { beginning = since }
        let due = beginning + Swift.max(rule.delayOn, 0)
        guard due <= end else {
            phase = .pending(since: beginning)
            return
        }
        if !isActive { since = due }
        phase = .raised(side)
        activations += 1
        if rule.latches { isLatched = true }
    }

    private mutating func watchReturn(
        of value: Int64,
        from side: AlarmRule.Side,
        _ start: Int64,
        _ end: Int64,
        _ rule: AlarmRule
    ) {
        // From one threshold straight beyond the other the alarm goes on.
        if let now = rule.side(of: value) {
            phase = .raised(now)
        } else if rule.holds(value, from: side) {
            phase = .raised(side)
        } else {
            var beginning = start
            if case .returning(let since, _) = phase { beginning = since }
            let isOver = beginning + Swift.max(rule.delayOff, 0) <= end
            phase = isOver ? .idle : .returning(since: beginning, side)
        }
    }
}
