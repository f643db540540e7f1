/// Cuts the characters of a serial line into ASCII requests (Modbus over serial line V1.02,
/// section 2.5.2).
///
/// Give it what the line brought with `receive(_:)`, then call `next()` until it returns nil. A
/// colon begins a frame wherever it comes; lower-case digits are accepted; characters between
/// frames are ignored. A frame stays readable through `bytes(of:)` until the next `next()`.
public struct ASCIIDecoder: Sendable {
    /// The largest frame in characters.
    public static let maximumFrame = 513
    /// Address, 253 bytes and LRC.
    private static let maximumMessage = 255

    private enum State: Sendable {
        case idle
        case digits
        case delimiter
    }

    /// How often a frame was dropped: wrong LRC, wrong character, cut off, too long or too short.
    public private(set) var communicationErrors = 0

    /// What may be the last character of a frame: LF, and what function 8, sub-function 3 has
    /// made it of any listener.
    public var delimiters: [UInt8] = [0x0A]

    /// The last character of the frame that was whole last.
    public private(set) var delimiter: UInt8 = 0x0A

    @usableFromInline
    var buffer = ReceiveBuffer()
    private var state = State.idle
    private var message: [UInt8] = []
    private var highDigit: UInt8?

    /// Makes a decoder for one line.
    public init() {}

    /// True while no frame has begun, so that no timeout is of interest.
    public var isIdle: Bool { state == .idle && buffer.isEmpty }

    /// The number of bytes kept; at most 255 after `next()` gave nil.
    public var pendingCount: Int { buffer.count + message.count }

    /// Takes characters from the line.
    @inlinable
    public mutating func receive(_ bytes: some Collection<UInt8>) {
        if !buffer.append(bytes) { countError() }
    }

    /// Tells that more than one second passed since the last character: a begun frame is dropped.
    public mutating func silence() { drop() }

    /// Returns the next request with the right LRC, or nil when more characters are needed.
    public mutating func next() -> SerialFrame? {
        while !buffer.isEmpty {
            let character = buffer[0]
            buffer.take(1)
            if let frame = take(character) { return frame }
        }
        return nil
    }

    /// The protocol data unit of the frame that `next()` gave last.
    public func bytes(of frame: SerialFrame) -> ArraySlice<UInt8> {
        frame.pdu.lowerBound >= 0 && frame.pdu.upperBound <= message.count ? message[frame.pdu] : []
    }

    @usableFromInline
    mutating func countError() { communicationErrors &+= 1 }

    private mutating func take(_ character: UInt8) -> SerialFrame? {
        if character == 0x3A {
            drop()
            begin()
            return nil
        }
        switch state {
        case .idle: break
        case .digits where character == 0x0D: state = .delimiter
        case .digits: take(digit: character)
        case .delimiter where delimiters.contains(character):
            delimiter = character
            return finish()
        case .delimiter: drop()
        }
        return nil
    }

    private mutating func begin() {
        state = .digits
        highDigit = nil
        message.removeAll(keepingCapacity: true)
    }

    private mutating func take(digit character: UInt8) {
        guard let digit = Self.value(of: character), message.count < Self.maximumMessage else {
            return drop()
        }
        if let high = highDigit {
            message.append(high << 4 | digit)
            highDigit = nil
        } else {
            highDigit = digit
        }
    }

    private mutating func finish() -> SerialFrame? {
        guard message.count >= 3, highDigit == nil, LRC.compute(message) == 0 else {
            drop()
            return nil
        }
        state = .idle
        return SerialFrame(unit: message[0], pdu: 1..<message.count - 1)
    }

    private mutating func drop() {
        if state != .idle { countError() }
        state = .idle
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x37
        case 0x61...0x66: character - 0x57
        default: nil
        }
    }
}
