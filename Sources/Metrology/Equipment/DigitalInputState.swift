/// What a digital input watches for.
public struct DigitalInputRule: Hashable, Sendable {
    /// Whether it raises an alarm at all.
    public var hasAlarm = false
    /// The contact at rest: an alarm is what differs from it.
    public var contact = AlarmRule.Contact.normallyOpen
    /// How long the contact must have left its rest, milliseconds.
    public var delay: Int64 = 0
    /// How long it must be back, milliseconds.
    public var releaseDelay: Int64 = 0
    /// Whether an alarm stays until it is acknowledged.
    public var latches = false
    /// The relay that its alarm switches, from 1; 0 none.
    public var output = 0

    /// An input that only shows its level.
    public init() {}

    /// The rule of its alarm: the level is 1 while the contact is closed.
    var alarm: AlarmRule {
        AlarmRule(
            high: contact == .normallyOpen ? 0 : nil,
            low: contact == .normallyClosed ? 1 : nil,
            delayOn: delay,
            delayOff: releaseDelay,
            latches: latches
        )
    }
}

/// One digital input: a contact that is open or closed, and its alarm.
public struct DigitalInputState: Equatable, Sendable {
    /// Whether the contact is closed.
    public private(set) var isClosed = false
    /// What somebody holds the contact at; nil when it does what it does.
    public private(set) var forced: Bool?
    /// Its alarm.
    public private(set) var alarm = AlarmState()

    /// An open contact.
    public init() {}

    /// Takes over what the contact does by itself.
    public mutating func take(_ isClosed: Bool) { self.isClosed = forced ?? isClosed }

    /// Holds the contact, or lets it do what it does by itself.
    public mutating func force(_ isClosed: Bool?) {
        forced = isClosed
        self.isClosed = isClosed ?? false
    }

    /// Lets the level last for a stretch, milliseconds since the epoch.
    public mutating func hold(from start: Int64, to end: Int64, _ rule: DigitalInputRule) {
        guard rule.hasAlarm else { return }
        alarm.update(isClosed ? 1 : 0, from: start, to: end, rule.alarm)
    }

    /// When its alarm will change if the level lasts, milliseconds since the epoch; nil for never.
    public func nextChange(from now: Int64, _ rule: DigitalInputRule) -> Int64? {
        rule.hasAlarm ? alarm.nextChange(isClosed ? 1 : 0, from: now, rule.alarm) : nil
    }

    /// Acknowledges its alarm.
    public mutating func acknowledge() { alarm.acknowledge() }

    /// Forgets its alarm, as a change of what it watches for and a loss of supply do.
    public mutating func forgetAlarm() { alarm = AlarmState() }

    /// Goes through its fields; what the contact does by itself is asked again.
    public mutating func visit(_ visitor: inout some StateVisitor) {
        var number: Int64? = forced.map { $0 ? 1 : 0 }
        visitor.visit("forced", &number)
        forced = number.map { $0 != 0 }
        alarm.visit(&visitor)
    }
}
