public import SimulatedTime

/// Meters of a farm that pulse lines join, ready to be lived together without a daemon.
public struct JoinedPlans: Sendable {
    /// Tells the group from the others of the farm.
    public let number: Int
    /// The meters, senders before receivers.
    public let members: [MeterPlan]

    let group: PulseWeb.Group
    let seed: Seed
}

extension FarmPlan {
    /// The meters that must be lived with a meter because pulse lines end at it; nil for a meter
    /// that reads the same by itself.
    public func joined(to meter: MeterPlan) -> JoinedPlans? {
        guard !meter.inputLines.isEmpty, let number = pulseWeb.group(of: meter.name) else {
            return nil
        }
        let group = pulseWeb.groups[number]
        let wanted = Set(group.members)
        let plans = Dictionary(
            meters.filter { wanted.contains($0.name) }.map { ($0.name, $0) }
        ) { first, _ in first }
        return JoinedPlans(
            number: number,
            members: group.members.compactMap { plans[$0] },
            group: group,
            seed: seed
        )
    }
}

/// Joined meters that are lived by hand.
public final class JoinedMeters {
    private let shelf: MeterShelf
    private let group: PulseGroup
    private let places: [String: Int]

    /// The meters, switched on for the first time.
    public init(_ plans: JoinedPlans, at start: Instant) {
        let shelf = MeterShelf(plans.members.map { MeterDevice(MeterMachine($0, at: start)) })
        let seats = plans.members.indices.map { PulseGroup.Seat(stations: shelf, index: $0) }
        self.shelf = shelf
        group = PulseGroup(plans.group, seats: seats, seed: plans.seed)
        places = Dictionary(
            uniqueKeysWithValues: plans.members.enumerated().map { ($1.name, $0) }
        )
    }

    /// Brings all of them to an instant.
    public func advance(to instant: Instant) {
        group.follow(to: instant)
        for index in shelf.devices.indices { shelf.devices[index].machine.advance(to: instant) }
    }

    /// A meter by name; nil when it is none of them.
    public func withMeter<Result>(
        _ name: String,
        _ body: (borrowing MeterMachine) -> Result
    ) -> Result? {
        places[name].map { body(shelf.devices[$0].machine) }
    }
}
