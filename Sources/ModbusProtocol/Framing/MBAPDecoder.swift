/// Cuts a TCP stream into Modbus requests (Modbus messaging on TCP/IP V1.0b, section 3.1.3).
///
/// Give it what the socket read with `receive(_:)`, then call `next()` until it returns nil. Many
/// requests in one segment and one request over many segments are the same to it. A frame names a
/// range of the decoder's own buffer; look at it through `bytes(of:)` and let go of that slice
/// before the next `receive(_:)`, else Swift copies the buffer (correct, but slower).
public struct MBAPDecoder: Sendable {
    /// What the stream held.
    public enum Event: Equatable, Sendable {
        /// A whole request.
        case frame(MBAPFrame)
        /// A request was skipped; nothing is to be answered.
        case discarded(Discard)
        /// The stream cannot be understood any more: close the connection.
        case close(Closure)
    }

    /// Why a request was skipped.
    public enum Discard: Equatable, Sendable {
        /// The protocol identifier is not 0, so this is not Modbus.
        case protocolIdentifier(UInt16)
    }

    /// Why the connection must be closed.
    public enum Closure: Equatable, Sendable {
        /// The length field is outside 2 to 254: where the next header stands cannot be known.
        case lengthOutOfRange(UInt16)
        /// The caller received more than 128 KiB without parsing them.
        case overflow
    }

    /// Bytes before the unit identifier: transaction, protocol, length.
    private static let prefixSize = 6
    /// What the length field may say: unit and 1 to 253 bytes.
    private static let validLengths: ClosedRange<UInt16> = 2...254

    @usableFromInline
    var buffer = ReceiveBuffer()
    @usableFromInline
    var hasOverflowed = false
    private var isClosed = false

    /// Makes a decoder for one connection.
    public init() {}

    /// The number of bytes that came and are not yet parsed; below 260 after `next()` gave nil.
    public var pendingCount: Int { buffer.count }

    /// Takes what came from the socket; ignored after a `close`.
    @inlinable
    public mutating func receive(_ bytes: some Collection<UInt8>) {
        if !buffer.append(bytes) { hasOverflowed = true }
    }

    /// Takes what came from the socket, out of a line's own buffer.
    public mutating func receive(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe receive($0) }
    }

    /// Returns the next thing in the stream, or nil when more bytes are needed.
    public mutating func next() -> Event? {
        guard !isClosed, buffer.count >= Self.prefixSize else { return idle() }
        let length = buffer.word(at: 4)
        guard Self.validLengths.contains(length) else { return close(.lengthOutOfRange(length)) }
        let size = Self.prefixSize + Int(length)
        guard buffer.count >= size else { return idle() }
        let transaction = buffer.word(at: 0)
        let identifier = buffer.word(at: 2)
        let unit = buffer[6]
        let pdu = buffer.start + 7..<buffer.start + size
        buffer.take(size)
        guard identifier == 0 else { return .discarded(.protocolIdentifier(identifier)) }
        return .frame(MBAPFrame(transaction: transaction, unit: unit, pdu: pdu))
    }

    /// The protocol data unit of a frame, empty when the frame is older than the last `receive`.
    public func bytes(of frame: MBAPFrame) -> ArraySlice<UInt8> { buffer.bytes(in: frame.pdu) }

    private mutating func idle() -> Event? {
        if isClosed {
            buffer.takeAll()
            return nil
        }
        return hasOverflowed ? close(.overflow) : nil
    }

    private mutating func close(_ reason: Closure) -> Event {
        isClosed = true
        buffer.takeAll()
        return .close(reason)
    }
}
