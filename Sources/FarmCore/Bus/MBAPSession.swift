internal import ModbusProtocol
internal import SimulatedTime

/// A Modbus TCP connection to a bus.
///
/// It answers at once from the meters. Where something about the bus's line decides what a client
/// gets, everything goes over that line, through ``TCPEntrance``.
public final class MBAPSession: LineSession {
    private let bus: Bus
    /// Whom the connection reaches.
    private enum Reach {
        case bus
        case meter(Int)
        case nobody
    }

    private let reach: Reach
    private let origin: RequestOrigin
    private let entrance: TCPEntrance?
    private var decoder = MBAPDecoder()
    private let deferred = DeferredAnswer<MBAPFrame>()
    /// The request that waits for the disk, with its faults.
    private var struck: StruckExchange?
    /// Answers that faults delay or hold back.
    private var outbox = Outbox()
    private var timerIsArmed = false
    private var gateway: GatewaySession?
    /// The number of the request in hand, and what came last, while somebody watches.
    private var watched: (request: Int64?, bytes: [UInt8]) = (nil, [])

    /// A fresh connection.
    ///
    /// - Parameters:
    ///   - only: the name of the one meter that is served, at its address and as units 0 and 255;
    ///     nil serves the whole bus.
    ///   - origin: who is at the other end.
    ///   - entrance: the way to the line; nil for a meter that has none.
    public init(
        bus: Bus,
        only: String? = nil,
        origin: RequestOrigin = RequestOrigin(client: "", connection: 0),
        entrance: TCPEntrance? = nil
    ) {
        self.bus = bus
        reach = only.map { bus.index(named: $0).map(Reach.meter) ?? .nobody } ?? .bus
        self.origin = origin
        self.entrance = entrance
    }

    /// Answers every request that is complete, in order.
    public func receive(
        _ bytes: Span<UInt8>,
        at hostTime: Int64,
        into actions: inout LineActions
    ) {
        // A scenario may have something for the bus that decides how it is served.
        let now = bus.catchUp(at: hostTime)
        if gateway == nil, isReadyToJoin { gateway = joined() }
        if let gateway { return gateway.receive(bytes, at: hostTime, into: &actions) }
        if bus.isWatched { watched.bytes = [UInt8](copying: bytes) }
        decoder.receive(bytes)
        answerAll(at: now, hostTime, into: &actions)
    }

    /// The answer that was waited for goes out, and what came behind the request is answered.
    public func proceed(at hostTime: Int64, into actions: inout LineActions) {
        if let gateway { return gateway.proceed(at: hostTime, into: &actions) }
        guard let (frame, response) = deferred.take() else { return }
        if let response {
            let changed = struck.map { bus.changed(response, $0) } ?? response
            send(changed, to: frame, at: hostTime, into: &actions)
        } else {
            bus.noteSilence(frame.unit == 0 ? .broadcast : .unanswered, of: watched.request)
        }
        struck = nil
        answerAll(at: bus.catchUp(at: hostTime), hostTime, into: &actions)
    }

    /// How to get the line's attention.
    public func attach(attention: @escaping () -> Void) { deferred.attention = attention }

    /// Whether an answer is still to come.
    public var isWaiting: Bool { gateway?.isWaiting ?? (deferred.isWaiting || outbox.isFull) }

    /// What faults have delayed is due.
    public func timeout(at hostTime: Int64, into actions: inout LineActions) {
        if let gateway { return gateway.timeout(at: hostTime, into: &actions) }
        timerIsArmed = false
        answerAll(at: bus.catchUp(at: hostTime), hostTime, into: &actions)
    }

    /// Nothing is kept of a connection.
    public func closed() { gateway?.closed() }

    /// Whether the line decides what the client gets, and nothing is in hand any more that has
    /// come straight.
    private var isReadyToJoin: Bool {
        (bus.isPhysical || entrance?.isOutOfTune == true)
            && decoder.pendingCount == 0 && outbox.isIdle && !isWaiting
    }

    /// The way over the line, from now on.
    private func joined() -> GatewaySession? {
        guard let session = entrance?.gatewaySession(origin) else { return nil }
        session.attach { [weak self] in self?.deferred.attention?() }
        return session
    }

