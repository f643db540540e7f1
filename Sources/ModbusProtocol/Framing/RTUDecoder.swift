/// Cuts the bytes of a serial line into RTU requests, as a slave must (Modbus over serial line
/// V1.02, section 2.5.1).
///
/// Give it what the line brought with `receive(_:)`, then call `next()` until it does not return a
/// frame; arm a timer of 3.5 characters while `isIdle` is false, restart it with every byte, and
/// call `silence()` and `next()` again when it fires.
///
/// *Where a frame ends.* The request at the head of the pending bytes, which begins where the last
/// frame or silence ended, has a length known from its function code; it is taken as soon as all
/// its bytes are there and the checksum is right. So requests need no silence between them.
/// A function whose length nobody knows ends at the silence: then all pending bytes are taken when
/// their checksum is right, so that a slave can answer exception 01.
///
/// *After noise.* When the head is complete and wrong, or of an unknown function, the decoder
/// slides: every later place is tried, and the first request that is whole *and* has the right
/// checksum wins at once. A head that is merely incomplete is never jumped over while the line is
/// busy, else the data of a long write that came in pieces could be taken for a request. Noise that
/// looks like the beginning of a long request thus makes the decoder wait, until 256 bytes came or
/// the line falls silent: then the head counts as wrong, a request behind it is found, and what is
/// left is dropped. Each run of dropped bytes is one communication error.
public struct RTUDecoder: Sendable {
    /// What the pending bytes mean.
    public enum Event: Equatable, Sendable {
        /// A whole request with the right checksum.
        case frame(SerialFrame)
        /// Nothing pending, or the beginning of a request.
        case needMore
        /// Noise or an unknown function: only a silence, or a request found later, decides.
        case awaitSilence
    }

    /// The largest frame in bytes; also how much is kept while the decoder looks for a request.
    public static let maximumFrame = RTURequestLength.maximum

    /// How often bytes were dropped: wrong checksums, noise, frames too short or too long.
    public private(set) var communicationErrors = 0

    @usableFromInline
    var buffer = ReceiveBuffer()
    /// The search behind a head that is not a request; nil while the head may be one.
    private var search: RTUSearch?
    /// False when bytes were dropped off the front, so that the head is no beginning of a frame.
    private var headIsBoundary = true
    @usableFromInline
    var isSilent = false

    /// Makes a decoder for one line.
    public init() {}

    /// True while no byte is pending, so that no silence is of interest.
    public var isIdle: Bool { buffer.isEmpty }

    /// The number of pending bytes; at most 256 once `next()` returned something else than a frame.
    public var pendingCount: Int { buffer.count }

    /// Takes bytes from the line; an earlier silence that was not parsed is forgotten.
    @inlinable
    public mutating func receive(_ bytes: some Collection<UInt8>) {
        isSilent = false
        if !buffer.append(bytes) { countError() }
    }

    /// Tells that the line was silent for at least 3.5 characters; call `next()` afterwards.
    public mutating func silence() { isSilent = true }

    /// Drops what is pending: a gap of 1.5 characters in a frame, a parity or a framing error.
    public mutating func discard() {
        if !buffer.isEmpty { countError() }
        consume(buffer.count)
    }

    /// Takes bytes from the line, out of the line's own buffer.
    public mutating func receive(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe receive($0) }
    }

    /// Returns the next request, or what is missing.
    public mutating func next() -> Event {
        guard !buffer.isEmpty else {
            isSilent = false
            return .needMore
        }
        if search == nil {
            if let needed = RTURequestLength.needed(at: 0, in: buffer) {
                if needed > buffer.count, !isSilent { return .needMore }
                if needed <= buffer.count, isValid(0..<needed) { return accept(0, needed) }
            }
            search = RTUSearch()
        }
        if isSilent, headIsBoundary, isWholeFrame { return accept(0, buffer.count) }
        if let match = search?.find(in: buffer) {
            countError()
            return accept(match.offset, match.length)
        }
        return nothingFound()
    }

    /// The protocol data unit of a frame, empty when the frame is older than the last `receive`.
    public func bytes(of frame: SerialFrame) -> ArraySlice<UInt8> { buffer.bytes(in: frame.pdu) }

    @usableFromInline
    mutating func countError() { communicationErrors &+= 1 }

    private func isValid(_ range: Range<Int>) -> Bool { CRC16.isValid(buffer.slice(range)) }

    private var isWholeFrame: Bool {
        (RTURequestLength.minimum...Self.maximumFrame).contains(buffer.count)
            && isValid(0..<buffer.count)
    }

    private mutating func accept(_ offset: Int, _ length: Int) -> Event {
        let unit = buffer[offset]
        let start = buffer.start + offset
        consume(offset + length)
        return .frame(SerialFrame(unit: unit, pdu: start + 1..<start + length - 2))
    }

    private mutating func nothingFound() -> Event {
        if isSilent {
            isSilent = false
            discard()
            return .needMore
        }
        let excess = buffer.count - Self.maximumFrame
        if excess > 0 {
            buffer.take(excess)
            search?.shift(by: excess)
            headIsBoundary = false
        }
        return .awaitSilence
    }

    private mutating func consume(_ count: Int) {
        buffer.take(count)
        search = nil
        headIsBoundary = true
    }
}
