public import SimulatedTime

/// The meters of an event loop's buses as another memory has them, about to take the places of
/// those that run.
///
/// First all are made, slice by slice, while the farm goes on; whatever is wrong with one is known
/// then, and nothing has changed. Then, while time stands still, they are brought to that instant,
/// their states go to the disk, and they take their places. A meter that the memory does not know
/// stays.
///
/// Touched on the loop alone.
public final class LoopRestore {
    /// Meters made or brought to an instant at a time, so that no read waits long.
    public static let sliceLength = 16

    private struct Place {
        let bus: Bus
        let index: Int
        let plan: MeterPlan
        var machine: MeterMachine?
    }

    private let memory: FarmMemory
    private let joined: JoinedRestarts
    private let start: Instant
    private let buses: [Bus]
    private var places: [Place] = []
    private var placeOf: [String: Int] = [:]
    private var position = 0

    /// What is wrong with the state of each meter that cannot take up its life again.
    public private(set) var refusals: [MemoryRefusal] = []

    /// Nothing is made yet.
    ///
    /// - Parameters:
    ///   - buses: all of the event loop.
    ///   - memory: it must hold nothing of what comes after the start.
    ///   - start: an instant that the farm has reached.
    public init(_ buses: [Bus], _ plan: FarmPlan, from memory: FarmMemory, at start: Instant) {
        (self.memory, self.start, self.buses) = (memory, start, buses)
        joined = JoinedRestarts(plan, memory: memory, start: start)
        let metersOf = Dictionary(grouping: plan.meters, by: \.bus)
        for bus in buses {
            for (index, meter) in (metersOf[bus.name] ?? []).prefix(bus.meterCount).enumerated()
            where memory.holds(meter) {
                placeOf[meter.name] = places.count
                places.append(Place(bus: bus, index: index, plan: meter))
            }
        }
    }

    /// How many meters the memory knows.
    public var meterCount: Int { places.count }

    /// Makes the next meters.
    ///
    /// - Returns: whether there are more.
    public func makeSome() -> Bool {
        let end = min(position + Self.sliceLength, places.count)
        for index in position..<end {
            do throws(MemoryRefusal) {
                places[index].machine = try made(places[index].plan)
            } catch {
                refusals.append(error)
            }
        }
        return goOn(from: end)
    }

    /// Brings the next meters to the instant at which time stands still.
    ///
    /// - Returns: whether there are more.
    public func bringSome(to instant: Instant) -> Bool {
        let end = min(position + Self.sliceLength, places.count)
        for index in position..<end {
            guard places[index].machine == nil else {
                places[index].machine?.advance(to: instant)
                continue
            }
            takeGroup(of: places[index].plan, at: instant)
        }
        return goOn(from: end)
    }

    /// The states of the next meters, as if all that was ever asked of those whose places they
    /// take had been carried out.
    ///
    /// - Returns: the states, and whether there are more.
    public func someStates() -> (checkpoints: [MeterCheckpoint], hasMore: Bool) {
        let end = min(position + Self.sliceLength, places.count)
        let states = places[position..<end].compactMap { place in
            place.machine.map { machine in
                MeterCheckpoint(
                    meter: machine.name,
                    bookedUntil: machine.bookedUntil,
                    sequence: place.bus.carriedOut,
                    state: MeterState.bytes(of: machine)
                )
            }
        }
        return (states, goOn(from: end))
    }

    /// Lets the meters take their places.
    public func install() {
        var seen: Set<ObjectIdentifier> = []
        let groups = buses.flatMap(\.pulseGroups).filter {
            seen.insert(ObjectIdentifier($0)).inserted
        }
        // What was sent to a meter that stays has arrived.
        for group in groups { group.level() }
        for place in places {
            if let machine = place.machine { place.bus.replace(place.index, by: machine) }
        }
        for group in groups { group.takeUp() }
        for bus in buses { bus.noteStations() }
    }

    private func goOn(from end: Int) -> Bool {
        position = end < places.count ? end : 0
        return position > 0
    }

    /// A meter that lives by itself; nil for one of a group, which is only looked at: all of it
    /// lives again together.
    private func made(_ plan: MeterPlan) throws(MemoryRefusal) -> MeterMachine? {
        if let found = joined.restart(plan) {
            _ = try found.get()
            return nil
        }
        var machine = try MeterRestart.restart(plan, from: memory, at: start).device.machine
        machine.advance(to: start)
        return machine
    }

    private func takeGroup(of plan: MeterPlan, at instant: Instant) {
        do throws(MemoryRefusal) {
            for machine in try joined.machines(joinedTo: plan, at: instant) ?? [] {
                guard let place = placeOf[machine.name] else { continue }
                places[place].machine = machine
            }
        } catch {
            refusals.append(error)
        }
    }
}
