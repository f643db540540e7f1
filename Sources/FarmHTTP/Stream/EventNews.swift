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
    /// The last frame of each bus.
    private var frames: [Int: Int64] = [:]

    /// News from now on.
    init(_ farm: any FarmAccess, _ hub: EventHub, _ wish: EventWish) {
        (self.farm, self.hub, self.wish) = (farm, hub, wish)
        let meters = farm.plan.meters
        names = Set(wish.namesMeters ? wish.meters.map { meters[$0.number].name } : [])
        change = hub.newest
    }

    /// Lets the buses note their frames, where frames are wanted.
    func begin() async throws {
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

    /// What was done, whether it is wanted or not.
    mutating func changes() -> [FarmChange] {
        let (changes, newest) = hub.changes(after: change)
        change = newest
        return changes
    }

    /// Of what was done, what is wanted.
    func events(of changes: [FarmChange]) -> [Event] {
        changes.filter { change in
            wish.concerns(meter: change.meter, in: names)
                && (change.bus.map(isWanted(bus:)) ?? true)
        }.map { Event(name: "change", data: $0.output) }
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
