internal import Documents
internal import NIOCore

/// Tells one address what happens, as fast as it takes it, until it is told no more.
///
/// What is new is asked for each tick, as for a reader of events, and waits in a bounded queue: an
/// address that takes nothing costs the farm nothing.
actor WebhookTeller {
    /// What it was asked for.
    nonisolated let plan: WebhookPlan
    private let farm: any FarmAccess
    private let eventLoop: any EventLoop
    /// What is new since it was begun.
    private var news: EventNews
    private var queue: DeliveryQueue
    private var work: Task<Void, Never>?

    /// - Parameter eventLoop: where time is waited for.
    init(
        _ plan: WebhookPlan,
        _ farm: any FarmAccess,
        _ hub: EventHub,
        _ index: MeterIndex,
        on eventLoop: any EventLoop
    ) {
        (self.plan, self.farm, self.eventLoop) = (plan, farm, eventLoop)
        news = EventNews(farm, hub, EventWish(plan.wish, meters: plan.meters, index))
        queue = DeliveryQueue(plan.name)
    }

    /// The webhook and what has become of its deliveries.
    var output: JSONOutput {
        .object(
            plan.members + [
                ("sent", .integer(queue.sent)), ("failed", .integer(queue.failed)),
                ("waiting", .integer(queue.waiting)),
                ("lastError", .text(optional: queue.lastError)),
            ]
        )
    }

    /// Begins to tell; what is done from now on is told.
    func start() async {
        guard work == nil else { return }
        let beginning = Task { await self.begin() }
        work = Task {
            await beginning.value
            await withTaskGroup { group in
                group.addTask { await self.listen() }
                group.addTask { await self.deliver() }
            }
        }
        await beginning.value
    }

    /// Tells no more; a delivery that is under way is broken off.
    func stop() async {
        work?.cancel()
        await work?.value
    }

    private func begin() async {
        var news = news
        // Where the loops of the farm have ended, there is nothing to tell.
        try? await news.begin()
        self.news = news
    }

    /// Puts what happens into the queue, until this is cancelled or the farm has ended.
    private func listen() async {
        var news = news
        do {
            var tick = 0
            while !Task.isCancelled {
                for event in try await whatIsNew(&news, tick) { queue.take(event) }
                tick += 1
                try await eventLoop.rest(EventStream.pause)
            }
        } catch {
            // Cancelled, or the loops of the farm have ended.
        }
        await news.end()
    }

    private func whatIsNew(_ news: inout EventNews, _ tick: Int) async throws
        -> [EventNews.Event]
    {
        var events: [EventNews.Event] = []
        let (changes, isSecond) = (news.changes(), tick % EventStream.ticksASecond == 0)
        if plan.topics.contains(.changes) {
            events += news.events(of: changes)
            if isSecond { events += try await news.deedEvents() }
        }
        if plan.topics.contains(.faults), isSecond { events += try await news.faultEvents() }
        if plan.topics.contains(.frames) { events += try await news.frameEvents() }
        return events
    }

    /// Takes what waits to the address, one delivery at a time, until this is cancelled or the
    /// farm has ended.
    private func deliver() async {
        do {
            while !Task.isCancelled {
                switch queue.next() {
                case .nothing: try await eventLoop.rest(EventStream.pause)
                case .pause(let milliseconds):
                    try await eventLoop.rest(.milliseconds(milliseconds))
                case .post(let body): await post(body)
                }
            }
        } catch {
            // Cancelled, or the loops of the farm have ended.
        }
    }

    private func post(_ body: [UInt8]) async {
        do {
            let status = try await farm.post(body, to: plan.address, token: plan.token)
            switch status {
            case 200..<300: queue.succeeded()
            case 300..<400: queue.failed("answered with status \(status); no redirect is followed")
            default: queue.failed("answered with status \(status)")
            }
        } catch {
            queue.failed("\(error)")
        }
    }
}
