internal import MeterModels
internal import ModbusProtocol
internal import SimulatedTime

/// The times of a gateway's end of a serial line.
public struct GatewayTiming: Equatable, Sendable {
    /// How long characters take.
    let pace: CharacterPace
    /// The silence that ends a frame, nanoseconds: 3.5 characters (Modbus over serial line V1.02,
    /// 2.5.1.1); in ASCII the second that may pass between two characters (2.5.2.1).
    let silence: Int64
    /// How long the line must have rested before the gateway sends, nanoseconds.
    let rest: Int64
    /// How long the longest frame takes with the silence behind it, nanoseconds.
    let longestFrame: Int64

    /// Characters that a receiver may hold back: a 16550 hands over 14, or what it has after 4
    /// more character times.
    private static let heldBack = 18

    /// The times of a gateway set as the line is, or as the port says it is set.
    public init(_ line: LinePlan, framing: WireFraming, sender: ClientLine? = nil) {
        let format = sender.map { $0.format(on: line.format) } ?? line.format
        let pause = Silences(format).betweenFrames
        let isPaced = line.timing == .realistic
        pace = isPaced ? CharacterPace(format, framing) : .instant
        silence = framing == .rtu ? pause : 1_000_000_000
        let longest = framing == .rtu ? RTUDecoder.maximumFrame : ASCIIDecoder.maximumFrame
        longestFrame = pace.span(longest + Self.heldBack) + silence
        // The standard's characters have eleven bits, whatever is programmed: who waits that long
        // waits long enough.
        let eleven = LineFormat(baudRate: format.baudRate, parity: .none, stopBits: 2)
        rest = isPaced ? max(pause, Silences(eleven).betweenFrames) : 0
    }

    /// Whether bytes take time.
    var isPaced: Bool { !pace.isInstant }

    /// When the silence after a byte is certain, if no further one is heard.
    func silenceIsCertain(after hostTime: Int64) -> Int64 {
        hostTime.adding(pace.span(Self.heldBack)).adding(silence)
    }

    /// How long so many bytes take, nanoseconds.
    func duration(of count: Int) -> Int64 { pace.span(count) }
}

extension ClientLine {
    /// The format that a master sends in: a parity that is not known for certain is the line's.
    fileprivate func format(on line: LineFormat) -> LineFormat {
        let own: LinePlan.Parity =
            switch parity {
            case .none: .none
            case .odd: .odd
            case .even: .even
            case .noneOrEven: line.parity == .none ? .none : .even
            }
        return LineFormat(baudRate: baudRate, parity: own, stopBits: stopBits)
    }
}

extension TimeSpan {
    /// The span in nanoseconds of host time; no setting of a gateway is too long for it.
    var nanoseconds: Int64 { microseconds * 1000 }
}
