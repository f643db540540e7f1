internal import Documents
internal import FarmCore
internal import HTTPTypes
internal import NIOCore

/// The webhooks of a farm: they are kept as a note, and tell as long as the farm is served.
actor WebhookDesk {
    /// The most webhooks at a time.
    static let limit = 16

    private let farm: any FarmAccess
    private let hub: EventHub
    private let index: MeterIndex
    private let eventLoop: any EventLoop
    private var tellers: [WebhookTeller]
    private var isOpen = false

    /// The webhooks that are kept; none is told anything yet.
    ///
    /// - Parameter eventLoop: where time is waited for.
    init(
        _ farm: any FarmAccess,
        _ hub: EventHub,
        _ index: MeterIndex,
        on eventLoop: any EventLoop
    ) {
        (self.farm, self.hub, self.index, self.eventLoop) = (farm, hub, index, eventLoop)
        let kept = farm.note(.webhooks).map(WebhookPlan.plans(ofNote:)) ?? []
        tellers = kept.prefix(Self.limit).map { plan in
            WebhookTeller(plan, farm, hub, index, on: eventLoop)
        }
    }

    /// Begins to tell.
    func open() async {
        isOpen = true
        for teller in tellers { await teller.start() }
    }

    /// Tells nobody any more; what waits is lost.
    func close() async {
        isOpen = false
        for teller in tellers { await teller.stop() }
    }

    /// The names, in the order in which they were added.
    var names: [String] { tellers.map(\.plan.name) }

    /// The webhooks as they stand.
    func outputs() async -> [JSONOutput] {
        var outputs: [JSONOutput] = []
        for teller in tellers { outputs.append(await teller.output) }
        return outputs
    }

    /// Adds a webhook, once it is kept.
    ///
    /// - Throws: ``Problem`` 409, `DeedRefusal`.
    func add(_ plan: WebhookPlan) async throws -> JSONOutput {
        guard !names.contains(plan.name) else {
            throw Problem(.conflict, "there is a webhook \"\(plan.name)\" already")
        }
        guard tellers.count < Self.limit else {
            throw Problem(.conflict, "there are \(Self.limit) webhooks; no more at a time")
        }
        let teller = WebhookTeller(plan, farm, hub, index, on: eventLoop)
        tellers.append(teller)
        do {
            try await keep()
        } catch {
            tellers.removeAll { $0 === teller }
            throw error
        }
        if isOpen { await teller.start() }
        return await teller.output
    }

    /// Removes a webhook, once that is kept.
    ///
    /// - Throws: ``Problem`` 404, `DeedRefusal`.
    func remove(_ name: String) async throws {
        guard let place = tellers.firstIndex(where: { $0.plan.name == name }) else {
            throw Problem.missing("webhook", name, among: names)
        }
        let teller = tellers.remove(at: place)
        do {
            try await keep()
        } catch {
            tellers.insert(teller, at: min(place, tellers.count))
            throw error
        }
        await teller.stop()
    }

    private func keep() async throws {
        let plans = tellers.map(\.plan)
        try await farm.keep(plans.isEmpty ? nil : WebhookPlan.note(plans), as: .webhooks)
    }
}
