internal import MeterModels
internal import ModbusProtocol
internal import SimulatedTime

/// The meters of the bus on their wire.
extension Bus: WireStations {
    /// How many meters hang on the segment.
    public var stationCount: Int {
        units.count { $0.device.machine.station.connection != .open }
    }

    /// What ends an ASCII frame for any of the meters.
    public var asciiDelimiters: [UInt8] { Set(units.map(\.slave.asciiDelimiter)).sorted() }

    /// Does to the cable what a scenario has for it.
    public func prepare(at hostTime: Int64) { _ = catchUp(at: hostTime) }

    /// What faults held back for a client is not wanted any more.
    public func forget(connection: Int) { held.forget(connection) }

    /// Whether a request waits for the disk.
    public var isAtWork: Bool { !awaited.isEmpty || !awaitedLinks.isEmpty }

    /// What a master sent was lost.
    public func noteError() { line.errors &+= 1 }

    /// Notes what passes on the wire, for whoever watches.
    public func overheard(_ passing: WirePassing) { note(passing) }

    /// Hands a request to every meter that hears it; their answers go onto the wire.
    public func deliver(_ request: WireRequest, at hostTime: Int64) {
        let now = catchUp(at: hostTime)
        line.messages &+= 1
        let request = isWatched ? noted(request) : request
        guard request.framing != .mBus else { return deliverLink(request, at: now, hostTime) }
        guard request.unit != 0 else {
            let nobody = WireAnswer(0, request, bus: self)
            let outcome = broadcast(request.pdu[...], at: now, for: nobody) { index in
                self.hears(index, sender: request.sender)
                    && self.isFramed(request, for: index)
                    && !self.isTooSoon(request, for: index)
            }
            if outcome == .later { awaited.append(nobody) }
            return noteSilence(.broadcast, of: request.number)
        }
        var late = held.isEmpty ? [] : held.takeLate(request.origin.connection)
        for index in hearers(of: request.unit, sender: request.sender)
        where isFramed(request, for: index) {
            noteReach(of: request.number, index)
            attend(index, request, now, hostTime, &late)
        }
        if request.number != nil { noteSilenceOfAll(request) }
        if !late.isEmpty {
            wire?.transmit(
                WireReply(format: linePlan.format, start: hostTime, pieces: late)
            )
        }
    }

    private func attend(
        _ index: Int,
        _ request: WireRequest,
        _ now: Instant,
        _ hostTime: Int64,
        _ late: inout [WirePiece]
    ) {
        if isTooSoon(request, for: index) {
            let present = reach(index, now)
            let isAnswering = units[index].wakes(at: present)
            let response = units[index].device.machine.model.response
            if isAnswering, response.tooFast == .restart { restart(index, at: now) }
            return noteSilence(.tooSoon, of: request.number)
        }
        let answer = WireAnswer(index, request, bus: self)
        let attendance = attend(
            index,
            request.pdu[...],
            client: request.origin.client,
            request.origin.isConnection ? FaultLayer.ofTCP : [.meter, .frame],
            at: now,
            for: answer
        )
        switch attendance {
        case .silence(let struck):
            let reason = struck == nil ? silence(of: index) : .fault
            noteSilence(reason, of: request.number, struck?.strikes ?? [])
        case .absent: noteSilence(.unpowered, of: request.number)
        case .reply(let response, let struck):
            send(response, struck.strikes, by: index, request, at: hostTime, after: late)
            late = []
        case .later(let struck):
            answer.struck = struck
            awaited.append(answer)
        }
    }

    /// Whether a frame is of the meter's framing and ends as it expects it.
    private func isFramed(_ request: WireRequest, for index: Int) -> Bool {
        let own = units[index].device.machine.station.framing
        guard own == nil || own == request.framing else { return false }
        return request.framing == .rtu || request.delimiter == units[index].slave.asciiDelimiter
    }

