import FarmCore
import ModbusProtocol
import SimulatedTime

/// The farm as it would be had it never stopped, and what is known of requests under way.
final class ShadowFarm {
    /// All meters that ever were, by name.
    private(set) var meters: [String: ShadowMeter] = [:]
    /// The names of a bus's meters by address, as the farm file has them now.
    private(set) var names: [String: [UInt8: String]] = [:]
    /// Requests that wait for the disk, by bus.
    private(set) var pending: [String: [JournalEntry]] = [:]
    /// Requests that the disk has refused, and that it may hold all the same until it has taken
    /// another batch, by bus.
    private(set) var doubtful: [String: [JournalEntry]] = [:]
    /// Told of what a request, or the farm file, did to a meter: before and after.
    var observer: ((JournalEntry?, String, MeterMachine, MeterMachine) -> Void)?

    /// How many requests that were refused have come back from the disk.
    private(set) var returned = 0

    private var chance: Chance

    init(seed: UInt64) { chance = Chance(seed: seed, .polls) }

    /// The farm is started, with the meters of its file.
    func begin(_ plan: FarmPlan, newLoads: Set<String>, at start: Instant) {
        names = [:]
        for meter in plan.meters {
            names[meter.bus, default: [:]][meter.address] = meter.name
            if meters[meter.name] == nil {
                meters[meter.name] = ShadowMeter(meter, at: start)
            } else {
                let before = meters[meter.name]?.machine(at: start)
                let isNew = newLoads.contains(meter.name)
                meters[meter.name]?.adopt(meter, hasNewLoad: isNew, at: start)
                let after = meters[meter.name]?.machine(at: start)
                if let before, let after { observer?(nil, meter.name, before, after) }
            }
        }
    }

    /// The meters of a bus, ascending by address.
    func meters(of bus: String) -> [(unit: UInt8, name: String)] {
        (names[bus] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The names of the meters that an address means.
    func meters(at unit: UInt8, of bus: String) -> [String] {
        meters(of: bus).filter { unit == 0 || $0.unit == unit }.map(\.name)
    }

    /// The instant beyond which a meter does not go while its requests wait.
    func ceiling(of unit: UInt8, on bus: String) -> Instant {
        let held = (doubtful[bus] ?? []) + (pending[bus] ?? [])
        return held.first { $0.unit == 0 || $0.unit == unit }?.instant ?? .distantFuture
    }

    /// What a meter answers to a request that changes nothing; nil for silence.
    func answer(_ request: [UInt8], unit: UInt8, on bus: String, at instant: Instant) -> [UInt8]? {
        guard let name = names[bus]?[unit] else { return nil }
        let stays = chance.happens(percent: 15)
        return meters[name]?.answer(
            request,
            at: min(instant, ceiling(of: unit, on: bus)),
            stays: stays
        )
    }

    /// Whether a meter is there at an instant, as far as it goes while its requests wait.
    func isAnswering(_ unit: UInt8, on bus: String, at instant: Instant) -> Bool {
        guard let name = names[bus]?[unit], let meter = meters[name] else { return false }
        return meter.isAnswering(at: min(instant, ceiling(of: unit, on: bus)))
    }

    /// The farm has stopped at an instant, and nothing can be undone any more.
    func stop(at instant: Instant) {
        for name in meters.keys { meters[name]?.stop(at: instant) }
    }

    /// A request waits for the disk.
    func wait(_ entry: JournalEntry) { pending[entry.bus, default: []].append(entry) }

    /// A request waits no more.
    func release(_ entry: JournalEntry) {
        pending[entry.bus]?.removeAll { $0.sequence == entry.sequence }
    }

    /// The disk has refused a request.
    func doubt(_ entry: JournalEntry) { doubtful[entry.bus, default: []].append(entry) }

    /// The disk has taken a batch: what it has refused of a bus before is not there.
    func endDoubt(on bus: String) { doubtful[bus] = nil }

    /// Carries out a request; returns the answer, nil for silence.
    @discardableResult
    func carryOut(_ entry: JournalEntry, isLoose: Bool = false) -> [UInt8]? {
        var response: [UInt8]?
        for name in meters(at: entry.unit, of: entry.bus) {
            guard var meter = meters.removeValue(forKey: name) else { continue }
            let before = meter.machine(at: entry.instant)
            let answer = meter.carryOut(entry, isLoose: isLoose)
            if entry.unit != 0 { response = answer }
            observer?(entry, name, before, meter.device.machine)
            meters[name] = meter
        }
        return response
    }

    /// A meter's state is on the disk with all that was done to it up to an entry.
    func keep(_ meter: String, through sequence: Int64) { meters[meter]?.keep(through: sequence) }

    /// The farm has crashed; of what could be undone, and of what waited, some has survived.
    ///
    /// - Returns: the meters that have lost something.
    func crash(survives: (String, JournalEntry) -> Bool) -> [String] {
        var losers: [String] = []
        for (name, meter) in meters {
            if meter.loose.contains(where: { !survives(name, $0) }) { losers.append(name) }
            meters[name]?.undo { survives(name, $0) }
        }
        for bus in names.keys.sorted() {
            returned += (doubtful[bus] ?? []).count { survives("", $0) }
            let open = (doubtful[bus] ?? []) + (pending[bus] ?? [])
            for entry in open where survives("", entry) { carryOut(entry) }
        }
        (pending, doubtful) = ([:], [:])
        return losers.sorted()
    }
}
