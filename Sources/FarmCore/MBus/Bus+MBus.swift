internal import MBusProtocol
internal import MeterModels
internal import SimulatedTime

/// The meters of an M-Bus: every one of them hears every frame, and whoever is meant answers.
extension Bus {
    /// Hands a frame to every meter that hears it; their answers go onto the wire.
    func deliverLink(_ request: WireRequest, at now: Instant, _ hostTime: Int64) {
        guard let frame = LinkFrame(body: request.pdu) else { return }
        let late = held.isEmpty ? [] : held.takeLate(request.origin.connection)
        if !late.isEmpty {
            wire?.transmit(
                WireReply(
                    format: linePlan.format,
                    start: hostTime,
                    pieces: late,
                    framing: .mBus
                )
            )
        }
        for index in units.indices where units[index].fallback != nil { fallBack(index, at: now) }
        for index in units.indices
        where units[index].isMeant(by: frame) && hears(index, sender: request.sender) {
            noteReach(of: request.number, index)
            attend(index, frame, request, at: now, hostTime)
        }
        if request.number != nil {
            let isForAll = frame.address == MBusSlave.broadcastAddress
            noteSilence(isForAll ? .broadcast : .nobody, of: request.number, isLast: true)
        }
    }

    private func attend(
        _ index: Int,
        _ frame: LinkFrame,
        _ request: WireRequest,
        at now: Instant,
        _ hostTime: Int64
    ) {
        let present = reach(index, now)
        guard units[index].wakes(at: present) else {
            return noteSilence(.unpowered, of: request.number)
        }
        // While the disk is asked, the meter is busy: the master repeats itself.
        guard !awaitedLinks.contains(where: { $0.unit == index }) else {
            return noteSilence(.busy, of: request.number)
        }
        let format = units[index].device.machine.station.format(on: linePlan.format)
        let before = units[index].link
        let struck = strike(
            index,
            request.pdu[...],
            client: request.origin.client,
            .ofMBus(isConnection: request.origin.isConnection),
            records: faults.looksAtRecords ? units[index].records(for: frame, at: present) : [],
            at: now
        )
        switch struck.strikes.verdict {
        case .silent: return noteSilence(.fault, of: request.number, struck.strikes)
        case .restarts:
            noteSilence(.fault, of: request.number, struck.strikes)
            return restart(index, at: now)
        case .answers, .refuses: break
        }
        let (response, command) = answerLink(index, frame, struck, at: present)
        units[index].noteHeard(at: present)
        guard let command else {
            guard let response else { return noteSilence(.unanswered, of: request.number) }
            return send(response, struck.strikes, by: index, request, at: hostTime)
        }
        let answer = LinkAnswer(
            unit: index,
            request: request,
            response: response,
            struck: struck,
            format: format,
            before: before,
            bus: self
        )
        carryOut(command, answer, at: now)
    }

    /// Lets the link layer of a meter answer, with the values that faults make a master see.
    private func answerLink(
        _ index: Int,
        _ frame: LinkFrame,
        _ struck: StruckExchange,
        at present: Instant
    ) -> (response: [UInt8]?, command: LinkCommand?) {
        guard !faults.isIdle || !struck.strikes.isEmpty else {
            return units[index].answerLink(frame, [], at: present)
        }
        units[index].device.notesPlaces = true
        units[index].device.rework = { [faults] telegram, places in
            faults.changeRecords(of: &telegram, places, by: struck.strikes, struck.exchange)
        }
        defer {
            units[index].device.notesPlaces = false
            units[index].device.rework = nil
        }
        return units[index].answerLink(frame, struck.strikes, at: present)
    }

    /// Carries out what a master asked for, and acknowledges it when it is kept.
    private func carryOut(_ command: LinkCommand, _ answer: LinkAnswer, at now: Instant) {
        let index = answer.unit
        guard journal != nil else {
            obey(command.frame, index, at: reach(index, now))
            settleStation(index)
            return answer.settled([])
        }
        var nowhere: [UInt8] = []
        let order = UnitOrder.link(command.frame)
        let home = units[index].home
        let outcome = submit(order.bytes[...], to: home, at: now, for: answer, into: &nowhere)
        switch outcome {
        case .later: awaitedLinks.append(answer)
        case .reply: answer.settled([])
        // Nothing was written down.
        case .silence, .absent: answer.settled(nil)
        }
    }

