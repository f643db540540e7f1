internal import ModbusProtocol
internal import SimulatedTime

/// The slaves' side of an RTU line: a pty, a serial device, or RTU frames on a TCP connection.
///
/// It answers at once while the bus is as fast as the machine can; as soon as the bus has a wire,
/// everything goes over that but a request that is half there.
public final class RTUSession: LineSession {
    private let bus: Bus
    private let origin: RequestOrigin
    private let pacesItself: Bool
    private var wired: SerialSession?
    private var clientLine: () -> ClientLine? = { nil }
    private let silence: Int64
    private var decoder = RTUDecoder()
    private var errorsSeen = 0
    private var timerIsArmed = false
    private let deferred = DeferredAnswer<SerialFrame>()
    /// The number of the request that waits, and what came last, while somebody watches.
    private var watched: (request: Int64?, bytes: [UInt8]) = (nil, [])

    /// A line.
    ///
    /// - Parameters:
    ///   - silence: nanoseconds without a byte that end a frame whose length no function code
    ///     tells.
    ///   - origin: who is at the other end.
    ///   - pacesItself: whether it is a device whose hardware keeps the line's speed.
    public init(
        bus: Bus,
        silence: Int64,
        origin: RequestOrigin = RequestOrigin(client: "", connection: 0),
        pacesItself: Bool = false
    ) {
        self.bus = bus
        self.silence = silence
        self.origin = origin
        self.pacesItself = pacesItself
        bus.whenWired(self) { [weak self] wire in self?.join(wire) }
    }

    private func join(_ wire: Wire) {
        let session = SerialSession(
            wire: wire,
            framing: .rtu,
            origin: origin,
            pacesItself: pacesItself
        )
        session.attach { [weak self] in self?.deferred.attention?() }
        session.attachClientLine { [weak self] in self?.clientLine() }
        wired = session
    }

    /// Answers every request for a meter of the bus; all else is silence.
    public func receive(
        _ bytes: Span<UInt8>,
        at hostTime: Int64,
        into actions: inout LineActions
    ) {
        // A scenario may have something for the bus that decides how it is served.
        let now = bus.catchUp(at: hostTime)
        if let wired, decoder.isIdle {
            return wired.receive(bytes, at: hostTime, into: &actions)
        }
        if bus.isWatched { watched.bytes = [UInt8](copying: bytes) }
        decoder.receive(bytes)
        answerAll(at: now, hostTime, into: &actions)
    }

    /// The line was silent: what is pending is a whole frame or noise.
    public func timeout(at hostTime: Int64, into actions: inout LineActions) {
        timerIsArmed = false
        if let wired, decoder.isIdle { return wired.timeout(at: hostTime, into: &actions) }
        decoder.silence()
        answerAll(at: bus.catchUp(at: hostTime), hostTime, into: &actions)
    }

    /// The answer that was waited for goes out, and what came behind the request is answered.
    public func proceed(at hostTime: Int64, into actions: inout LineActions) {
        defer { wired?.proceed(at: hostTime, into: &actions) }
        guard let (frame, response) = deferred.take() else { return }
        if let response {
            let start = RTUEncoder.begin(unit: frame.unit, in: &actions.output)
            actions.output += response
            RTUEncoder.finish(from: start, in: &actions.output)
            let reply = actions.output[start...]
            let index = bus.index(of: frame.unit)
            bus.noteReply(reply, response, to: watched.request, by: index, at: hostTime)
        } else {
            bus.noteSilence(frame.unit == 0 ? .broadcast : .unanswered, of: watched.request)
        }
        watched.request = nil
        answerAll(at: bus.catchUp(at: hostTime), hostTime, into: &actions)
    }

    /// How to get the line's attention.
    public func attach(attention: @escaping () -> Void) { deferred.attention = attention }

    /// How to ask how the client has set its end.
    public func attachClientLine(_ settings: @escaping () -> ClientLine?) {
        clientLine = settings
    }

    /// Whether a request waits for the disk, or the client writes faster than the line carries.
    public var isWaiting: Bool { deferred.isWaiting || (wired?.isWaiting ?? false) }

    /// Nothing is kept of a line.
    public func closed() {
        bus.forget(self)
        wired?.closed()
    }

    private func answerAll(at now: Instant, _ hostTime: Int64, into actions: inout LineActions) {
        while !deferred.isWaiting, case .frame(let frame) = decoder.next() {
            noteErrors(at: hostTime)
            bus.line.messages &+= 1
            let pdu = decoder.bytes(of: frame)
            answer(frame, pdu, at: now, hostTime, into: &actions.output)
        }
        noteErrors(at: hostTime)
        if !decoder.isIdle, !deferred.isWaiting {
            actions.timer = .armed(after: silence)
            timerIsArmed = true
        } else if timerIsArmed {
            actions.timer = .disarmed
            timerIsArmed = false
        }
    }

    private func noteErrors(at hostTime: Int64) {
        let errors = decoder.communicationErrors - errorsSeen
        guard errors != 0 else { return }
        bus.line.errors &+= UInt16(truncatingIfNeeded: errors)
        errorsSeen = decoder.communicationErrors
        bus.noteDamaged(watched.bytes, .rtu, from: origin, at: hostTime)
    }

    private func answer(
        _ frame: SerialFrame,
        _ pdu: ArraySlice<UInt8>,
        at now: Instant,
        _ hostTime: Int64,
        into output: inout [UInt8]
    ) {
        let request = bus.noteRequest(pdu, to: frame.unit, as: .rtu, from: origin, at: hostTime)
        guard frame.unit != 0 else {
            let answer = bus.broadcast(pdu, at: now, for: deferred)
            return conclude(answer, frame, request, because: .broadcast)
        }
        guard let index = bus.index(of: frame.unit) else {
            return bus.noteSilence(.nobody, of: request)
        }
        let start = RTUEncoder.begin(unit: frame.unit, in: &output)
        let answer = bus.answer(pdu, unit: index, at: now, for: deferred, into: &output)
        if answer == .reply {
            RTUEncoder.finish(from: start, in: &output)
            guard let request else { return }
            let reply = output[start...]
            let response = reply.dropFirst().dropLast(2)
            bus.noteReply(reply, response, to: request, by: index, at: hostTime)
        } else {
            RTUEncoder.cancel(from: start, in: &output)
            conclude(answer, frame, request, because: bus.silence(of: index))
        }
    }

    /// Waits for the disk, or leaves it at silence.
    private func conclude(
        _ answer: BusAnswer,
        _ frame: SerialFrame,
        _ request: Int64?,
        because reason: TrafficSilence
    ) {
        guard answer == .later else {
            return bus.noteSilence(answer == .absent ? .unpowered : reason, of: request)
        }
        watched.request = request
        deferred.wait(with: frame)
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