    /// Whether the line had not rested for as long as the meter needs.
    private func isTooSoon(_ request: WireRequest, for index: Int) -> Bool {
        guard linePlan.timing == .realistic else { return false }
        let pause = units[index].device.machine.model.response.pause * 1_000_000
        return request.silenceBefore < pause
    }

    /// The disk has taken a request, or not.
    func settled(_ answer: WireAnswer, _ response: [UInt8]?) {
        awaited.removeAll { $0 === answer }
        guard let response, let struck = answer.struck else {
            return noteSilence(silence(of: answer.unit), of: answer.request.number)
        }
        send(
            changed(response, struck),
            struck.strikes,
            by: answer.unit,
            answer.request,
            at: answer.request.end,
            after: []
        )
    }

    /// Puts an answer onto the wire, when the meter has taken its time.
    private func send(
        _ response: [UInt8],
        _ strikes: [FaultStrike],
        by index: Int,
        _ request: WireRequest,
        at hostTime: Int64,
        after late: [WirePiece]
    ) {
        let frame = strikes.framed(
            response,
            unit: request.unit,
            as: shape(of: request.framing, by: index),
            gap: linePlan.timing == .realistic ? wire?.interFrameDelay ?? 0 : 0
        )
        put(
            frame,
            units[index].device.machine.station.format(on: linePlan.format),
            start: hostTime + responseDelay(of: index, request, hostTime),
            answering: request,
            after: late
        ) { bytes, start in
            noteReply(bytes, response, to: request.number, by: index, strikes, at: start)
        }
    }

    /// Puts what has become of an answer onto the wire, or holds it back.
    ///
    /// - Parameters:
    ///   - format: how the meter's end is set.
    ///   - late: what goes out before it.
    ///   - note: notes what goes out, and when; gives it a number.
    func put(
        _ frame: OutgoingFrame,
        _ format: LineFormat,
        start: Int64,
        answering request: WireRequest,
        after late: [WirePiece] = [],
        note: (_ bytes: [UInt8], _ start: Int64) -> Int64?
    ) {
        let connection = request.origin.connection
        var pieces = frame.pieces
        if frame.release != .atOnce { noteSilence(.heldBack, of: request.number) }
        switch frame.release {
        case .withNextRequest:
            held.holdLate(pieces, on: connection)
            pieces = []
        case .withNextReply:
            held.holdToMerge(pieces, on: connection)
            pieces = []
        case .atOnce:
            if !held.isEmpty { pieces = held.merged(pieces, on: connection) }
        }
        let ending = frame.ending == .stays ? nil : ConnectionEnding(of: connection, frame.ending)
        guard !pieces.isEmpty || !late.isEmpty || ending != nil else { return }
        var reply = WireReply(
            format: format,
            start: start.adding(frame.delay),
            pieces: late + pieces,
            framing: request.framing,
            ending: ending
        )
        if request.number != nil, !reply.pieces.isEmpty {
            reply.number = note(reply.pieces.flatMap(\.bytes), reply.start)
        }
        wire?.transmit(reply)
    }

    private func shape(of framing: WireFraming, by index: Int) -> FrameShape {
        switch framing {
        case .rtu: .rtu
        case .ascii: .ascii(delimiter: units[index].slave.asciiDelimiter)
        case .mBus: .mBus
        }
    }

    /// How long the meter takes, nanoseconds from now.
    private func responseDelay(
        of index: Int,
        _ request: WireRequest,
        _ hostTime: Int64
    ) -> Int64 {
        guard linePlan.timing == .realistic else { return 0 }
        return max(request.end + paceOfAnswer(by: index) - hostTime, 0)
    }

    /// How long the meter takes this time from the end of a request, nanoseconds.
    func paceOfAnswer(by index: Int) -> Int64 {
        units[index].answers += 1
        let machine = units[index].device.machine
        return ResponsePace.nanoseconds(
            of: machine.model.response,
            seed.stream(machine.name, "response"),
            units[index].answers
        )
    }
}
