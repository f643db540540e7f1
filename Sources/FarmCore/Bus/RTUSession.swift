internal import ModbusProtocol
internal import SimulatedTime

/// The slaves' side of an RTU line: a pty, a serial device, or RTU frames on a TCP connection.
public final class RTUSession: LineSession {
    private let bus: Bus
    private let silence: Int64
    private var decoder = RTUDecoder()
    private var errorsSeen = 0
    private var timerIsArmed = false
    private let deferred = DeferredAnswer<SerialFrame>()

    /// A line.
    ///
    /// - Parameter silence: nanoseconds without a byte that end a frame whose length no function
    ///   code tells.
    public init(bus: Bus, silence: Int64) {
        self.bus = bus
        self.silence = silence
    }

    /// Answers every request for a meter of the bus; all else is silence.
    public func receive(
        _ bytes: Span<UInt8>,
        at hostTime: Int64,
        into actions: inout LineActions
    ) {
        decoder.receive(bytes)
        answerAll(at: hostTime, into: &actions)
    }

    /// The line was silent: what is pending is a whole frame or noise.
    public func timeout(at hostTime: Int64, into actions: inout LineActions) {
        timerIsArmed = false
        decoder.silence()
        answerAll(at: hostTime, into: &actions)
    }

    /// The answer that was waited for goes out, and what came behind the request is answered.
    public func proceed(at hostTime: Int64, into actions: inout LineActions) {
        guard let (frame, response) = deferred.take() else { return }
        if let response {
            let start = RTUEncoder.begin(unit: frame.unit, in: &actions.output)
            actions.output += response
            RTUEncoder.finish(from: start, in: &actions.output)
        }
        answerAll(at: hostTime, into: &actions)
    }

    /// How to get the line's attention.
    public func attach(attention: @escaping () -> Void) { deferred.attention = attention }

    /// Whether a request waits for the disk.
    public var isWaiting: Bool { deferred.isWaiting }

    /// Nothing is kept of a line.
    public func closed() {}

    private func answerAll(at hostTime: Int64, into actions: inout LineActions) {
        let now = bus.time.now(at: hostTime)
        while !deferred.isWaiting, case .frame(let frame) = decoder.next() {
            noteErrors()
            bus.line.messages &+= 1
            let pdu = decoder.bytes(of: frame)
            answer(frame, pdu, at: now, into: &actions.output)
        }
        noteErrors()
        if !decoder.isIdle, !deferred.isWaiting {
            actions.timer = .armed(after: silence)
            timerIsArmed = true
        } else if timerIsArmed {
            actions.timer = .disarmed
            timerIsArmed = false
        }
    }

    private func noteErrors() {
        bus.line.errors &+= UInt16(truncatingIfNeeded: decoder.communicationErrors - errorsSeen)
        errorsSeen = decoder.communicationErrors
    }

    private func answer(
        _ frame: SerialFrame,
        _ pdu: ArraySlice<UInt8>,
        at now: Instant,
        into output: inout [UInt8]
    ) {
        guard frame.unit != 0 else {
            if bus.broadcast(pdu, at: now, for: deferred) == .later { deferred.wait(with: frame) }
            return
        }
        guard let index = bus.index(of: frame.unit) else { return }
        let start = RTUEncoder.begin(unit: frame.unit, in: &output)
        let answer = bus.answer(pdu, unit: index, at: now, for: deferred, into: &output)
        if answer == .reply {
            RTUEncoder.finish(from: start, in: &output)
        } else {
            RTUEncoder.cancel(from: start, in: &output)
        }
        if answer == .later { deferred.wait(with: frame) }
    }
}

extension RTUSession {
    /// Nanoseconds of silence that end a frame of unknown length.
    ///
    /// 3.5 characters of the line (Modbus over serial line V1.02, 2.5.1.1), but at least as long
    /// as an unpaced line may pause inside one write of a client: bytes of a pty or a socket come
    /// when the scheduler lets them.
    public static func silence(of line: LinePlan, isPaced: Bool) -> Int64 {
        let timing = LineTiming(baud: line.baudRate, bitsPerCharacter: line.bitsPerCharacter)
        let standard = Int64(timing?.interFrameDelay ?? 1750) * 1000
        return max(standard, isPaced ? 10_000_000 : 50_000_000)
    }
}
