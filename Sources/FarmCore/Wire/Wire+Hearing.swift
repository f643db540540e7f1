internal import MBusProtocol
internal import MeterModels
internal import ModbusProtocol

/// Who hears what passes.
extension Wire {
    /// The beginning of a run: the line does to it what it does, and who paces itself gets it.
    func begin(_ transmission: Transmission) {
        transmission.begin()
        takeUp(transmission)
    }

    /// The line sees the new bytes of a run, and those get them who pace themselves.
    func takeUp(_ transmission: Transmission) {
        weather(transmission)
        let new = transmission.takeUnhanded()
        for member in members where member.tap.pacesItself && hears(member, transmission) {
            hand(transmission, new, to: member, at: max(transmission.start, present))
        }
    }

    /// Lets the line break what it has not seen of a run.
    private func weather(_ transmission: Transmission) {
        transmission.weather { damage.strike(&$0, $1) }
    }

    /// Bytes have passed, up to an index.
    func pass(_ transmission: Transmission, to index: Int) {
        if transmission.pace.isInstant {
            weather(transmission)
            return passAtOnce(transmission)
        }
        let range = transmission.passed..<index
        let end = transmission.end(before: index)
        if transmission.silenceBefore == nil { noteSilence(before: transmission) }
        transmission.pass(to: index)
        if transmission.isOver { transmission.sender.member?.forget(transmission) }
        lastEnd = max(lastEnd, end)
        for ear in ears(of: transmission) { listen(ear, transmission, range) }
        for member in members where !member.tap.pacesItself && hears(member, transmission) {
            hand(transmission, range, to: member, at: end)
        }
        if transmission.isOver {
            if stations.isWatched { tell(of: transmission, transmission.bytes) }
            releaseLine(after: transmission)
            clear()
        }
    }

    /// The driver lets go of the line.
    private func releaseLine(after transmission: Transmission) {
        if case .noise = transmission.sender { return }
        guard let stray = damage.stray() else { return }
        let pace = CharacterPace(line.format, .rtu)
        put([stray], from: .noise, transmission.source, at: transmission.end, pace)
    }

    /// A run without time passes, together with the answers that begin at the same nanosecond.
    private func passAtOnce(_ transmission: Transmission) {
        noteSilence(before: transmission)
        var together = [transmission]
        if !transmission.sender.isMaster {
            together += transmissions.filter {
                $0 !== transmission && !$0.isOver && $0.start == transmission.start
                    && !$0.sender.isMaster
            }
        }
        var bytes = transmission.bytes
        for other in together.dropFirst() {
            weather(other)
            bytes = Collision.both(bytes, other.bytes)
        }
        let areAlike = together.allSatisfy { $0.bytes == transmission.bytes }
        if transmission.source.framing == .mBus, !areAlike { Collision.spoil(&bytes) }
        if let stray = damage.stray() { bytes.append(stray) }
        for run in together { run.pass(to: run.bytes.count) }
        if stations.isWatched {
            for run in together { tell(of: run, bytes) }
        }
        lastEnd = max(lastEnd, transmission.start)
        transmissions.removeAll { $0.isOver }
        for ear in ears(of: transmission) { listen(ear, transmission, bytes[...]) }
        for member in members where hears(member, transmission) {
            member.tap.heard(bytes, at: transmission.start)
        }
    }

    // MARK: Taps

    /// Whether a tap can hear a run at all: not its own unless the line echoes, and nothing of
    /// others with its wires exchanged or where nothing gets through.
    private func hears(_ member: WireMember, _ transmission: Transmission) -> Bool {
        transmission.sender.member === member
            ? conditions.echo : !conditions.isReversed && !isDead
    }

    private func hand(
        _ transmission: Transmission,
        _ range: Range<Int>,
        to member: WireMember,
        at hostTime: Int64
    ) {
        let heard = member.receiver.read(
            range,
            of: transmission,
            among: transmissions,
            deafWhileSending: conditions.echo ? nil : member,
            garbage: garbage
        )
        if !heard.isEmpty { member.tap.heard(Array(heard), at: hostTime) }
    }

    // MARK: Meters

