internal import FarmCore
internal import NIOCore

/// Lets buses note their frames for as long as somebody asks for them now and then.
actor TrafficWatches {
    /// How long frames are noted without being asked for.
    static let patience = TimeAmount.seconds(60)

    private let farm: any FarmAccess
    private let eventLoop: any EventLoop
    /// How often each bus was asked; a bus that is not there is not watched.
    private var asked: [Int: Int64] = [:]
    private var count: Int64 = 0

    /// - Parameter eventLoop: where time is waited for.
    init(_ farm: any FarmAccess, on eventLoop: any EventLoop) {
        self.farm = farm
        self.eventLoop = eventLoop
    }

    /// Watches a bus from now on, or goes on with it.
    func keep(_ bus: Int) async throws {
        let isNew = asked[bus] == nil
        count += 1
        asked[bus] = count
        let own = count
        eventLoop.scheduleTask(in: Self.patience) { [weak self] in
            Task { await self?.leave(bus, unlessAskedSince: own) }
        }
        if isNew { try await farm.onBus(bus) { bus, _ in bus.watchTraffic() } }
    }

    private func leave(_ bus: Int, unlessAskedSince own: Int64) async {
        guard asked[bus] == own else { return }
        asked[bus] = nil
        try? await farm.onBus(bus) { bus, _ in bus.unwatchTraffic() }
    }
}