    /// Lets a meter do what a frame asks for; a new speed of its line is on trial.
    func obey(_ frame: [UInt8], _ index: Int, at instant: Instant) {
        units[index].device.machine.advance(to: instant)
        let (before, changes) = (rate(of: index), units[index].device.machine.changes)
        units[index].device.machine.carryOut(link: frame, at: instant)
        guard units[index].device.machine.changes != changes else { return }
        let isNewRate = rate(of: index) != before
        let isReturn = isNewRate && units[index].fallback?.isReturning ?? false
        // To return to a speed is the meter's own doing.
        if !isReturn { writeLog.note(.mBus(frame), by: index, at: instant) }
        guard isNewRate else { return }
        units[index].fallback = isReturn ? nil : SpeedFallback(rate: before, since: instant)
    }

    private func rate(of index: Int) -> Int {
        units[index].device.machine.station.format(on: linePlan.format).baudRate
    }

    /// Returns to the speed before the last change when no master has followed in time.
    private func fallBack(_ index: Int, at now: Instant) {
        guard let fallback = units[index].fallback, fallback.isDue(at: now) else { return }
        // Should the disk refuse it, it is tried again after as long.
        units[index].fallback = SpeedFallback(rate: fallback.rate, since: now, isReturning: true)
        guard let change = BaudRateSwitch(baudRate: fallback.rate) else { return }
        let frame = LinkFrame.long(
            .sndUD,
            address: MBusSlave.testAddress,
            ci: change.controlInformation,
            data: []
        )
        guard journal != nil else {
            obey(frame.body, index, at: reach(index, now))
            return settleStation(index)
        }
        var nowhere: [UInt8] = []
        let order = UnitOrder.link(frame.body)
        let home = units[index].home
        _ = submit(order.bytes[...], to: home, at: now, for: nil, into: &nowhere)
    }

    /// The disk has taken what a master asked for, or not: without it there is no acknowledgement.
    func settled(_ answer: LinkAnswer, isKept: Bool) {
        awaitedLinks.removeAll { $0 === answer }
        guard isKept else {
            // To the link layer it has not come.
            if let before = answer.before { units[answer.unit].link = before }
            return noteSilence(.notKept, of: answer.request.number)
        }
        guard let response = answer.response else {
            return noteSilence(.unanswered, of: answer.request.number)
        }
        send(
            response,
            answer.struck.strikes,
            by: answer.unit,
            answer.request,
            at: answer.request.end,
            in: answer.format
        )
    }

    /// Puts an answer onto the wire, when the meter has taken its time.
    ///
    /// - Parameter format: how the meter's end was set when it was asked; as it is set now where
    ///   nothing has changed it.
    private func send(
        _ response: [UInt8],
        _ strikes: [FaultStrike],
        by index: Int,
        _ request: WireRequest,
        at hostTime: Int64,
        in format: LineFormat? = nil
    ) {
        let format =
            format ?? units[index].device.machine.station.format(on: linePlan.format)
        let frame = strikes.framed(response, unit: 0, as: .mBus)
        put(
            frame,
            format,
            start: hostTime + linkDelay(of: index, request, hostTime, format),
            answering: request
        ) { bytes, start in
            noteReply(bytes, response, to: request.number, by: index, strikes, at: start)
        }
    }

    /// How long the meter takes, nanoseconds from now: never less than the 11 bit times that the
    /// line must rest, and never beyond the window (EN 13757-2, 5.5.2).
    private func linkDelay(
        of index: Int,
        _ request: WireRequest,
        _ hostTime: Int64,
        _ format: LineFormat
    ) -> Int64 {
        let delay = paceOfAnswer(by: index)
        guard linePlan.timing == .realistic else { return 0 }
        let window =
            AnswerWindow.earliest(
                baudRate: format.baudRate
            )...AnswerWindow.latest(
                baudRate: format.baudRate
            )
        let taken = min(max(delay, window.lowerBound), window.upperBound)
        return max(request.end + taken - hostTime, 0)
    }
}