    private func answerAll(at now: Instant, _ hostTime: Int64, into actions: inout LineActions) {
        while !deferred.isWaiting, outbox.ending == .stays, let event = decoder.next() {
            switch event {
            case .frame(let frame):
                if bus.faults.isIdle, outbox.isIdle {
                    let pdu = decoder.bytes(of: frame)
                    answer(frame, pdu, at: now, hostTime, into: &actions.output)
                } else {
                    let pdu = Array(decoder.bytes(of: frame))
                    answerStruck(frame, pdu, at: now, hostTime, into: &actions)
                }
            case .discarded: noteDamaged(at: hostTime)
            case .close:
                noteDamaged(at: hostTime)
                actions.ending = .closes
            }
        }
        if !outbox.isEmpty || timerIsArmed { empty(at: hostTime, into: &actions) }
    }

    private func answer(
        _ frame: MBAPFrame,
        _ pdu: ArraySlice<UInt8>,
        at now: Instant,
        _ hostTime: Int64,
        into output: inout [UInt8]
    ) {
        let route = route(frame.unit)
        note(frame, pdu, route, at: hostTime)
        let before = output.count
        switch route {
        case .broadcast:
            if bus.broadcast(pdu, at: now, for: deferred) == .later { deferred.wait(with: frame) }
        case .nobody(let exception): refuse(frame, pdu, exception, into: &output)
        case .unit(let index):
            let start = MBAPEncoder.begin(
                transaction: frame.transaction,
                unit: frame.unit,
                in: &output
            )
            let answer = bus.answer(pdu, unit: index, at: now, for: deferred, into: &output)
            if answer == .reply {
                MBAPEncoder.finish(from: start, in: &output)
            } else {
                MBAPEncoder.cancel(from: start, in: &output)
            }
            switch answer {
            case .later: deferred.wait(with: frame)
            case .absent: refuse(frame, pdu, .gatewayTargetFailedToRespond, into: &output)
            case .reply, .silence: break
            }
        }
        if watched.request != nil { noteOutcome(output[before...], of: route, at: hostTime) }
    }

    private enum Route {
        case unit(Int)
        case broadcast
        case nobody(ModbusException)

        /// The meter that is reached.
        var unit: Int? {
            if case .unit(let index) = self { index } else { nil }
        }
    }

    private func route(_ unit: UInt8) -> Route {
        switch reach {
        case .meter(let index):
            let isMeant = unit == 0 || unit == 255 || bus.address(of: index) == unit
            return isMeant ? .unit(index) : .nobody(.gatewayTargetFailedToRespond)
        case .nobody: return .nobody(.gatewayPathUnavailable)
        case .bus: break
        }
        if let index = bus.index(of: unit) { return .unit(index) }
        if bus.meansSingleMeter(unit) {
            return bus.hears(0, sender: nil)
                ? .unit(0) : .nobody(.gatewayTargetFailedToRespond)
        }
        switch unit {
        case 0: return .broadcast
        case 248...255: return .nobody(.gatewayPathUnavailable)
        default: return .nobody(.gatewayTargetFailedToRespond)
        }
    }

    private func refuse(
        _ frame: MBAPFrame,
        _ pdu: ArraySlice<UInt8>,
        _ exception: ModbusException,
        into output: inout [UInt8]
    ) {
        guard bus.foreignUnit == .exception, let function = pdu.first else { return }
        MBAPEncoder.append(
            transaction: frame.transaction,
            unit: frame.unit,
            pdu: [function | 0x80, exception.rawValue],
            into: &output
        )
    }

    // MARK: Faults

    /// Answers a request where faults are armed, or behind an answer that they delay.
    private func answerStruck(
        _ frame: MBAPFrame,
        _ pdu: [UInt8],
        at now: Instant,
        _ hostTime: Int64,
        into actions: inout LineActions
    ) {
        outbox.noteRequest(at: hostTime)
        let route = route(frame.unit)
        guard case .unit(let index) = route else {
            var refusal: [UInt8] = []
            answer(frame, pdu[...], at: now, hostTime, into: &refusal)
            if !refusal.isEmpty { outbox.put(OutgoingFrame(refusal), at: hostTime) }
            return
        }
        note(frame, pdu[...], route, at: hostTime)
        let attendance = bus.attend(
            index,
            pdu[...],
            client: origin.client,
            .ofTCP,
            at: now,
            for: deferred
        )
        switch attendance {
        case .silence(let struck):
            let reason = struck == nil ? bus.silence(of: index) : .fault
            bus.noteSilence(reason, of: watched.request, struck?.strikes ?? [])
        case .absent:
            refuse(frame, pdu[...], hostTime)
        case .reply(let response, let struck):
            self.struck = struck
            send(response, to: frame, at: hostTime, into: &actions)
            self.struck = nil
        case .later(let struck):
            self.struck = struck
            deferred.wait(with: frame)
        }
    }