    /// The ears that a run reaches.
    func ears(of transmission: Transmission) -> [any Ear] {
        guard transmission.sender.isHeardByMeters, !isDead else { return [] }
        switch transmission.sender {
        case .noise:
            return WireFraming.allCases.filter { $0 == .rtu || lineEars[$0] != nil }.map(lineEar)
        case .master(let member) where isInstant || member.tap.pacesItself:
            let framing = transmission.source.framing
            return [member.ear(framing) { patientEar(framing, member.tap.pacesItself) }]
        case .master, .foreignMaster, .meter, .foreignMeter:
            return [lineEar(transmission.source.framing)]
        }
    }

    private func lineEar(_ framing: WireFraming) -> any Ear {
        if let ear = lineEars[framing] { return ear }
        let ear: any Ear =
            isInstant || framing != .rtu
            ? patientEar(framing, false)
            : SilenceEar(silences, isStrict: line.check == .strict)
        lineEars[framing] = ear
        return ear
    }

    /// An ear for bytes whose gaps tell nothing.
    private func patientEar(_ framing: WireFraming, _ isPaced: Bool) -> any Ear {
        switch framing {
        case .rtu:
            DecoderEar(RTUDecoder(), silence: RTUSession.silence(of: line, isPaced: isPaced))
        case .mBus: DecoderEar(LinkDecoder(), silence: linkSilence)
        case .ascii: ASCIIEar { [unowned stations] in stations.asciiDelimiters }
        }
    }

    /// What ends a frame of M-Bus that breaks off: 33 bit times (EN 13757-2, 5.5.5), but at least
    /// as long as a converter may pause between two packets.
    private var linkSilence: Int64 {
        max(AnswerWindow.silence(baudRate: line.baudRate), 50_000_000)
    }

    private func listen(_ ear: any Ear, _ transmission: Transmission, _ range: Range<Int>) {
        let heard = ear.receiver.read(
            range,
            of: transmission,
            among: transmissions,
            deafWhileSending: nil,
            garbage: garbage
        )
        listen(ear, transmission, heard, from: range.lowerBound, to: range.upperBound)
    }

    private func listen(_ ear: any Ear, _ transmission: Transmission, _ bytes: ArraySlice<UInt8>) {
        listen(ear, transmission, bytes, from: 0, to: transmission.bytes.count)
    }

    private func listen(
        _ ear: any Ear,
        _ transmission: Transmission,
        _ bytes: ArraySlice<UInt8>,
        from first: Int,
        to last: Int
    ) {
        if stations.isWatched { heard = transmission }
        guard !isDeaf(to: transmission) else {
            if transmission.isOver {
                stations.noteError()
                tellOfLoss()
            }
            return
        }
        let passage = Passage(
            start: transmission.start(of: first),
            end: transmission.end(before: last),
            silenceBefore: transmission.silenceBefore ?? 0,
            source: transmission.source
        )
        ear.hear(bytes, passage)
        if !busyEars.contains(where: { $0 === ear }) { busyEars.append(ear) }
    }

    /// With a master's wires exchanged its bytes are nothing that a meter could read.
    private func isDeaf(to transmission: Transmission) -> Bool {
        conditions.isReversed && transmission.sender.member != nil
    }

    /// Lets the meters have the next request of an ear.
    func deliver(from ear: any Ear) {
        let request = ear.next()
        noteErrors(of: ear)
        if let request {
            stations.deliver(request, at: present)
        }
        if !ear.hasNews, ear.deadline == nil { busyEars.removeAll { $0 === ear } }
    }

    /// Tells the meters of frames that an ear has lost.
    func noteErrors(of ear: any Ear) {
        let errors = ear.takeErrors()
        for _ in 0..<errors { stations.noteError() }
        if errors > 0 { tellOfLoss() }
        if !ear.hasNews, ear.deadline == nil { busyEars.removeAll { $0 === ear } }
    }

    // MARK: The line

    /// Notes how long the line had rested before a run whose first byte passes.
    private func noteSilence(before transmission: Transmission) {
        var last = lastEnd
        for other in transmissions where other !== transmission && other.start < transmission.start
        {
            last = max(last, min(other.end, transmission.start))
        }
        let isFirst = last == Wire.longAgo
        transmission.silenceBefore = isFirst ? .max : max(transmission.start - last, 0)
    }

    /// Forgets runs that are over, unless a byte under way has begun before their end.
    private func clear() {
        let waiting = transmissions.lazy.filter { !$0.isOver }
        let earliest = waiting.map { $0.start(of: $0.passed) }.min() ?? .max
        transmissions.removeAll { $0.isOver && $0.end <= earliest }
    }
}