/// A speed to which a meter returns when no master follows it to a new one: between two and ten
/// minutes, EN 13757-3 says of CI B8 to BF.
struct SpeedFallback {
    /// How long it waits.
    static let patience = TimeSpan.minutes(5)

    /// The speed before the change, bit/s.
    let rate: Int
    /// When it was changed, or the return last tried.
    let since: Instant
    /// Whether the return is on its way.
    var isReturning = false

    func isDue(at instant: Instant) -> Bool { instant >= since + Self.patience }
}

/// What a master asked a meter to do, as the journal keeps it.
struct LinkCommand {
    /// From the C field on; to whom it was addressed does not matter any more.
    let frame: [UInt8]
}

/// An acknowledgement that waits until what it acknowledges is kept.
final class LinkAnswer: JournalWaiter {
    /// The unit that answers.
    let unit: Int
    let request: WireRequest
    /// What it answers; nil for a frame that nobody answers.
    let response: [UInt8]?
    let struck: StruckExchange
    /// How the meter's end was set when it was asked.
    let format: LineFormat
    /// The link layer before it heard the request.
    let before: MBusSlave?
    private weak var bus: Bus?

    init(
        unit: Int,
        request: WireRequest,
        response: [UInt8]?,
        struck: StruckExchange,
        format: LineFormat,
        before: MBusSlave?,
        bus: Bus
    ) {
        self.unit = unit
        self.request = request
        self.response = response
        self.struck = struck
        self.format = format
        self.before = before
        self.bus = bus
    }

    func settled(_ response: [UInt8]?) { bus?.settled(self, isKept: response != nil) }
}

extension Bus.Unit {
    /// Whether a frame is for the meter.
    func isMeant(by frame: LinkFrame) -> Bool {
        link?.heeds(frame, device: device) ?? false
    }

    /// A frame has come at the speed that is set: it stays.
    mutating func noteHeard(at instant: Instant) {
        if let fallback, instant > fallback.since { self.fallback = nil }
    }

    /// The bytes of a long frame between its header and its checksum.
    private static func body(of frame: [UInt8]) -> [UInt8] {
        frame.count > 6 ? Array(frame[4..<frame.count - 2]) : []
    }

    /// Where the records will stand that the answer to a frame carries; none where it repeats
    /// itself, or answers anything else.
    func records(for frame: LinkFrame, at instant: Instant) -> [RecordPlace] {
        guard var slave = link else { return [] }
        // Both are values: this is a rehearsal.
        var device = device
        device.now = instant
        device.notesPlaces = true
        device.places = []
        var output: [UInt8] = []
        _ = slave.answer(frame, device: &device, into: &output)
        return device.places
    }

    /// Lets the link layer answer a frame.
    ///
    /// - Returns: the answer from its C field on, empty for an acknowledgement, nil for none; and
    ///   what is to be carried out before it goes out.
    mutating func answerLink(
        _ frame: LinkFrame,
        _ strikes: [FaultStrike],
        at instant: Instant
    ) -> (response: [UInt8]?, command: LinkCommand?) {
        guard var slave = link else { return (nil, nil) }
        device.now = instant
        device.asked = nil
        device.refusesOrders = strikes.exception != nil
        slave.isFrameCountStuck = strikes.stickFrameCount
        var output: [UInt8] = []
        let answer = slave.answer(frame, device: &device, into: &output)
        link = slave
        var command: LinkCommand?
        if device.asked != nil, case .long(_, _, let ci, let data) = frame {
            let kept = LinkFrame.long(.sndUD, address: MBusSlave.testAddress, ci: ci, data: data)
            command = LinkCommand(frame: kept.body)
        }
        guard answer != .silence else { return (nil, command) }
        if answer == .telegram, let code = strikes.exception {
            return ([0x08, device.primaryAddress, 0x70, code], command)
        }
        return (answer == .acknowledgement ? [] : Self.body(of: output), command)
    }
}
