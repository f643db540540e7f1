public import SimulatedTime

/// One RS485 segment, on which every byte has its place in time, whoever sends it.
///
/// Masters (``WireTap``) send bytes; the wire cuts them into requests as meters would and delivers
/// those to the meters (``WireStations``), which put their answers on it. What is on the line at
/// the same time collides; what is wrong with the line breaks characters; every tap hears what
/// passes. Two timings:
/// - *instant*: bytes take no time. Requests end where their function codes say, each master is
///   heard for itself, answers that begin at the same nanosecond collide byte by byte.
/// - *realistic*: every byte takes its bits at the speed of its sender. Requests end at a silence
///   of 3.5 characters; what overlaps in time is broken.
///
/// It reads no clock: times are monotonic nanoseconds that come in. Its owner arms one timer for
/// what ``alarm`` asks, and calls ``run(at:)`` when it fires, and once when the bus begins. Calls
/// inside callbacks are taken up when the callback has returned. Confined to one event loop.
public final class Wire {
    /// The most transmissions on the line or waiting for it; what comes beyond is lost.
    public static let transmissionLimit = 64

    /// The settings of the line; its conditions are those of the beginning.
    public let line: LinePlan
    /// Called with the host time at which ``run(at:)`` is wanted; a later call replaces it.
    public var alarm: ((Int64) -> Void)?
    /// What is wrong with the line; may change at any time.
    public var conditions: LineConditions {
        didSet { if conditions != oldValue { adoptConditions() } }
    }

    let silences: Silences
    unowned let stations: any WireStations
    let garbage: RandomStream
    var damage: LineDamage
    var schedule = DisturbanceSchedule()
    /// Who hears, in the order in which they joined.
    var members: [WireMember] = []
    /// What is on the line or comes, in the order in which it was announced.
    var transmissions: [Transmission] = []
    /// The connections that end, each with its time.
    var endings: [(time: Int64, ending: ConnectionEnding)] = []
    /// What masters sent last, while somebody watches.
    var heard: Transmission?
    /// The ears of the meters that listen to the line as a whole.
    var lineEars: [WireFraming: any Ear] = [:]
    /// Ears that have something pending.
    var busyEars: [any Ear] = []
    /// How far the wire has come.
    var present: Int64 = Wire.longAgo
    /// How far the call under way lets it come.
    var horizon: Int64 = Wire.longAgo
    /// The end of the last byte that has passed.
    var lastEnd: Int64 = Wire.longAgo
    private var count: Int64 = 0
    private var isRunning = false
    private var armedFor: Int64?
    /// How many meters the conditions were last judged for.
    private var judgedFor = -1
    /// Whether nothing gets through: the wires touch, or the level converter of an M-Bus has
    /// switched off, because its meters draw too much.
    private(set) var isDead = false

    /// Before every host time, and far enough from the ends to reckon with.
    static let longAgo = Int64.min / 4

    /// Behind every host time; what is to begin later begins then.
    private static let farAway = Int64.max / 4

    /// The longest pause inside an answer, nanoseconds: a day.
    private static let longestPause: Int64 = 86_400_000_000_000

    /// A segment with nothing on it.
    ///
    /// - Parameters:
    ///   - stream: the chance of everything that happens on it.
    ///   - stations: the meters; not kept alive.
    public init(_ line: LinePlan, stream: RandomStream, stations: any WireStations) {
        self.line = line
        self.stations = stations
        conditions = line.conditions
        silences = Silences(line.format)
        garbage = stream.substream(0)
        damage = LineDamage(stream.substream(1))
        adoptConditions()
    }

    /// Whether bytes take no time.
    var isInstant: Bool { line.timing == .instant }

    // MARK: Who is there

    /// A tap hears from now on what passes; it is kept alive until it leaves.
    public func join(_ tap: any WireTap) {
        guard member(tap) == nil else { return }
        members.append(WireMember(tap))
    }

    /// A tap is gone; what it has sent stays on the line.
    public func leave(_ tap: any WireTap) {
        members.removeAll { $0.tap === tap }
    }

    func member(_ tap: any WireTap) -> WireMember? { members.first { $0.tap === tap } }

    /// Calls a tap when a host time has come, once; an earlier wish of the same tap is forgotten.
    ///
    /// - Parameter hostTime: nil forgets the wish. What has passed is taken for now; everything
    ///   else that happens at the same time comes first.
    public func remind(_ tap: any WireTap, at hostTime: Int64?) {
        member(tap)?.reminder = hostTime
        armAlarm()
    }

    // MARK: What is on it

    /// The end of the last run of bytes that has begun by a host time, which may lie behind it;
    /// nil when there was none.
    ///
    /// What begins later (an answer that a meter has announced, a delayed one) does not count:
    /// nobody on the line can know of it.
    public func restsSince(at hostTime: Int64) -> Int64? {
        let end = transmissions.reduce(lastEnd) { latest, transmission in
            transmission.start <= hostTime ? max(latest, transmission.end) : latest
        }
        return end == Self.longAgo ? nil : end
    }

    /// Whether a master hears what it sends itself.
    public var echoes: Bool { conditions.echo }

    /// Whether nothing is on the line and nothing is announced for later.
    public var isQuiet: Bool { transmissions.allSatisfy(\.isOver) && endings.isEmpty }

    /// Whether meters are in the middle of a frame, which only more bytes or a silence will end.
    public var isListening: Bool { busyEars.contains { $0.hasNews || $0.deadline != nil } }

    /// Whether an answer may still come to a tap: something is on the line or announced for later,
    /// or a meter is in the middle of a frame or at work.
    ///
    /// On a line without time, where each master is heard for itself, only its own frames count.
    public func isBusy(for tap: any WireTap) -> Bool {
        guard isQuiet, !stations.isAtWork else { return true }
        let own = isInstant ? member(tap) : nil
        return busyEars.contains { ear in
            (ear.hasNews || ear.deadline != nil) && own?.has(ear) ?? true
        }
    }

