internal import Documents
internal import FarmCore
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import SimulatedTime

/// One reader's stream of events.
///
/// It asks the farm for what is new each tick and waits until the reader has taken it: so a slow
/// reader misses frames and never makes the farm wait, and nothing piles up for it.
struct EventStream {
    /// How many ticks a second of host time has.
    static let ticksASecond = 5
    /// After how many ticks without an event a comment is sent.
    private static let quietTicks = 10 * ticksASecond
    /// The most frames of a bus in one tick.
    private static let frameLimit = 200

    private let api: FarmAPI
    private let wish: EventWish
    private let watch: ReaderWatch
    private let eventLoop: any EventLoop
    /// The names of the meters that are wanted.
    private let names: Set<String>

    private var tick = 0
    private var quiet = 0
    private var change: Int
    private var clock = ""
    /// What was last sent of each meter, as a hash.
    private var values: [Int: Int] = [:]
    private var faults: [String: FaultNews] = [:]
    /// The last frame of each bus.
    private var frames: [Int: Int64] = [:]

    init(_ api: FarmAPI, _ wish: EventWish, _ watch: ReaderWatch, on eventLoop: any EventLoop) {
        (self.api, self.wish, self.watch, self.eventLoop) = (api, wish, watch, eventLoop)
        names = Set(wish.namesMeters ? wish.meters.map { api.plan.meters[$0.number].name } : [])
        change = api.hub.newest
    }

    /// Sends events until the reader goes, is too slow, or the farm stops.
    @concurrent mutating func run(_ writer: inout any ResponseBodyWriter) async throws {
        try await begin()
        do {
            try await write("retry: 2000\n\n", &writer)
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                let text = try await news()
                quiet = text.isEmpty ? quiet + 1 : 0
                if !text.isEmpty { try await write(text, &writer) }
                if quiet >= Self.quietTicks {
                    quiet = 0
                    try await write(": still here\n\n", &writer)
                }
                guard !watch.isSlow else {
                    let reason: JSONOutput = ["reason": "too slow: a write took longer than 5 s"]
                    try await write(event("dropped", reason), &writer)
                    break
                }
                tick += 1
                try await rest()
            }
        } catch {
            await end()
            throw error
        }
        await end()
    }

    private func begin() async throws {
        guard wish.topics.contains(.frames) else { return }
        for bus in wish.buses {
            try await api.farm.onBus(bus) { bus, _ in bus.watchTraffic() }
        }
    }

    private func end() async {
        guard wish.topics.contains(.frames) else { return }
        for bus in wish.buses {
            try? await api.farm.onBus(bus) { bus, _ in bus.unwatchTraffic() }
        }
    }

    private func rest() async throws {
        let pause = TimeAmount.milliseconds(Int64(1000 / Self.ticksASecond))
        try await eventLoop.scheduleTask(in: pause) {}.futureResult.get()
    }

    @concurrent private func write(_ text: String, _ writer: inout any ResponseBodyWriter)
        async throws
    {
        watch.begins()
        defer { watch.ends() }
        try await writer.write(ByteBuffer(string: text))
    }

    private func event(_ name: String, _ data: JSONOutput) -> String {
        "event: \(name)\ndata: \(data.text)\n\n"
    }

    /// All that is new, as the text of events.
    private mutating func news() async throws -> String {
        var text = ""
        let isSecond = tick % Self.ticksASecond == 0
        let (changes, newest) = api.hub.changes(after: change)
        change = newest
        if wish.topics.contains(.clock) {
            text += try await clockNews(isDue: isSecond || changes.contains { $0.what == "clock" })
        }
        if wish.topics.contains(.changes) {
            let wanted = changes.filter { change in
                wish.concerns(meter: change.meter, in: names)
                    && (change.bus.map(isWanted(bus:)) ?? true)
            }
            text += wanted.map { event("change", $0.output) }.joined()
        }
        if wish.topics.contains(.faults), isSecond { text += try await faultNews() }
        if wish.topics.contains(.values), tick % wish.every == 0 {
            text += try await valueNews()
        }
        if wish.topics.contains(.frames) { text += try await frameNews() }
        return text
    }

    private func isWanted(bus name: String) -> Bool {
        wish.buses.contains { api.plan.buses[$0].name == name }
    }

    private mutating func clockNews(isDue: Bool) async throws -> String {
        guard isDue else { return "" }
        let output = api.output(try await api.farm.time()).text
        guard output != clock else { return "" }
        clock = output
        return "event: clock\ndata: \(output)\n\n"
    }

    private mutating func valueNews() async throws -> String {
        var items: [JSONOutput] = []
        let (rows, at) = try await api.readings(wish.meters, wish.quantities)
        for (number, row) in rows {
            let mark = row.text.hashValue
            guard values.updateValue(mark, forKey: number) != mark else { continue }
            items.append(row)
        }
        guard !items.isEmpty else { return "" }
        return event("values", ["at": .instant(at), "meters": .array(items)])
    }

    private mutating func frameNews() async throws -> String {
        var text = ""
        for number in wish.buses {
            let (name, last) = (api.plan.buses[number].name, frames[number])
            let page = try await api.farm.onBus(number) { bus, _ in
                bus.trafficPage(after: last ?? 0, limit: last == nil ? 0 : Self.frameLimit)
            }
            frames[number] = last == nil ? page.newest : page.next
            let wanted = page.frames.filter { wish.concerns(meter: $0.frame.meter, in: names) }
            text += wanted.map { event("frame", $0.output(bus: name)) }.joined()
        }
        return text
    }

    private mutating func faultNews() async throws -> String {
        var (text, seen) = ("", Set<String>())
        for number in wish.buses {
            let name = api.plan.buses[number].name
            let (armed, at) = try await api.farm.onBus(number) { bus, now in
                (bus.faults.states, now)
            }
            for state in armed {
                let key = "\(name)/\(state.plan.name)"
                seen.insert(key)
                let news = FaultNews(state, bus: name)
                guard let what = news.word(since: faults[key]) else { continue }
                faults[key] = news
                text += event("fault", news.output(what, at: at))
            }
        }
        for (key, gone) in faults where !seen.contains(key) {
            faults[key] = nil
            text += event("fault", gone.output("disarmed", at: try await api.farm.time().now))
        }
        return text
    }
}

/// What a reader was last told of a fault.
private struct FaultNews {
    let fault: String
    let bus: String
    let meter: String?
    let seen: Int64
    let struck: Int64
    let isSpent: Bool

    init(_ state: FaultState, bus: String) {
        fault = state.plan.name
        self.bus = bus
        // A pattern is nobody's name.
        meter = state.plan.target.meter.flatMap { name in
            name.contains { "*?,".contains($0) } ? nil : name
        }
        (seen, struck) = (state.tally.matched, state.tally.fired)
        isSpent = state.tally.isSpent
    }

    /// What has happened since; nil for nothing.
    func word(since earlier: FaultNews?) -> String? {
        guard let earlier, struck >= earlier.struck, seen >= earlier.seen else { return "armed" }
        if isSpent, !earlier.isSpent { return "spent" }
        return struck > earlier.struck ? "struck" : nil
    }

    func output(_ what: String, at instant: Instant) -> JSONOutput {
        [
            "at": .instant(instant), "fault": .text(fault), "bus": .text(bus),
            "meter": .text(optional: meter), "what": .text(what), "seen": .integer(seen),
            "struck": .integer(struck),
        ]
    }
}
