public import SimulatedTime

/// One frame that passed on a bus.
public struct TrafficFrame: Hashable, Sendable {
    /// Which way it goes.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        /// From a master.
        case request
        /// From a meter, or whoever answers for it.
        case response
        /// From nobody: noise on the line.
        case noise
    }

    /// How it is written.
    public enum Framing: String, Hashable, Sendable, CaseIterable {
        /// Modbus RTU.
        case rtu
        /// Modbus ASCII.
        case ascii
        /// Modbus TCP.
        case tcp
        /// The link layer of M-Bus.
        case mBus
    }

    /// Its number on the bus, ascending from 1.
    public internal(set) var number: Int64 = 0
    /// The instant of the farm at which it had passed.
    public internal(set) var instant: Instant
    /// The same in monotonic nanoseconds of the host.
    public internal(set) var hostTime: Int64
    /// The port it came in by, or goes out by; empty where that is not known.
    public var port: String
    /// The client's address without its port, or the name of a serial port.
    public var client: String
    /// Which way it goes.
    public var direction: Direction
    /// How it is written.
    public var framing: Framing
    /// All of it, as it was on the line.
    public internal(set) var bytes: [UInt8]
    /// The address in it; nil where it has none.
    public var unit: UInt8?
    /// The function code, or the function of the link layer; nil where it has none.
    public var function: UInt8?
    /// The meter that it is for or from; nil where that is nobody.
    public var meter: String?
    /// The place of the meter among those of the bus.
    var place: Int?
    /// The number of the request that it answers; nil for a request.
    public var request: Int64?
    /// What became of it.
    public internal(set) var outcome: TrafficOutcome
    /// The names of the faults that struck it.
    public internal(set) var faults: [String] = []
    /// Nanoseconds from the end of the request to the beginning of the answer; nil for a request.
    public internal(set) var delay: Int64?

    /// What it should look like on the line.
    var intended: [UInt8] = []
    /// How many of its bytes have passed on a wire.
    var passed = 0
}

/// What became of a frame.
public enum TrafficOutcome: Hashable, Sendable {
    /// A request whose answer is still to come.
    case pending
    /// A request that is answered, or an answer as it should be.
    case answered
    /// A request that is refused, or the refusal: the exception's code.
    case exception(UInt8)
    /// A request to which nothing is sent.
    case silent(TrafficSilence)
    /// Something that whoever it was for could not read.
    case damaged

    /// In a word, as filters name it.
    public var word: String {
        switch self {
        case .pending: "pending"
        case .answered: "answered"
        case .exception: "exception"
        case .silent: "silent"
        case .damaged: "damaged"
        }
    }
}

/// Why nothing is sent to a request.
public enum TrafficSilence: String, Hashable, Sendable, CaseIterable {
    /// No meter that hears the line has the address.
    case nobody
    /// It is for all: nobody ever answers.
    case broadcast
    /// The meter has no supply, or starts up.
    case unpowered
    /// A fault: the meter does not hear it, or restarts.
    case fault
    /// A fault holds the answer back until later.
    case heldBack
    /// The line had not rested for as long as the meter needs.
    case tooSoon
    /// The meter does not understand it: another framing, speed or parity.
    case unheard
    /// The meter only listens (function 8, sub-function 4).
    case listenOnly
    /// The meter does not answer such a frame.
    case unanswered
    /// What it asks for could not be kept on the disk.
    case notKept
    /// The meter is busy with what it keeps on the disk.
    case busy

    /// Why, as a part of a sentence.
    public var reason: String {
        switch self {
        case .nobody: "no meter that hears the line has this address"
        case .broadcast: "a broadcast is never answered"
        case .unpowered: "the meter has no supply or is starting up"
        case .fault: "a fault keeps the meter from answering"
        case .heldBack: "a fault holds the answer back"
        case .tooSoon: "the line had not rested for as long as the meter needs"
        case .unheard: "the meter is set to another framing, speed or parity"
        case .listenOnly: "the meter only listens"
        case .unanswered: "the meter does not answer such a frame"
        case .notKept: "what it asks for could not be kept on the disk"
        case .busy: "the meter is busy"
        }
    }
}

extension FrameShape {
    /// How a frame of this shape is written.
    var framing: TrafficFrame.Framing {
        switch self {
        case .rtu: .rtu
        case .ascii: .ascii
        case .mbap: .tcp
        case .mBus: .mBus
        }
    }
}

extension WireFraming {
    /// The framing of frames on this line.
    var ofTraffic: TrafficFrame.Framing {
        switch self {
        case .rtu: .rtu
        case .ascii: .ascii
        case .mBus: .mBus
        }
    }
}
