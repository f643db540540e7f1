internal import MBusProtocol
internal import ModbusProtocol
internal import SimulatedTime

/// What sessions and the wire tell of the frames that pass: next to nothing while nobody watches.
extension Bus {
    /// Whether somebody watches the frames.
    public var isWatched: Bool { traffic != nil }

    /// Whether a unit answers on its ports, as far as it has been brought.
    func isAnswering(_ index: Int) -> Bool { units[index].device.machine.isAnswering }

    /// Notes a request that has come whole.
    ///
    /// - Parameters:
    ///   - pdu: from the function code on; of M-Bus from the C field on.
    ///   - index: the meter that it reaches, where it is not the one of the address.
    /// - Returns: its number; nil while nobody watches.
    @inline(__always)
    func noteRequest(
        _ pdu: ArraySlice<UInt8>,
        to unit: UInt8,
        as shape: FrameShape,
        from origin: RequestOrigin,
        reaching index: Int? = nil,
        at hostTime: Int64
    ) -> Int64? {
        guard let traffic else { return nil }
        return note(pdu, to: unit, as: shape, from: origin, index, at: hostTime, in: traffic)
    }

    @inline(never)
    private func note(
        _ pdu: ArraySlice<UInt8>,
        to unit: UInt8,
        as shape: FrameShape,
        from origin: RequestOrigin,
        _ index: Int?,
        at hostTime: Int64,
        in traffic: TrafficLog
    ) -> Int64 {
        let place = index ?? (shape == .mBus ? nil : self.index(of: unit))
        let isLink = shape == .mBus
        return traffic.note(
            TrafficFrame(
                instant: time.now(at: hostTime),
                hostTime: hostTime,
                port: origin.port,
                client: origin.client,
                direction: .request,
                framing: shape.framing,
                bytes: shape.frame(of: Array(pdu), unit: unit),
                unit: isLink ? (pdu.count > 1 ? pdu[pdu.startIndex + 1] : nil) : unit,
                function: isLink ? pdu.first.map { $0 & 0x0F } : pdu.first,
                meter: place.map { units[$0].device.machine.name },
                place: place,
                outcome: .pending
            )
        )
    }

    /// Notes that a request reaches a meter.
    func noteReach(of number: Int64?, _ index: Int) {
        guard let number, let traffic else { return }
        traffic.amend(number) { frame in
            guard frame.place == nil else { return }
            (frame.place, frame.meter) = (index, units[index].device.machine.name)
        }
    }

    /// A request that came over the wire, with its number.
    func noted(_ request: WireRequest) -> WireRequest {
        var request = request
        let shape: FrameShape =
            switch request.framing {
            case .rtu: .rtu
            case .ascii: .ascii(delimiter: request.delimiter)
            case .mBus: .mBus
            }
        request.number = noteRequest(
            request.pdu[...],
            to: request.unit,
            as: shape,
            from: request.origin,
            at: request.end
        )
        return request
    }

    /// Notes that no meter at all has taken a request that came over the wire.
    func noteSilenceOfAll(_ request: WireRequest) {
        guard let frame = request.number.flatMap({ traffic?.frame($0) }) else { return }
        if frame.place == nil { return noteSilence(.nobody, of: frame.number) }
        let isAtWork = awaited.contains { $0.request.number == frame.number }
        if !isAtWork { noteSilence(.unheard, of: frame.number) }
    }

    /// Notes that nothing is sent to a request, unless somebody else has answered it.
    ///
    /// - Parameter isLast: whether it holds only where no meter has taken the request at all.
    func noteSilence(
        _ reason: TrafficSilence,
        of number: Int64?,
        _ strikes: [FaultStrike] = [],
        isLast: Bool = false
    ) {
        guard let number, let traffic else { return }
        traffic.amend(number) { frame in
            guard !isLast || frame.place == nil else { return }
            if frame.outcome == .pending { frame.outcome = .silent(reason) }
            frame.faults += strikes.map(\.plan.name)
        }
    }

    /// Why a meter says nothing that is there and understands a request.
    func silence(of index: Int) -> TrafficSilence {
        units[index].slave.isListenOnly ? .listenOnly : .unanswered
    }

