public import SimulatedTime

/// Decides which requests on one bus the armed faults strike, counts and reports them.
///
/// Confined to the loop of its bus. The same seed and the same requests in the same order give
/// the same strikes: chance is drawn by the number of the request a fault has met, never by time.
public final class FaultEngine {
    /// The most faults that are armed at a time.
    public static let limit = 1000

    /// The bus.
    public let bus: String
    /// Told of each strike.
    public var report: ((FaultReport) -> Void)?

    /// In the order in which they were armed, in which they also act.
    private(set) var armed: [ArmedFault] = []
    /// What faults of values have seen.
    var memory = FaultMemory()
    private let seed: Seed
    private let start: Instant
    private var lastID = 0

    /// An engine without faults.
    ///
    /// - Parameters:
    ///   - bus: the name of the bus.
    ///   - seed: the farm's source of chance.
    ///   - start: when the run began: `"+10s"` in a trigger counts from here.
    public init(bus: String, seed: Seed, start: Instant) {
        self.bus = bus
        self.seed = seed
        self.start = start
    }

    /// Arms a fault; one of the same name is replaced, and counts anew.
    ///
    /// - Parameter now: the instant at which it is armed.
    /// - Returns: whether it is armed: not when it is for other buses, or ``limit`` are armed.
    @discardableResult
    public func arm(_ plan: FaultPlan, at now: Instant) -> Bool {
        let place = armed.firstIndex { $0.plan.name == plan.name }
        guard plan.target.concerns(bus: bus), place != nil || armed.count < Self.limit else {
            place.map(remove)
            return false
        }
        lastID += 1
        let fault = ArmedFault(
            plan,
            id: lastID,
            window: plan.trigger.window(from: start, armedAt: now),
            dice: seed.stream(bus, "fault/\(plan.name)")
        )
        guard let place else {
            armed.append(fault)
            return true
        }
        memory.forget(armed[place].id)
        armed[place] = fault
        return true
    }

    /// Disarms the faults of a name, which may be a pattern such as `*`.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func disarm(_ name: String) -> Bool {
        let places = armed.indices.filter { armed[$0].isNamed(name) }
        for place in places.reversed() { remove(place) }
        return !places.isEmpty
    }

    private func remove(_ place: Int) {
        memory.forget(armed[place].id)
        armed.remove(at: place)
    }

    /// Whether no armed fault can strike any more: the bus may serve as if there were none.
    public var isIdle: Bool { armed.isEmpty || armed.allSatisfy(\.isSpent) }

    /// What the armed faults have counted, in their order.
    public var states: [FaultState] {
        armed.map { FaultState(plan: $0.plan, tally: $0.tally) }
    }

    /// The faults of some layers that strike a request, in their order: decided once for each
    /// request, counted and reported.
    func strikes(_ layers: FaultLayer, _ exchange: FaultExchange, at now: Instant)
        -> [FaultStrike]
    {
        var strikes: [FaultStrike] = []
        for fault in armed where layers.contains(fault.plan.effect.layer) && fault.isOpen(at: now) {
            guard fault.concerns(exchange), let strike = fault.meet() else { continue }
            strikes.append(strike)
            tell(of: strike, client: exchange.client, exchange)
        }
        return strikes
    }

    /// Reports a strike.
    func tell(of strike: FaultStrike, client: String, _ exchange: FaultExchange? = nil) {
        report?(
            FaultReport(
                fault: strike.plan.name,
                effect: strike.effect.description,
                number: strike.number,
                bus: bus,
                client: client,
                request: exchange.map { exchange in
                    FaultReport.Request(
                        frame: exchange.frame,
                        meter: exchange.meter,
                        unit: exchange.unit,
                        function: exchange.function
                    )
                }
            )
        )
    }
}