    private func refuse(_ frame: MBAPFrame, _ pdu: ArraySlice<UInt8>, _ hostTime: Int64) {
        var refusal: [UInt8] = []
        refuse(frame, pdu, .gatewayTargetFailedToRespond, into: &refusal)
        noteOutcome(refusal[...], of: route(frame.unit), struck?.strikes ?? [], at: hostTime)
        if !refusal.isEmpty { outbox.put(OutgoingFrame(refusal), at: hostTime) }
    }

    /// Sends a response, whose values faults have changed, with what they make of its frame.
    private func send(
        _ response: [UInt8],
        to frame: MBAPFrame,
        at hostTime: Int64,
        into actions: inout LineActions
    ) {
        guard let struck, !struck.strikes.isEmpty || !outbox.isIdle else {
            let before = actions.output.count
            MBAPEncoder.append(
                transaction: frame.transaction,
                unit: frame.unit,
                pdu: response,
                into: &actions.output
            )
            let reply = actions.output[before...]
            return noteOutcome(reply, of: route(frame.unit), at: hostTime)
        }
        // A frame that is damaged on the way to the master leaves no gateway.
        if struck.strikes.spoilsChecksum {
            return refuse(frame, struck.exchange.pdu, hostTime)
        }
        let framed = struck.strikes.framed(
            response,
            unit: frame.unit,
            as: .mbap(transaction: frame.transaction)
        )
        noteOutcome(framed, response, of: route(frame.unit), struck.strikes, at: hostTime)
        outbox.put(framed, at: hostTime)
    }

    // MARK: Whoever watches

    /// Notes a request.
    private func note(
        _ frame: MBAPFrame,
        _ pdu: ArraySlice<UInt8>,
        _ route: Route,
        at hostTime: Int64
    ) {
        watched.request = bus.noteRequest(
            pdu,
            to: frame.unit,
            as: .mbap(transaction: frame.transaction),
            from: origin,
            reaching: route.unit,
            at: hostTime
        )
    }

    /// Notes what goes out for the request in hand: a frame, or nothing.
    private func noteOutcome(
        _ reply: ArraySlice<UInt8>,
        of route: Route,
        _ strikes: [FaultStrike] = [],
        at hostTime: Int64
    ) {
        guard let request = watched.request, !deferred.isWaiting else { return }
        let response = reply.dropFirst(MBAPEncoder.headerSize)
        guard reply.isEmpty else {
            let index = route.unit
            bus.noteReply(reply, response, to: request, by: index, strikes, at: hostTime)
            return
        }
        switch route {
        case .broadcast: bus.noteSilence(.broadcast, of: request)
        case .nobody: bus.noteSilence(.nobody, of: request)
        case .unit(let index):
            let reason = bus.isAnswering(index) ? bus.silence(of: index) : .unpowered
            bus.noteSilence(reason, of: request, strikes)
        }
    }

    /// Notes what goes out for the request in hand with what faults make of it.
    private func noteOutcome(
        _ framed: OutgoingFrame,
        _ response: [UInt8],
        of route: Route,
        _ strikes: [FaultStrike],
        at hostTime: Int64
    ) {
        guard framed.release == .atOnce else {
            return bus.noteSilence(.heldBack, of: watched.request, strikes)
        }
        bus.noteReply(
            framed.bytes,
            response,
            to: watched.request,
            by: route.unit,
            strikes,
            at: hostTime,
            delay: framed.delay
        )
    }

    private func noteDamaged(at hostTime: Int64) {
        bus.noteDamaged(watched.bytes, .tcp, from: origin, at: hostTime)
    }

    /// Gives out what is due, and asks to be called for the rest.
    private func empty(at hostTime: Int64, into actions: inout LineActions) {
        outbox.take(at: hostTime, into: &actions)
        if let due = outbox.nextDue {
            actions.timer = .armed(after: max(due - hostTime, 0))
            timerIsArmed = true
        } else if timerIsArmed {
            actions.timer = .disarmed
            timerIsArmed = false
        }
    }
}
