internal import Documents
internal import FarmCore
internal import SimulatedTime

/// What is new in a farm since it was last asked for: what was done, faults, and frames.
///
/// The farm tells nobody: who watches asks it, so that a slow watcher misses something and never
/// makes the farm wait.
struct EventNews: Sendable {
    /// Something that has happened.
    struct Event: Sendable {
        /// Its kind: `change`, `fault`, `frame`.
        let name: String
        /// What is told of it, in order.
        let data: JSONOutput

        /// The members of what is told.
        var members: [(String, JSONOutput)] {
            if case .object(let members) = data { members } else { [] }
        }
    }

    /// The most frames of a bus in one answer.
    private static let frameLimit = 200

    private let farm: any FarmAccess
    private let hub: EventHub
    private let wish: EventWish
    /// The names of the meters that are wanted.
    private let names: Set<String>
    private var change: Int
    private var faults: [String: FaultNews] = [:]
    /// The last write on each bus.
    private var writes: [Int: Int64] = [:]
    private let scenarios: ScenarioNews
    /// The instant up to which it is told what scenarios did.
    private var passed = Instant(microseconds: .max)
    /// The last frame of each bus.
    private var frames: [Int: Int64] = [:]

    /// News from now on.
    init(_ farm: any FarmAccess, _ hub: EventHub, _ wish: EventWish) {
        (self.farm, self.hub, self.wish) = (farm, hub, wish)
        let meters = farm.plan.meters
        names = Set(wish.namesMeters ? wish.meters.map { meters[$0.number].name } : [])
        scenarios = ScenarioNews(plan: farm.plan, wish: wish)
        change = hub.newest
    }

    /// Marks where news begin, and lets the buses note their frames where frames are wanted.
    mutating func begin() async throws {
        if wish.topics.contains(.changes) {
            passed = try await farm.time().now
            for bus in wish.meterBuses {
                writes[bus] = try await farm.onBus(bus) { bus, _ in bus.newestWrite }
            }
        }
        guard wish.topics.contains(.frames) else { return }
        for bus in wish.buses {
            try await farm.onBus(bus) { bus, _ in bus.watchTraffic() }
        }
    }

    /// Nothing is asked for any more.
    func end() async {
        guard wish.topics.contains(.frames) else { return }
        for bus in wish.buses {
            try? await farm.onBus(bus) { bus, _ in bus.unwatchTraffic() }
        }
    }

    /// What was done over the API, whether it is wanted or not.
    mutating func changes() -> [FarmChange] {
        let (changes, newest) = hub.changes(after: change)
        change = newest
        return changes
    }

    /// What was done over the API and is wanted.
    func events(of changes: [FarmChange]) -> [Event] {
        changes.filter { change in
            wish.concerns(meter: change.meter, in: names)
                && (change.bus.map(isWanted(bus:)) ?? true)
        }.map { Event(name: "change", data: $0.output) }
    }

    /// What masters and scenarios did to what is wanted; each bus is asked for it.
    mutating func deedEvents() async throws -> [Event] {
        let (written, now) = try await whatWasWritten()
        let veil = hub.curtain.veil
        let played = hub.timetable.deeds(after: passed, through: now, of: farm)
            .compactMap { scenarios.change($0, veil) }
        passed = max(passed, now)
        return (written + played).enumerated()
            .sorted { ($0.element.instant, $0.offset) < ($1.element.instant, $1.offset) }
            .map { Event(name: "change", data: $0.element.output) }
    }

    /// What masters have written to the meters that are wanted, and an instant that all their buses
    /// have been served at.
    private mutating func whatWasWritten() async throws -> (changes: [FarmChange], now: Instant) {
        var (changes, reached) = ([FarmChange](), Instant?.none)
        for number in wish.meterBuses {
            let last = writes[number] ?? 0
            let (new, newest, now) = try await farm.onBus(number) { bus, now in
                (bus.writes(after: last), bus.newestWrite, now)
            }
            writes[number] = newest
            reached = min(reached ?? now, now)
            let bus = farm.plan.buses[number]
            changes += new.filter { wish.concerns(meter: $0.meter, in: names) }
                .map { FarmChange($0, bus: bus.isUnnamed ? nil : bus.name) }
        }
        if let reached { return (changes, reached) }
        return (changes, try await farm.time().now)
    }

    private func isWanted(bus name: String) -> Bool {
        wish.buses.contains { farm.plan.buses[$0].name == name }
    }

    /// The frames that passed; the first question only marks where they begin.
    mutating func frameEvents() async throws -> [Event] {
        var events: [Event] = []
        for number in wish.buses {
            let (name, last) = (farm.plan.buses[number].name, frames[number])
            let page = try await farm.onBus(number) { bus, _ in
                bus.trafficPage(after: last ?? 0, limit: last == nil ? 0 : Self.frameLimit)
            }
            frames[number] = last == nil ? page.newest : page.next
            let wanted = page.frames.filter { wish.concerns(meter: $0.frame.meter, in: names) }
            let veil = hub.curtain.veil
            events += wanted.map { Event(name: "frame", data: $0.output(bus: name, veil)) }
        }
        return events
    }

    /// What has become of the faults: armed, struck, spent, disarmed.
    mutating func faultEvents() async throws -> [Event] {
        var (events, seen) = ([Event](), Set<String>())
        for number in wish.buses {
            let name = farm.plan.buses[number].name
            let (armed, at) = try await farm.onBus(number) { bus, now in
                (bus.faults.states, now)
            }
            for state in hub.curtain.shown(armed) {
                let key = "\(name)/\(state.plan.name)"
                seen.insert(key)
                let news = FaultNews(state, bus: name)
                guard let what = news.word(since: faults[key]) else { continue }
                faults[key] = news
                events.append(Event(name: "fault", data: news.output(what, at: at)))
            }
        }
        for (key, gone) in faults.sorted(by: { $0.key < $1.key }) where !seen.contains(key) {
            faults[key] = nil
            let now = try await farm.time().now
            events.append(Event(name: "fault", data: gone.output("disarmed", at: now)))
        }
        return events
    }
}

extension FarmChange {
    /// What a master wrote.
    fileprivate init(_ write: MasterWrite, bus: String?) {
        self.init(
            instant: write.instant,
            meter: write.meter,
            bus: bus,
            author: .master,
            what: "write",
            text: write.text
        )
    }
}
