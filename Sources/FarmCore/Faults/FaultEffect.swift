public import SimulatedTime

/// What a fault does to what it strikes.
public enum FaultEffect: Hashable, Sendable {
    /// The meter does not hear the request: nothing is carried out, nothing is sent.
    case noReply
    /// The meter refuses with an exception code, 1 to 255; nothing is carried out.
    case exception(UInt8)
    /// The meter restarts: it does not answer, and is silent until it has started.
    case restart
    /// The registers that are read show something else.
    case value(FaultyValue)
    /// The answer takes longer, in host time.
    case delay(FaultDelay)
    /// The answer goes out just before that to the next request of the connection.
    case late
    /// The answer has another address; its checksum is right.
    case unit(NumberChange)
    /// The answer has another function code; its checksum is right.
    case function(NumberChange)
    /// The answer's checksum is wrong.
    case checksum(FaultyChecksum)
    /// So many bytes are missing at the end; all of them where the answer is not longer.
    case truncate(Int)
    /// So many bytes of chance belong to the answer behind its end.
    case extra(Int)
    /// So many bytes of chance stand before the answer.
    case garbage(Int)
    /// The answer goes out in pieces with a rest before each further one, in host time.
    case split(pieces: Int, pause: TimeSpan)
    /// The answer goes out so many times more.
    case duplicate(Int)
    /// The answer waits and goes out together with the next one.
    case merge
    /// The answer's transaction identifier is another.
    case transactionID(NumberChange)
    /// The answer's protocol identifier is not 0.
    case protocolID(NumberChange)
    /// The answer's length field lies.
    case length(NumberChange)
    /// The meter on an M-Bus takes every frame count bit for the last one: it repeats itself.
    case stuckFrameCount
    /// The connection ends.
    case tcp(Disconnection)
    /// A client that connects is not served.
    case connection(Welcome)
    /// Only so many connections at a time.
    case connectionLimit(limit: Int, whenFull: WhenFull)

    /// How a TCP connection ends.
    public enum Disconnection: String, Hashable, Sendable, CaseIterable {
        /// With a reset in place of the answer.
        case reset
        /// The answer goes out, and nothing after it; what the client sends is still heard.
        case halfClose
        /// In the middle of the answer.
        case dropMidFrame
    }

    /// What becomes of a client that connects.
    public enum Welcome: String, Hashable, Sendable, CaseIterable {
        /// It is turned away.
        case refuse
        /// It is let in and never gets an answer.
        case silent
    }

    /// What becomes of one connection too many.
    public enum WhenFull: String, Hashable, Sendable, CaseIterable {
        /// It is turned away.
        case refuse
        /// The one that was silent for longest makes room for it.
        case dropOldest
    }

    /// Where it acts.
    public var layer: FaultLayer {
        switch self {
        case .noReply, .exception, .restart, .value: .meter
        case .stuckFrameCount: .link
        case .length: .length
        case .delay, .late, .unit, .function, .checksum, .truncate, .extra, .garbage, .split,
            .duplicate, .merge:
            .frame
        case .transactionID, .protocolID, .tcp: .tcp
        case .connection, .connectionLimit: .connection
        }
    }
}

/// Where faults act, from the meter outwards.
public struct FaultLayer: OptionSet, Hashable, Sendable {
    /// One bit for each layer.
    public let rawValue: UInt8

    /// Layers from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The meter and its values.
    public static let meter = FaultLayer(rawValue: 1)
    /// The frame that carries the answer.
    public static let frame = FaultLayer(rawValue: 1 << 1)
    /// The header and the connection of Modbus TCP.
    public static let tcp = FaultLayer(rawValue: 1 << 2)
    /// What happens when a client connects.
    public static let connection = FaultLayer(rawValue: 1 << 3)
    /// The length field, which Modbus TCP and M-Bus have.
    public static let length = FaultLayer(rawValue: 1 << 4)
    /// The link layer of M-Bus.
    public static let link = FaultLayer(rawValue: 1 << 5)

    /// What a Modbus TCP connection without a line has that can be struck.
    static let ofTCP: FaultLayer = [.meter, .frame, .tcp, .length]

    /// What an M-Bus has that can be struck.
    static func ofMBus(isConnection: Bool) -> FaultLayer {
        let line: FaultLayer = [.meter, .frame, .length, .link]
        return isConnection ? line.union(.tcp) : line
    }
}

/// How a number in a frame is changed.
public enum NumberChange: Hashable, Sendable {
    /// It becomes this one.
    case to(Int)
    /// This is added, modulo the size of the field.
    case by(Int)

    /// What a number becomes in a field of its size.
    func applied<Field: FixedWidthInteger>(to number: Field) -> Field {
        switch self {
        case .to(let other): Field(truncatingIfNeeded: other)
        case .by(let step): number &+ Field(truncatingIfNeeded: step)
        }
    }
}

/// How a checksum is wrong.
public enum FaultyChecksum: String, Hashable, Sendable, CaseIterable {
    /// One bit of it, drawn by chance, is the other.
    case bitFlip
    /// Its two bytes are exchanged; in ASCII its two digits.
    case swap
    /// It is zero.
    case zero
    /// It is one more, modulo its size.
    case offByOne
}

/// What a register shows in place of its value.
public enum FaultyValue: Hashable, Sendable {
    /// What it showed when the fault first struck it.
    case frozen
    /// 0.
    case zero
    /// The greatest number of its type.
    case maximum
    /// What the model answers for a value that it cannot measure.
    case notAvailable
    /// Not a number; registers of integers stay as they are.
    case nan
    /// One count less: 1 less in an integer, the next smaller number in floating point; zero stays
    /// where there is nothing below.
    case stepBack
    /// The high words of the last read with the low word of this one.
    case torn
    /// The least significant word first where the most significant comes first, and vice versa.
    case wordsSwapped
    /// A value in the register's unit.
    case stuck(Double)
    /// A multiple of the value.
    case scale(Double)
}
