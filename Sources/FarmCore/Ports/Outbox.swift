/// What a connection still has to send: bytes in order, each due at a host time.
///
/// A stream keeps its order, so nothing overtakes: what is put in later is due no earlier than what
/// is in already. A session puts its frames in, takes what is due after each call, and arms the
/// line's timer for ``nextDue``.
public struct Outbox: Sendable {
    /// Bytes that may wait; beyond, ``isFull`` is true.
    public static let byteLimit = 65_536
    /// Runs of bytes that may wait; beyond, ``isFull`` is true.
    public static let entryLimit = 1024
    /// Frames that may wait for a later request; beyond, the oldest goes out.
    public static let heldLimit = 16

    private struct Entry {
        var due: Int64
        var bytes: [UInt8]
        var ending: LineActions.Ending
    }

    /// What has become of the connection so far: after anything but `.stays`, nothing is sent.
    public private(set) var ending = LineActions.Ending.stays

    private var entries: [Entry] = []
    private var held: [OutgoingFrame] = []
    private var bytesWaiting = 0
    private var latestDue = Int64.min

    /// An empty outbox of a connection that is open.
    public init() {}

    /// When the next bytes are due, host time in nanoseconds; nil while none are.
    public var nextDue: Int64? { entries.first?.due }

    /// Whether nothing is due, now or later.
    ///
    /// What is held until a request comes does not count.
    public var isEmpty: Bool { entries.isEmpty }

    /// Whether nothing waits at all, not even for a later request.
    var isIdle: Bool { entries.isEmpty && held.isEmpty }

    /// Whether so much waits that no further request should be answered.
    public var isFull: Bool {
        bytesWaiting >= Self.byteLimit || entries.count + held.count >= Self.entryLimit
    }

    /// Takes an answer, whose time counts from now or from its release.
    public mutating func put(_ frame: OutgoingFrame, at hostTime: Int64) {
        guard ending == .stays else { return }
        guard frame.release == .atOnce else { return hold(frame, at: hostTime) }
        var frame = frame
        for earlier in releaseHeld(.withNextReply) { frame.prepend(earlier) }
        schedule(frame, at: hostTime)
    }

    /// Tells that a request has come: what waited for one goes out.
    public mutating func noteRequest(at hostTime: Int64) {
        for frame in releaseHeld(.withNextRequest).reversed() { schedule(frame, at: hostTime) }
    }

    /// Moves what is due into the output, with what becomes of the connection after it.
    public mutating func take(at hostTime: Int64, into actions: inout LineActions) {
        var taken = 0
        while taken < entries.count, entries[taken].due <= hostTime, ending == .stays {
            actions.output += entries[taken].bytes
            bytesWaiting -= entries[taken].bytes.count
            ending = entries[taken].ending
            taken += 1
        }
        entries.removeFirst(taken)
        guard taken > 0, ending != .stays else { return }
        actions.ending = ending
        clear()
    }

    private mutating func clear() {
        entries = []
        held = []
        bytesWaiting = 0
    }

    private mutating func schedule(_ frame: OutgoingFrame, at hostTime: Int64) {
        var due = max(hostTime.adding(frame.delay), latestDue)
        for piece in frame.pieces where !piece.bytes.isEmpty {
            due = due.adding(piece.pauseBefore)
            entries.append(Entry(due: due, bytes: piece.bytes, ending: .stays))
            bytesWaiting += piece.bytes.count
        }
        if frame.ending != .stays {
            entries.append(Entry(due: due, bytes: [], ending: frame.ending))
        }
        latestDue = due
    }

    private mutating func hold(_ frame: OutgoingFrame, at hostTime: Int64) {
        held.append(frame)
        bytesWaiting += frame.byteCount
        guard held.count > Self.heldLimit else { return }
        let oldest = held.removeFirst()
        bytesWaiting -= oldest.byteCount
        schedule(oldest, at: hostTime)
    }

    /// The frames that waited for this, the latest first.
    private mutating func releaseHeld(_ release: OutgoingFrame.Release) -> [OutgoingFrame] {
        guard !held.isEmpty else { return [] }
        let released = held.filter { $0.release == release }
        held.removeAll { $0.release == release }
        bytesWaiting -= released.reduce(0) { $0 + $1.byteCount }
        return released.reversed()
    }
}

extension OutgoingFrame {
    fileprivate var byteCount: Int { pieces.reduce(0) { $0 + $1.bytes.count } }

    /// Puts the bytes of an earlier frame in front, to go out in one run with the first piece.
    fileprivate mutating func prepend(_ earlier: OutgoingFrame) {
        delay = max(delay, earlier.delay)
        if ending == .stays { ending = earlier.ending }
        if pieces.isEmpty {
            pieces = [WirePiece(earlier.bytes)]
        } else {
            pieces[0].bytes = earlier.bytes + pieces[0].bytes
        }
    }
}

extension Int64 {
    /// The sum with a span that is not negative; the farthest time when it does not fit.
    func adding(_ span: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(Swift.max(span, 0))
        return overflows ? .max : sum
    }
}
