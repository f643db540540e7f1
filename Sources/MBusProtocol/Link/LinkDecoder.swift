/// Cuts the bytes of an M-Bus line into frames, as a slave does (EN 13757-2; "The M-Bus: A
/// Documentation", 5.2).
///
/// Give it what the line brought with `receive(_:)` and take frames with `next()` until it gives
/// nil. While `isIdle` is false run a timer of 33 bit times, restart it with each byte, and call
/// `silence()` when it fires.
///
/// *After an error.* The standard has a receiver wait for the rest of the line. Many do not: they
/// throw away what they have, with the byte that was wrong, and look for a start in what follows.
/// The decoder does the latter unless it is made otherwise.
public struct LinkDecoder: Sendable {
    /// The largest number of frames that wait for `next()`; more are dropped and counted.
    public static let waitingLimit = 4096

    /// How often something was dropped: a wrong checksum, length, second start or stop, a frame
    /// that a silence cut off, a run of bytes that begin nothing.
    ///
    /// The rest of a broken frame belongs to its error, until a frame begins.
    public private(set) var errors = 0

    /// The bytes of the frame that has begun, at most 261.
    private var partial: [UInt8] = []
    private var frames: [LinkFrame] = []
    private var taken = 0
    /// True from an error to the next whole frame or silence.
    private var isInRubbish = false
    private let resynchronises: Bool

    /// Makes a decoder for one line.
    ///
    /// - Parameter resynchronises: Whether it looks for a start right behind an error; if not,
    ///   everything is dropped until `silence()`.
    public init(resynchronises: Bool = true) { self.resynchronises = resynchronises }

    /// True while no frame has begun and nothing is being dropped: no silence is of interest.
    public var isIdle: Bool { partial.isEmpty && !isDeaf }

    /// Takes bytes from the line.
    public mutating func receive(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { take(byte) }
    }

    /// Returns the next frame with the right checksum, or nil when more bytes are needed.
    public mutating func next() -> LinkFrame? {
        guard taken < frames.count else { return nil }
        let frame = frames[taken]
        taken &+= 1
        if taken == frames.count {
            frames.removeAll(keepingCapacity: frames.count <= 16)
            taken = 0
        }
        return frame
    }

    /// Tells that the line rested for at least 33 bit times: what is half there is dropped.
    public mutating func silence() {
        if !partial.isEmpty { errors &+= 1 }
        partial.removeAll(keepingCapacity: true)
        isInRubbish = false
    }

    /// Drops what has begun, as for a parity or a framing error.
    public mutating func discard() { fail() }

    private var isDeaf: Bool { isInRubbish && !resynchronises }

    private mutating func take(_ byte: UInt8) {
        guard !isDeaf else { return }
        guard let start = partial.first else { return begin(with: byte) }
        partial.append(byte)
        if start == LinkFrame.shortStart { checkShort() } else { checkLong() }
    }

    private mutating func begin(with byte: UInt8) {
        switch byte {
        case LinkFrame.singleCharacter: accept(.acknowledgement)
        case LinkFrame.shortStart, LinkFrame.longStart: partial.append(byte)
        default:
            if !isInRubbish { fail() }
        }
    }

    /// Checks the newest byte of `10 C A CS 16`.
    private mutating func checkShort() {
        switch partial.count {
        case 4 where LinkFrame.checksum(partial[1...2]) != partial[3]: fail()
        case 5 where partial[4] != LinkFrame.stop: fail()
        case 5: accept(LinkFrame(body: partial[1...2]))
        default: break
        }
    }

    /// Checks the newest byte of `68 L L 68 C A CI data CS 16`.
    private mutating func checkLong() {
        let count = partial.count
        let length = Int(partial[1])
        switch count {
        case 2 where length < 3: fail()
        case 3 where partial[2] != partial[1]: fail()
        case 4 where partial[3] != LinkFrame.longStart: fail()
        case length + 5 where count > 4:
            if LinkFrame.checksum(partial[4..<count - 1]) != partial[count - 1] { fail() }
        case length + 6 where count > 5:
            if partial[count - 1] != LinkFrame.stop { return fail() }
            accept(LinkFrame(body: partial[4..<count - 2]))
        default: break
        }
    }

    private mutating func accept(_ frame: LinkFrame?) {
        partial.removeAll(keepingCapacity: true)
        isInRubbish = false
        guard let frame, frames.count &- taken < Self.waitingLimit else { return fail() }
        frames.append(frame)
    }

    private mutating func fail() {
        errors &+= 1
        partial.removeAll(keepingCapacity: true)
        isInRubbish = true
    }
}
