internal import Documents
internal import FarmCore
internal import FarmHTTP
internal import FarmLines
internal import NIOCore
internal import SimulatedTime
internal import Synchronization

/// Puts loads and scenarios on the agenda of a farm that runs: kept first, then carried out by all
/// buses from one and the same instant on.
final class FarmDirector: Sendable {
    private let plan: FarmPlan
    private let farm: FarmOnLoops
    private let state: Mutex<FarmAgenda>

    private init(_ plan: FarmPlan, _ agenda: FarmAgenda, _ farm: FarmOnLoops) {
        self.plan = plan
        self.farm = farm
        state = Mutex(agenda)
    }

    /// Takes up the agenda of a farm that is switched on.
    static func start(
        _ plan: FarmPlan,
        _ agenda: FarmAgenda,
        _ farm: FarmOnLoops
    ) async throws -> FarmDirector {
        FarmDirector(plan, try await begun(agenda, plan, farm), farm)
    }

    /// An agenda that knows from when on the steps of the farm's own scenarios count: from the
    /// instant at which those began.
    private static func begun(
        _ agenda: FarmAgenda,
        _ plan: FarmPlan,
        _ farm: FarmOnLoops
    ) async throws -> FarmAgenda {
        guard agenda.isEmpty else { return agenda }
        var agenda = agenda
        agenda.mark = plan.scenariosMark
        agenda.began = try await farm.scenariosBegan ?? farm.beginning
        return agenda
    }

    /// What is on the agenda.
    var agenda: FarmAgenda { state.withLock { $0 } }

    /// Feeds a meter from another load from now on.
    ///
    /// - Parameter load: nil for that of the farm file.
    func connect(_ load: JSONValue?, scale: Double, toMeter number: Int) async throws -> Instant {
        try await settleIfMany()
        return try await change { [plan] agenda, instant in
            guard let mark = plan.loadMark(ofMeter: number) else {
                throw AgendaRefusal.measuresNothing
            }
            let name = plan.meters[number].name
            agenda.connect(load, scale: scale, to: name, mark: mark, at: instant)
        }.at
    }

    /// Plays a scenario.
    func play(
        _ document: JSONValue,
        named scenario: String?,
        from time: Scenario.Time?
    ) async throws -> FarmAgenda.Run {
        try await settleIfMany()
        return try await change { agenda, instant in
            if case .at(let wanted)? = time, wanted < instant {
                throw AgendaRefusal.isOver(instant)
            }
            let began = max(time?.instant(from: instant) ?? instant, instant)
            guard let run = agenda.play(document, named: scenario, from: began) else {
                throw AgendaRefusal.tooMany
            }
            return run
        }.result
    }

    /// Plays a scenario no further; what has happened stays.
    func stop(_ name: String) async throws -> Instant {
        try await change { agenda, instant in
            guard agenda.stop(name, at: instant) else { throw AgendaRefusal.unknown }
        }.at
    }

    /// Goes by another agenda from an instant on, while time stands still; it is kept already.
    func takeUp(_ agenda: FarmAgenda, from instant: Instant) async {
        let log = FaultLog(file: "agenda")
        await takeOver(plan.bound(agenda, from: instant, log: log), from: instant)
        // Where the loops have ended, nobody asks for it any more.
        let begun = (try? await Self.begun(agenda, plan, farm)) ?? agenda
        state.withLock { $0 = begun }
    }

    /// Changes the agenda at an instant of its own, later than all that was served.
    private func change<Result: Sendable>(
        _ change: (inout FarmAgenda, Instant) throws -> Result
    ) async throws -> (result: Result, at: Instant) {
        let done = try await standingStill { held in
            let instant = held + .microseconds(1)
            var agenda = self.agenda
            let result = try change(&agenda, instant)
            let log = FaultLog(file: "body")
            let bound = plan.bound(agenda, from: instant, log: log)
            guard log.faults.isEmpty else { throw AgendaRefusal.faults(log.faults) }
            guard await farm.keep([.agenda: agenda.text]) else { throw FarmOnLoops.Unkept() }
            await takeOver(bound, from: instant)
            let changed = agenda
            state.withLock { $0 = changed }
            return (result, at: instant)
        }
        // A clock that stands still goes on by that microsecond, so that it is carried out.
        guard try await farm.time().clock.isPaused else { return (done.0, done.at) }
        _ = try await farm.changeClock { clock, hostTime in
            let rest = done.at - clock.now(at: hostTime)
            if clock.isPaused, rest > .zero { clock.step(by: rest, at: hostTime) }
        }
        return (done.0, done.at)
    }

    private func standingStill<Result: Sendable>(
        _ body: (Instant) async throws -> Result
    ) async throws -> Result {
        do {
            return try await farm.standingStill(body)
        } catch is FarmOnLoops.Unkept {
            throw DeedRefusal.disk
        }
    }

    private func takeOver(_ bound: [Int: BusAgenda], from instant: Instant) async {
        for (number, agenda) in bound {
            let (bus, loop) = (farm.bus(number), farm.loop(ofBus: number).eventLoop)
            try? await loop.submit { bus.value.takeOver(agenda, from: instant) }.get()
        }
    }

    /// Takes what all meters have lived to see off the list of what is still to be told in order.
    private func settleIfMany() async throws {
        guard agenda.isLong else { return }
        try await standingStill { held in
            guard agenda.isLong else { return }
            guard await farm.passAll(to: held) else { throw FarmOnLoops.Unkept() }
            let settled = plan.settled(agenda, until: held)
            let notes: [FarmNote: String?] = [
                .agenda: settled.text, .loads: settled.settledText,
            ]
            guard await farm.keep(notes) else { throw FarmOnLoops.Unkept() }
            state.withLock { $0 = settled }
        }
    }
}

extension FarmAgenda {
    /// Whether it is time to settle what has passed.
    fileprivate var isLong: Bool {
        recent.count >= Self.recentLimit || runs.count >= Self.runLimit
    }
}