    /// Notes an answer that goes out.
    ///
    /// - Parameters:
    ///   - bytes: the frame as it goes out.
    ///   - response: from the function code on, as it was meant.
    ///   - index: the meter; nil where somebody answers for it.
    ///   - delay: nanoseconds that it waits before it goes out.
    /// - Returns: its number; nil while nobody watches.
    @discardableResult
    func noteReply(
        _ bytes: some Collection<UInt8>,
        _ response: some Collection<UInt8>,
        to number: Int64?,
        by index: Int?,
        _ strikes: [FaultStrike] = [],
        at hostTime: Int64,
        delay: Int64 = 0
    ) -> Int64? {
        guard let number, let traffic, let request = traffic.frame(number) else { return nil }
        let outcome = request.outcome(of: Array(response.prefix(3)))
        let faults = strikes.map(\.plan.name)
        traffic.amend(number) { frame in
            if frame.outcome != .answered { frame.outcome = outcome }
            frame.faults += faults
        }
        var reply = request
        reply.hostTime = hostTime.adding(delay)
        reply.instant = time.now(at: reply.hostTime)
        reply.direction = .response
        (reply.bytes, reply.intended) = (Array(bytes), Array(bytes))
        reply.request = number
        reply.outcome = outcome
        reply.faults = faults
        reply.delay = max(reply.hostTime - request.hostTime, 0)
        if let index { (reply.place, reply.meter) = (index, units[index].device.machine.name) }
        return traffic.note(reply)
    }

    /// Notes bytes that nobody could read: a wrong checksum, a frame that breaks off.
    func noteDamaged(
        _ bytes: [UInt8],
        _ framing: TrafficFrame.Framing,
        from origin: RequestOrigin,
        _ direction: TrafficFrame.Direction = .request,
        at hostTime: Int64
    ) {
        guard let traffic else { return }
        traffic.note(
            TrafficFrame(
                instant: time.now(at: hostTime),
                hostTime: hostTime,
                port: origin.port,
                client: origin.client,
                direction: direction,
                framing: framing,
                bytes: bytes,
                outcome: direction == .response ? .answered : .damaged
            )
        )
    }

    /// Notes what has passed on the wire.
    func note(_ passing: WirePassing) {
        let framing = passing.framing.ofTraffic
        switch passing.sender {
        case .answer(let number):
            notePassing(number, passing.bytes, from: passing.start, to: passing.end)
        case .foreign:
            noteDamaged(passing.bytes, framing, from: passing.origin, .response, at: passing.end)
        case .noise:
            noteDamaged(passing.bytes, framing, from: passing.origin, .noise, at: passing.end)
        case .lost: noteDamaged(passing.bytes, framing, from: passing.origin, at: passing.end)
        }
    }

    /// Notes that bytes of an answer have passed, as the line let them through.
    private func notePassing(_ number: Int64, _ bytes: [UInt8], from start: Int64, to end: Int64) {
        guard let traffic else { return }
        let request = traffic.frame(number)?.request.flatMap { traffic.frame($0) }
        traffic.amend(number) { frame in
            if frame.passed == 0 {
                frame.bytes = []
                frame.delay = request.map { max(start - $0.hostTime, 0) } ?? frame.delay
            }
            frame.bytes += bytes
            frame.passed += bytes.count
            (frame.hostTime, frame.instant) = (end, time.now(at: end))
            if !frame.intended.starts(with: frame.bytes) { frame.outcome = .damaged }
        }
    }
}

extension TrafficFrame {
    /// What the beginning of a response to it says.
    fileprivate func outcome(of response: [UInt8]) -> TrafficOutcome {
        guard framing != .mBus, response.count == 2, response[0] & 0x80 != 0 else {
            return .answered
        }
        return .exception(response[1])
    }
}

extension FrameShape {
    /// A frame of this shape with a PDU; of M-Bus with what stands between start and checksum.
    func frame(of pdu: [UInt8], unit: UInt8) -> [UInt8] {
        if self == .mBus { return LinkFrame(body: pdu)?.encoded ?? pdu }
        let none: [FaultStrike] = []
        return none.framed(pdu, unit: unit, as: self).bytes
    }
}
