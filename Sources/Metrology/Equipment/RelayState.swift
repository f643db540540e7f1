/// What a relay's contact does while the relay is on.
public struct RelayRule: Hashable, Sendable {
    /// The contact at rest.
    public var contact = AlarmRule.Contact.normallyOpen
    /// How long the relay stays on, microseconds; 0 for as long as nobody switches it off.
    public var hold: Int64 = 0
    /// How long the contact takes to open and close again while it flashes, microseconds; 0 when
    /// it does not flash.
    public var flashPeriod: Int64 = 0

    /// A contact that closes and stays closed.
    public init() {}
}

/// One relay, since when it is on.
///
/// What its contact shows is a function of that and of the instant.
public struct RelayState: Hashable, Sendable {
    /// Since when it is on, microseconds since the epoch; nil when it was never switched on, or off
    /// since.
    public private(set) var onSince: Int64?
    /// Whether what it follows was on when it was last looked at.
    public private(set) var isFollowing = false

    /// A relay at rest.
    public init() {}

    /// Switches it from an instant on; a relay that is switched on again begins its time anew.
    public mutating func turn(on isOn: Bool, at instant: Int64) {
        onSince = isOn ? instant : nil
    }

    /// Takes over whether what it follows is on; only a change switches it.
    public mutating func follow(_ isOn: Bool, at instant: Int64) {
        guard isOn != isFollowing else { return }
        isFollowing = isOn
        turn(on: isOn, at: instant)
    }

    /// Falls back without supply.
    public mutating func loseSupply() { self = RelayState() }

    /// Whether it is on at an instant.
    public func isOn(_ rule: RelayRule, at instant: Int64) -> Bool {
        guard let onSince, instant >= onSince else { return false }
        return rule.hold <= 0 || instant - onSince < rule.hold
    }

    /// Whether its contact is closed at an instant; flashing, it begins with the half that shows
    /// the relay on.
    public func isClosed(_ rule: RelayRule, at instant: Int64) -> Bool {
        var isPulled = isOn(rule, at: instant)
        if isPulled, rule.flashPeriod > 1, let onSince {
            isPulled = (instant - onSince) % rule.flashPeriod < rule.flashPeriod / 2
        }
        return isPulled == (rule.contact == .normallyOpen)
    }

    /// Goes through its fields.
    public mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("onSince", &onSince)
        visitor.visit("isFollowing", &isFollowing)
    }
}
