internal import Documents
internal import FarmCore
internal import SimulatedTime

/// What was last told of a fault.
struct FaultNews: Sendable {
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
