internal import LoadProfiles
internal import MeterModels
internal import ModbusProtocol
internal import SimulatedTime

/// A fault on one bus while it is armed: what it has counted, and what it has worked out.
final class ArmedFault {
    /// What it is.
    let plan: FaultPlan
    /// Tells faults apart whose name is the same, one after the other.
    let id: Int
    /// How many requests it has met.
    private(set) var matched: Int64 = 0
    /// How many it has struck.
    private(set) var fired: Int64 = 0

    private let window: Range<Instant>
    private let dice: RandomStream
    private var meters = PatternMemory()
    private var clients = PatternMemory()
    private var scopes: [ObjectIdentifier: (model: MeterModel, scope: FaultScope)] = [:]

    init(_ plan: FaultPlan, id: Int, window: Range<Instant>, dice: RandomStream) {
        self.plan = plan
        self.id = id
        self.window = window
        self.dice = dice
    }

    /// Whether it has struck as often as it may.
    var isSpent: Bool { plan.trigger.count.map { fired >= $0 } ?? false }

    /// Whether it may strike at an instant.
    func isOpen(at now: Instant) -> Bool { !isSpent && window.contains(now) }

    /// Whether a pattern of names means it.
    func isNamed(_ pattern: String) -> Bool { MeterPattern.matches(pattern, plan.name) }

    /// What it has counted.
    var tally: FaultTally {
        FaultTally(
            name: plan.name,
            effect: plan.effect.description,
            matched: matched,
            fired: fired,
            isSpent: isSpent
        )
    }

    /// Counts a request, or connection, that it concerns; the strike when this one is struck.
    ///
    /// Chance is drawn by the number of the request, whether it counts or not.
    func meet() -> FaultStrike? {
        matched += 1
        guard plan.trigger.admits(matched), dice.uniform(matched) < plan.trigger.probability
        else { return nil }
        fired += 1
        return FaultStrike(fault: self, number: fired, stream: dice.substream(matched))
    }

    /// Whether it concerns a request.
    func concerns(_ exchange: FaultExchange) -> Bool {
        concerns(client: exchange.client) && concernsAnyClient(of: exchange)
    }

    /// Whether it concerns a request, should it come from a client that it means.
    func concernsAnyClient(of exchange: FaultExchange) -> Bool {
        let target = plan.target
        if let unit = target.unit, unit != exchange.unit { return false }
        guard exchange.isOf(target), concerns(meter: exchange.meter) else { return false }
        if let records = exchange.records { return concerns(records, of: exchange.model) }
        return concerns(exchange.ranges, of: exchange.model)
    }

    /// Whether it concerns a meter.
    func concerns(meter name: String?) -> Bool {
        guard let pattern = plan.target.meter else { return true }
        guard let name else { return false }
        return meters.matches(pattern, name)
    }

    /// Whether it concerns a client.
    func concerns(client name: String) -> Bool {
        guard let pattern = plan.target.client else { return true }
        return clients.matches(pattern, name)
    }

    /// Whether an answer on an M-Bus carries a record that it means.
    private func concerns(_ records: [RecordPlace], of model: MeterModel?) -> Bool {
        if plan.target.addresses != nil { return false }
        guard plan.needsRecords else { return true }
        guard let model else { return false }
        let scope = scope(of: model)
        return records.contains { scope.contains(record: $0.index) }
    }

    private func concerns(_ ranges: [RequestedRange], of model: MeterModel?) -> Bool {
        let target = plan.target
        if case .value = plan.effect {
            guard let model, let map = model.modbus, let read = ranges.first(where: \.isRead),
                let table = read.table
            else { return false }
            return !scope(of: model).whole(read.addresses, table, of: map).isEmpty
        }
        if target.quantities != nil {
            guard let model, let map = model.modbus else { return false }
            let scope = scope(of: model)
            return ranges.contains { scope.touches($0, of: map) }
        }
        guard let addresses = target.addresses else { return true }
        return ranges.contains { $0.touches(addresses) }
    }

    /// The registers of a model that it means, worked out once.
    func scope(of model: MeterModel) -> FaultScope {
        if let known = scopes[ObjectIdentifier(model)] { return known.scope }
        let scope = FaultScope(plan, of: model)
        scopes[ObjectIdentifier(model)] = (model, scope)
        return scope
    }
}

/// Remembers which names match a pattern, so that a request costs one look.
struct PatternMemory {
    /// The most names it remembers: clients are as many as the network likes.
    static let limit = 4096

    private var known: [String: Bool] = [:]

    /// How many names it remembers.
    var count: Int { known.count }

    /// Whether a name matches the pattern, always the same one.
    mutating func matches(_ pattern: String, _ name: String) -> Bool {
        if let known = known[name] { return known }
        if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
        let matches = MeterPattern.matches(pattern, name)
        known[name] = matches
        return matches
    }
}
