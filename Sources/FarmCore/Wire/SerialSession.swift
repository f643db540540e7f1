/// A serial port of a wired bus: a pseudo-terminal, a serial device, or RTU or ASCII frames on a
/// TCP connection.
///
/// It puts on the wire what its client sends, and gives the client what it hears there. Everything
/// that takes time is the wire's business: the line's own timer is not used.
public final class SerialSession: LineSession, WireTap {
    /// The most bytes that wait for a client that does not fetch them; further ones are lost, as
    /// in a receiver that nobody empties.
    public static let pendingLimit = 65_536
    /// How far ahead of the line a client may write, nanoseconds: beyond that it is not read from.
    static let longestLead: Int64 = 500_000_000

    /// While answers may come, the line's timer runs as often, nanoseconds.
    private static let dueEvery: Int64 = 500_000_000

    /// Whether the port's hardware paces what is written to it.
    public let pacesItself: Bool
    private let wire: Wire
    private let framing: WireFraming
    private let origin: RequestOrigin
    private var clientLine: () -> ClientLine? = { nil }
    private var attention: (() -> Void)?
    /// What was heard and not given out.
    private var pending: [UInt8] = []
    /// Whether a call is under way that gives out what is heard.
    private var isGivingOut = false
    private var isOpen = true
    /// What becomes of the connection once all that was heard is given out.
    private var ending = LineActions.Ending.stays
    /// Whether the client writes faster than the line carries.
    public private(set) var isWaiting = false

    /// A port on a wire; it hears from now on.
    ///
    /// - Parameters:
    ///   - origin: who its requests come from.
    ///   - pacesItself: true for a serial device, whose own line takes the time.
    public init(wire: Wire, framing: WireFraming, origin: RequestOrigin, pacesItself: Bool) {
        self.wire = wire
        self.framing = framing
        self.origin = origin
        self.pacesItself = pacesItself
        wire.join(self)
    }

    // MARK: The client

    /// Puts what the client sends on the wire.
    public func receive(
        _ bytes: Span<UInt8>,
        at hostTime: Int64,
        into actions: inout LineActions
    ) {
        guard isOpen else { return }
        isGivingOut = true
        wire.send(
            [UInt8](copying: bytes),
            from: self,
            format: clientLine(),
            framing: framing,
            origin: origin,
            at: hostTime
        )
        holdBack(at: hostTime)
        giveOut(into: &actions)
        waitForAnswers(&actions)
    }

    /// Gives the client what was heard.
    public func proceed(at hostTime: Int64, into actions: inout LineActions) {
        giveOut(into: &actions)
    }

    /// Looks whether answers are still due.
    public func timeout(at hostTime: Int64, into actions: inout LineActions) {
        guard isOpen else { return }
        giveOut(into: &actions)
        waitForAnswers(&actions)
    }

    /// Keeps the timer running while an answer may come.
    ///
    /// A client that has closed its sending half is kept for as long as a timer is pending.
    private func waitForAnswers(_ actions: inout LineActions) {
        if wire.isBusy(for: self) { actions.timer = .armed(after: Self.dueEvery) }
    }

    /// It leaves the wire.
    public func closed() {
        isOpen = false
        wire.leave(self)
        wire.stations.forget(connection: origin.connection)
    }

    /// How to get the line's attention.
    public func attach(attention: @escaping () -> Void) { self.attention = attention }

    /// How to ask how the client has set its end.
    public func attachClientLine(_ settings: @escaping () -> ClientLine?) {
        clientLine = settings
    }

    private func giveOut(into actions: inout LineActions) {
        isGivingOut = false
        if actions.output.isEmpty {
            swap(&actions.output, &pending)
        } else {
            actions.output += pending
        }
        pending.removeAll(keepingCapacity: true)
        if ending != .stays { actions.ending = ending }
    }

    /// A client that writes faster than the line carries is read from again when the line has
    /// nearly come after it.
    private func holdBack(at hostTime: Int64) {
        let lead = wire.sendsUntil(self) - hostTime
        guard lead > Self.longestLead else { return }
        isWaiting = true
        wire.remind(self, at: hostTime + lead - Self.longestLead / 2)
    }

    // MARK: The wire

    /// Keeps what passes for the client.
    public func heard(_ bytes: [UInt8], at hostTime: Int64) {
        guard isOpen, ending == .stays else { return }
        let room = Self.pendingLimit - pending.count
        pending += bytes.prefix(room)
        if !isGivingOut { attention?() }
    }

    /// A fault ends the client's connection: it hears no more.
    public func ends(_ ending: LineActions.Ending, of connection: Int) {
        guard isOpen, connection == origin.connection, self.ending == .stays else { return }
        self.ending = ending
        if !isGivingOut { attention?() }
    }

    /// The line has nearly come after the client.
    public func reminded(at hostTime: Int64) {
        isWaiting = false
        if !isGivingOut { attention?() }
    }
}

extension [UInt8] {
    /// The bytes of a line's own buffer.
    init(copying bytes: Span<UInt8>) {
        self.init(capacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}
