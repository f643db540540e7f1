internal import ControlClient
internal import Documents
internal import FarmCore
internal import FarmHTTP
internal import FarmLines
internal import NIOCore
internal import SimulatedTime

/// The running farm as the control API sees it.
final class FarmControl: FarmAccess {
    let plan: FarmPlan
    let facts: FarmFacts
    let ports: [PortFacts]
    let library: ProfileLibrary
    private let farm: FarmOnLoops
    private let director: FarmDirector
    private let desk: SnapshotDesk

    init(
        _ plan: FarmPlan,
        _ facts: FarmFacts,
        ports: [PortFacts],
        _ library: ProfileLibrary,
        _ farm: FarmOnLoops,
        _ director: FarmDirector,
        _ desk: SnapshotDesk
    ) {
        self.library = library
        self.director = director
        self.desk = desk
        self.plan = plan
        self.facts = facts
        self.ports = ports
        self.farm = farm
    }

    var start: Instant { farm.beginning }

    func time() async throws -> TimeFacts {
        let (clock, now) = try await farm.time()
        return facts(clock, now)
    }

    func changeClock(_ change: ClockChange) async throws -> TimeFacts {
        let clock = try await farm.changeClock { clock, hostTime in
            switch change {
            case .pause: clock.pause(at: hostTime)
            case .resume: clock.resume(at: hostTime)
            case .speed(let speed): clock.setSpeed(speed, at: hostTime)
            case .step(let span): clock.step(by: span, at: hostTime)
            case .jump(let instant): clock.jump(to: instant, at: hostTime)
            }
        }
        // The disk has to take a lease that reaches as far before it is served.
        let wanted = clock.now(at: HostTime.now())
        var now = try await farm.time().now
        let deadline = HostTime.now() + Self.patience
        while now < wanted, HostTime.now() < deadline {
            try await farm.loop(ofBus: 0).eventLoop.scheduleTask(in: Self.retry) {}
                .futureResult.get()
            now = try await farm.time().now
        }
        return facts(clock, now)
    }

    func onBus<Result: Sendable>(
        _ number: Int,
        _ body: @escaping @Sendable (Bus, Instant) -> Result
    ) async throws -> Result {
        let bus = farm.bus(number)
        return try await farm.loop(ofBus: number).eventLoop.submit {
            let bus = bus.value
            return body(bus, bus.time.now(at: HostTime.now()))
        }.get()
    }

    func carryOut(_ deeds: MeterDeeds, bus number: Int, place: Int) async throws -> Instant {
        let bus = farm.bus(number)
        let loop = farm.loop(ofBus: number).eventLoop
        let done = loop.makePromise(of: Instant.self)
        loop.execute {
            let bus = bus.value
            let now = bus.time.now(at: HostTime.now())
            bus.carryOut(deeds, byMeterAt: place, at: now) { result in
                done.completeWith(result.mapError { $0 as any Error })
            }
        }
        return try await done.futureResult.get()
    }

    func press(
        _ key: String,
        _ press: PanelPress,
        bus number: Int,
        place: Int
    ) async throws -> (instant: Instant, deeds: [MeterDeeds.Word]) {
        let bus = farm.bus(number)
        let loop = farm.loop(ofBus: number).eventLoop
        let done = loop.makePromise(of: Instant.self)
        let asked = loop.makePromise(of: [MeterDeeds.Word].self)
        loop.execute {
            let bus = bus.value
            let now = bus.time.now(at: HostTime.now())
            do throws(PanelRefusal) {
                let deeds = try bus.press(key, press, ofMeterAt: place, at: now) { result in
                    done.completeWith(result.mapError { $0 as any Error })
                }
                asked.succeed(deeds)
            } catch {
                asked.fail(error)
                done.fail(error)
            }
        }
        let instant = try await done.futureResult.get()
        return (instant, try await asked.futureResult.get())
    }

    func note(_ note: FarmNote) -> String? { farm.note(note) }

    func keep(_ text: String?, as note: FarmNote) async throws {
        guard await farm.keep([note: text]) else { throw DeedRefusal.disk }
    }

    var agenda: FarmAgenda { director.agenda }

    func connect(
        _ load: JSONValue?,
        scale: Double,
        toMeter number: Int
    ) async throws -> Instant {
        try await director.connect(load, scale: scale, toMeter: number)
    }

    func play(
        _ document: JSONValue,
        named scenario: String?,
        from time: Scenario.Time?
    ) async throws -> FarmAgenda.Run {
        try await director.play(document, named: scenario, from: time)
    }

    func stop(run: String) async throws -> Instant { try await director.stop(run) }

    func post(_ body: [UInt8], to address: WebAddress, token: String?) async throws -> Int {
        try await WebPost(to: address, token: token)
            .send(body, on: farm.loop(ofBus: 0).eventLoop)
    }

    func snapshots() async throws -> [SnapshotFacts] { await desk.all() }

    func takeSnapshot(_ name: String, description: String?) async throws -> SnapshotFacts {
        try await desk.take(name, description: description)
    }

    func dropSnapshot(_ name: String) async throws -> Instant { try await desk.drop(name) }

    func restoreSnapshot(_ name: String) async throws -> Instant { try await desk.restore(name) }

    private func facts(_ clock: FarmClock, _ now: Instant) -> TimeFacts {
        TimeFacts(
            now: now,
            speed: clock.speed,
            isPaused: clock.isPaused,
            isHeldUp: now < clock.now(at: HostTime.now() - Self.slack) - .microseconds(1)
        )
    }

    /// How long the disk is waited for, nanoseconds.
    private static let patience: Int64 = 2_000_000_000
    private static let retry = TimeAmount.milliseconds(5)
    /// What a busy loop may lag behind without being held up, nanoseconds.
    private static let slack: Int64 = 500_000_000
}
