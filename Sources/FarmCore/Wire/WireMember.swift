/// A tap of a wire, with what the wire keeps of it.
final class WireMember {
    let tap: any WireTap
    /// What it reads the line with.
    var receiver = Receiver()
    /// The end of the last byte that it sends.
    var sendsUntil = Wire.longAgo
    /// What it sent last, while that is on the line.
    var current: Transmission?
    /// When it wants to be reminded; nil when it does not.
    var reminder: Int64?
    /// Its own ears at the meters, where the line tells nothing of time.
    private var ears: [WireFraming: any Ear] = [:]

    init(_ tap: any WireTap) { self.tap = tap }

    /// What it sent is over.
    func forget(_ transmission: Transmission) {
        if current === transmission { current = nil }
    }

    /// Whether an ear is one of its own.
    func has(_ ear: any Ear) -> Bool { ears.values.contains { $0 === ear } }

    /// The ear that cuts what it sends in a framing.
    func ear(_ framing: WireFraming, make: () -> any Ear) -> any Ear {
        if let ear = ears[framing] { return ear }
        let ear = make()
        ears[framing] = ear
        return ear
    }
}
