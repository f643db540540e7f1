internal import MBusProtocol

/// An M-Bus master: asks one meter at a time and waits for the answer (EN 13757-2 and -3).
///
/// Every call blocks its thread; use it from one task or thread at a time.
public final class MBusMaster {
    /// How often a request is repeated when no readable answer comes (EN 13757-2, 5.7.3.4).
    public static let repetitions = 2
    /// The most telegrams of one readout.
    public static let telegramLimit = 64

    private let line: ByteLine
    /// How long the first byte of an answer may take, milliseconds.
    private let patience: Int
    /// How long the line rests within an answer at most, milliseconds.
    private let gap: Int
    /// How long the line is listened to behind an acknowledgement, milliseconds.
    private let rest: Int

    /// Opens a serial device or a pseudo-terminal.
    ///
    /// - Parameter patience: what is added to the answer window of the speed, milliseconds: for
    ///   converters that keep bytes back.
    /// - Throws: ``MBusMasterError/cannotConnect(target:reason:)`` or
    ///   ``MBusMasterError/invalidRequest(_:)``.
    public convenience init(
        serial path: String,
        _ format: MBusLineFormat = MBusLineFormat(),
        patience: Int = usualPatience
    ) throws(MBusMasterError) {
        self.init(try ByteLine.serial(path, format), baudRate: format.baudRate, patience)
    }

    /// Connects to a transparent level converter.
    ///
    /// - Parameters:
    ///   - baudRate: the speed of the M-Bus behind it, bit/s.
    ///   - patience: what is added to the answer window of the speed, milliseconds.
    /// - Throws: ``MBusMasterError/cannotConnect(target:reason:)`` or
    ///   ``MBusMasterError/invalidRequest(_:)``.
    public convenience init(
        tcp host: String,
        port: Int,
        baudRate: Int = 2400,
        patience: Int = usualPatience
    ) throws(MBusMasterError) {
        guard BaudRateSwitch.baudRates.contains(baudRate) else {
            throw MBusLineFormat.unknown(baudRate)
        }
        self.init(try ByteLine.tcp(host, port, timeout: 5000), baudRate: baudRate, patience)
    }

    /// What converters and networks may add to the answer window, milliseconds.
    public static let usualPatience = 200

    private init(_ line: ByteLine, baudRate: Int, _ patience: Int) {
        self.line = line
        func milliseconds(_ nanoseconds: Int64) -> Int { Int(nanoseconds / 1_000_000) + 1 }
        let silence = milliseconds(AnswerWindow.silence(baudRate: baudRate))
        self.patience =
            milliseconds(AnswerWindow.latest(baudRate: baudRate)) + max(patience, 0)
        gap = silence + max(patience, 100)
        rest = silence + 20
    }

    /// What was heard after a request.
    enum Heard: Equatable {
        /// Nothing.
        case silence
        /// One sound frame, and nothing else.
        case frame(LinkFrame)
        /// Anything else.
        case noise
    }

    /// Sends a frame and listens.
    func ask(_ frame: LinkFrame) throws(MBusMasterError) -> Heard {
        try line.flush()
        try line.send(frame.encoded)
        var decoder = LinkDecoder()
        var (wait, heard, frames) = (patience, 0, [LinkFrame]())
        while true {
            let bytes = try line.receive(within: wait)
            guard !bytes.isEmpty, heard < Self.longestAnswer else { break }
            heard += bytes.count
            decoder.receive(bytes)
            while let frame = decoder.next() { frames.append(frame) }
            wait = frames.isEmpty || !decoder.isIdle ? gap : rest
        }
        if heard == 0 { return .silence }
        guard frames.count == 1, decoder.errors == 0, decoder.isIdle, let frame = frames.first
        else { return .noise }
        return .frame(frame)
    }

    /// More bytes than this are no answer of anybody.
    private static let longestAnswer = 8 * LinkFrame.longestFrame

    /// Sends a frame, and again as often as the standard has it, until a sound answer comes.
    func askUntilAnswered(_ frame: LinkFrame) throws(MBusMasterError) -> LinkFrame {
        var last = Heard.silence
        for _ in 0...Self.repetitions {
            let heard = try ask(frame)
            if case .frame(let answer) = heard { return answer }
            // Noise says more than the silence after it.
            if heard != .silence { last = heard }
        }
        throw last == .silence ? .noAnswer : .unreadable
    }
}

/// A master belongs to one task: the line has one transaction at a time.
@available(*, unavailable)
extension MBusMaster: Sendable {}