    /// The silence that ends a frame, nanoseconds: 3.5 characters (Modbus over serial line V1.02,
    /// 2.5.1.1).
    public var interFrameDelay: Int64 { silences.betweenFrames }

    /// The end of the last byte that a tap has sent; far in the past when it has sent nothing.
    public func sendsUntil(_ tap: any WireTap) -> Int64 { member(tap)?.sendsUntil ?? Self.longAgo }

    // MARK: What happens

    /// Does everything that is due.
    public func run(at hostTime: Int64) {
        guard !isRunning else { return }
        stations.prepare(at: hostTime)
        armedFor = nil
        armAlarm(for: advance(to: hostTime))
    }

    /// A master sends.
    ///
    /// What its hardware paces has just come off a real line and ends now. Everything else begins
    /// now, or right behind what the tap has sent before.
    ///
    /// - Parameters:
    ///   - format: how its end of the line is set; nil when it is set as the bus is.
    ///   - hostTime: when the bytes came.
    public func send(
        _ bytes: [UInt8],
        from tap: any WireTap,
        format: ClientLine?,
        framing: WireFraming,
        origin: RequestOrigin,
        at hostTime: Int64
    ) {
        guard let member = member(tap), !bytes.isEmpty else { return }
        if !isRunning {
            stations.prepare(at: hostTime)
            _ = advance(to: hostTime)
        }
        let source = Transmission.Source(framing: framing, format: format, origin: origin)
        if isInstant {
            put(bytes, from: .master(member), source, at: max(hostTime, present), .instant)
        } else if tap.pacesItself {
            putPaced(bytes, from: member, source, endingAt: max(hostTime, present))
        } else {
            putBehind(bytes, from: member, source, at: max(hostTime, present))
        }
        if !isRunning { armAlarm(for: advance(to: hostTime)) }
    }

    /// A meter answers.
    ///
    /// It begins at the time it asks for, or now if that has passed. Called outside of a callback
    /// it should ask for no time that has passed: the wire knows of the present only what it was
    /// told last.
    public func transmit(_ reply: WireReply) {
        let source = Transmission.Source(
            framing: reply.framing,
            format: nil,
            origin: RequestOrigin(client: "", connection: 0)
        )
        let pace = isInstant ? .instant : CharacterPace(reply.format, reply.framing)
        var start = min(max(reply.start, present), Self.farAway)
        var run: [UInt8] = []
        for piece in reply.pieces {
            if piece.pauseBefore > 0 {
                if !run.isEmpty { answer(reply, run, source, at: start, pace) }
                start += pace.span(run.count) + min(piece.pauseBefore, Self.longestPause)
                run = piece.bytes
            } else if run.isEmpty {
                run = piece.bytes
            } else {
                run += piece.bytes
            }
        }
        if !run.isEmpty { answer(reply, run, source, at: start, pace) }
        if let ending = reply.ending { end(ending, at: start + pace.span(run.count)) }
        armAlarm()
    }

    /// Puts a run of an answer on the line.
    private func answer(
        _ reply: WireReply,
        _ run: [UInt8],
        _ source: Transmission.Source,
        at start: Int64,
        _ pace: CharacterPace
    ) {
        put(run, from: .meter, source, at: start, pace)?.answer = reply.number
    }

    /// Ends a connection, once.
    private func end(_ ending: ConnectionEnding, at hostTime: Int64) {
        guard !endings.contains(where: { $0.ending.connection == ending.connection }) else {
            return
        }
        endings.append((hostTime, ending))
    }

    /// Puts bytes on the line; nil when it is full of what waits.
    @discardableResult
    func put(
        _ bytes: [UInt8],
        from sender: Transmission.Sender,
        _ source: Transmission.Source,
        at start: Int64,
        _ pace: CharacterPace
    ) -> Transmission? {
        guard transmissions.count < Self.transmissionLimit else {
            stations.noteError()
            return nil
        }
        count += 1
        let transmission = Transmission(
            number: count,
            sender: sender,
            source: source,
            start: start,
            pace: pace,
            bytes: bytes
        )
        transmissions.append(transmission)
        return transmission
    }

    // MARK: Time

    /// Does what is due; returns when the next is.
    private func advance(to hostTime: Int64) -> Int64? {
        isRunning = true
        horizon = max(hostTime, present)
        schedule.begin(at: horizon)
        adoptMeterCount()
        var next = nextEvent()
        while let event = next, event.time <= horizon {
            present = max(present, event.time)
            perform(event)
            next = nextEvent()
        }
        present = horizon
        isRunning = false
        return schedule.wantsTime ? present : next?.time
    }

    private func armAlarm() {
        guard !isRunning, alarm != nil else { return }
        armAlarm(for: schedule.wantsTime ? present : nextEvent()?.time)
    }

    private func armAlarm(for hostTime: Int64?) {
        guard let hostTime, hostTime != armedFor, let alarm else { return }
        armedFor = hostTime
        alarm(hostTime)
    }

    private func adoptConditions() {
        schedule = DisturbanceSchedule(conditions)
        judgedFor = -1
        armAlarm()
    }

    private func adoptMeterCount() {
        let meters = stations.stationCount
        guard meters != judgedFor else { return }
        judgedFor = meters
        let current = stations.current
        isDead = conditions.isShorted || current?.switchesOff ?? false
        // An M-Bus breaks no characters when it is loaded: it works, or is switched off.
        damage.adopt(conditions, format: line.format, meters: current == nil ? meters : 0)
    }
}
