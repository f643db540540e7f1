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
    /// What lies between two ticks.
    static let pause = TimeAmount.milliseconds(Int64(1000 / ticksASecond))
    /// After how many ticks without an event a comment is sent.
    private static let quietTicks = 10 * ticksASecond

    private let api: FarmAPI
    private let wish: EventWish
    private let watch: ReaderWatch
    private let eventLoop: any EventLoop

    private var tick = 0
    private var quiet = 0
    private var news: EventNews
    private var clock = ""
    /// What was last sent of each meter, as a hash.
    private var values: [Int: Int] = [:]

    init(_ api: FarmAPI, _ wish: EventWish, _ watch: ReaderWatch, on eventLoop: any EventLoop) {
        (self.api, self.wish, self.watch, self.eventLoop) = (api, wish, watch, eventLoop)
        news = EventNews(api.farm, api.hub, wish)
    }

    /// Sends events until the reader goes, is too slow, or the farm stops.
    @concurrent mutating func run(_ writer: inout any ResponseBodyWriter) async throws {
        try await news.begin()
        do {
            try await write("retry: 2000\n\n", &writer)
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                let text = try await whatIsNew()
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
                try await eventLoop.rest(Self.pause)
            }
        } catch {
            await news.end()
            throw error
        }
        await news.end()
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

    private func text(_ events: [EventNews.Event]) -> String {
        events.map { event($0.name, $0.data) }.joined()
    }

    /// All that is new, as the text of events.
    private mutating func whatIsNew() async throws -> String {
        var text = ""
        let isSecond = tick % Self.ticksASecond == 0
        let changes = news.changes()
        if wish.topics.contains(.clock) {
            text += try await clockNews(isDue: isSecond || changes.contains { $0.what == "clock" })
        }
        if wish.topics.contains(.changes) {
            text += self.text(news.events(of: changes))
            if isSecond { text += self.text(try await news.deedEvents()) }
        }
        if wish.topics.contains(.faults), isSecond {
            text += self.text(try await news.faultEvents())
        }
        if wish.topics.contains(.values), tick % wish.every == 0 {
            text += try await valueNews()
        }
        if wish.topics.contains(.frames) { text += self.text(try await news.frameEvents()) }
        return text
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
}

extension EventLoop {
    /// Waits.
    ///
    /// - Throws: when the task is cancelled, or the loop has ended.
    func rest(_ time: TimeAmount) async throws {
        let alarm = scheduleTask(in: time) {}
        try await withTaskCancellationHandler {
            try await alarm.futureResult.get()
        } onCancel: {
            alarm.cancel()
        }
    }
}
