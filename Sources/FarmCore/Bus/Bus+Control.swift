public import Documents
internal import MBusProtocol
internal import MeterModels
public import Metrology
public import SimulatedTime

/// What somebody outside asks of a meter while the farm runs, in the words of a scenario.
public struct MeterDeeds: Sendable {
    /// The actions, in their order.
    public let actions: [ScenarioAction]
    /// The faults that they arm or clear, and so on, for the meter's bus.
    public private(set) var busActions: [BusAction]
    /// The actions on the meter as they were written, for the journal.
    let text: [UInt8]
    /// What each action is and what it says, as it was written.
    public let words: [Word]

    /// An action in words.
    public struct Word: Hashable, Sendable {
        /// Its key: `wiring`.
        public let what: String
        /// What stands there: `{"i1":"-l1"}`.
        public let value: String

        /// An action in words.
        public init(what: String, value: String) {
            (self.what, self.value) = (what, value)
        }
    }

    /// Reads an action or a list of them; nil after complaints in the node's log.
    ///
    /// - Parameter meter: the name of the meter, which faults strike unless they name others.
    public init?(_ node: Node, meter: String) {
        guard let deeds = ScenarioActionReader(.meters(meter), nil).deeds(node) else { return nil }
        guard !deeds.contains(where: { $0.ofMeter?.connectsLoad ?? false }) else {
            node.report("a load is connected by a scenario of the farm, not while the farm runs")
            return nil
        }
        actions = deeds.compactMap(\.ofMeter)
        busActions = deeds.compactMap(\.ofBus)
        text = Array(node.value.text.utf8)
        words = Self.words(of: node.value)
    }

    /// What an action, or each of a list of them, says.
    static func words(of actions: JSONValue) -> [Word] {
        let objects = if case .array(let list) = actions { list } else { [actions] }
        return objects.flatMap { object -> [Word] in
            guard case .object(let members) = object else { return [] }
            return members.sorted { $0.key < $1.key }
                .map { Word(what: $0.key, value: $0.value.text) }
        }
    }

    /// What is asked of the meter alone: who asks many meters does to their buses what is left.
    public var ofMeterAlone: MeterDeeds {
        var deeds = self
        deeds.busActions = []
        return deeds
    }

    /// The deeds in an entry of the journal; nil for what is none.
    init?(journal text: [UInt8]) {
        guard let value = try? JSONValue.parse(text, file: "journal") else { return nil }
        self.init(Node(value, log: FaultLog(file: "journal")), meter: "*")
    }
}

/// What has passed on a bus.
public struct BusTally: Hashable, Sendable {
    /// Requests that reached a meter.
    public let requests: Int64
    /// Answers that went out over the wire.
    public let answers: Int64
    /// Frames that the meters could not read, modulo 65 536.
    public let errors: Int64
    /// What the armed faults have struck.
    public let strikes: Int64
}

extension BusAction {
    /// A change of the line's conditions; nil after complaints in the node's log.
    public static func line(_ node: Node) -> BusAction? {
        let before = node.log.faults.count
        _ = LinePlanReader.conditions(node, on: .good)
        return node.log.faults.count == before ? .line(node.value) : nil
    }
}

extension MeterMachine {
    /// The network type it is connected for; nil for a device that measures nothing.
    public var networkType: NetworkType? { design.networks.isEmpty ? nil : network }

    /// How many of its alarms are active.
    public var activeAlarms: Int { watch?.alarms.count { $0.state.isActive } ?? 0 }

    /// The secondary address on an M-Bus as masters write it; nil for a meter without M-Bus.
    public var secondaryAddressText: String? {
        model.mBus == nil ? nil : secondaryAddress.text
    }
}

/// Why a meter has not done what was asked of it; nothing has changed.
public enum DeedRefusal: Error, Sendable {
    /// There is no such meter on the bus.
    case nobody
    /// It cannot.
    case meter(ScenarioRefusal)
    /// What it did could not be kept.
    case disk
}

extension Bus {
    /// Looks at a meter by its place among the meters of the bus, as the farm file has them.
    public func withMeter<Result>(
        place: Int,
        on instant: Instant,
        _ body: (inout MeterMachine) -> Result
    ) -> Result? {
        keepUp(to: instant)
        guard units.indices.contains(place) else { return nil }
        return withMeter(place, on: instant, body)
    }

    /// Lets a meter do what was asked, once it is kept.
    ///
    /// - Parameter done: told the instant at which it was done, or why not; at once where nothing
    ///   has to be kept.
    public func carryOut(
        _ deeds: MeterDeeds,
        byMeterAt place: Int,
        at now: Instant,
        done: @escaping (Result<Instant, DeedRefusal>) -> Void
    ) {
        keepUp(to: now)
        guard units.indices.contains(place) else { return done(.failure(.nobody)) }
        let instant = reach(place, now)
        do throws(ScenarioRefusal) {
            var trial = units[place].device.machine
            trial.advance(to: instant)
            for action in deeds.actions { try trial.carryOut(action, at: instant) }
        } catch {
            return done(.failure(.meter(error)))
        }
        let finish: (Result<Instant, DeedRefusal>) -> Void = { [weak self] result in
            if case .success(let instant) = result {
                for action in deeds.busActions { self?.carryOut(action, at: instant) }
            }
            done(result)
        }
        guard !deeds.actions.isEmpty else { return finish(.success(now)) }
        guard journal != nil else {
            perform(deeds, place, at: instant)
            return finish(.success(instant))
        }
        let waiter = DeedWaiter(bus: self, finish)
        let order = UnitOrder.deeds(deeds.text)
        var nowhere: [UInt8] = []
        switch submit(
            order.bytes[...],
            to: units[place].home,
            at: now,
            for: waiter,
            into: &nowhere
        ) {
        case .later:
            waiter.instant = pending.last?.entry.instant ?? now
            awaitedDeeds.append(waiter)
        case .reply: finish(.success(now))
        case .silence, .absent: finish(.failure(.disk))
        }
    }

    /// Carries out what stands in the journal.
    func perform(_ deeds: MeterDeeds, _ index: Int, at instant: Instant) {
        for refusal in units[index].device.machine.perform(deeds, at: instant) {
            reportRefusal?(units[index].device.machine.name, refusal)
        }
        settleStation(index)
    }

    /// Arms a fault from an instant on.
    ///
    /// - Returns: false when too many are armed already.
    public func arm(_ fault: FaultPlan, at instant: Instant) -> Bool {
        keepUp(to: instant)
        wireUp()
        return faults.arm(fault, at: instant)
    }

    /// How many armed faults name a meter.
    ///
    /// - Parameter withLesson: whether those of a lesson count.
    public func faultCount(ofMeterAt place: Int, withLesson: Bool = true) -> Int {
        guard units.indices.contains(place), !faults.armed.isEmpty else { return 0 }
        let name = units[place].device.machine.name
        return faults.armed.count {
            $0.plan.target.meter != nil && !$0.isSpent && $0.concerns(meter: name)
                && (withLesson || !LessonOption.isOfLesson(fault: $0.plan.name))
        }
    }

    /// What has passed since the farm was started.
    public var tally: BusTally { tally(withLesson: true) }

    /// What has passed since the farm was started.
    ///
    /// - Parameter withLesson: whether strikes of a lesson's faults count.
    public func tally(withLesson: Bool) -> BusTally {
        let faults = faults.armed.filter {
            withLesson || !LessonOption.isOfLesson(fault: $0.plan.name)
        }
        return BusTally(
            requests: frames,
            answers: units.reduce(0) { $0 + $1.answers },
            errors: Int64(line.errors),
            strikes: faults.reduce(0) { $0 + $1.fired }
        )
    }

    /// Does to the bus what a scenario could.
    public func carryOut(_ action: BusAction, at instant: Instant) {
        keepUp(to: instant)
        perform(action, at: instant)
    }
}

extension MeterMachine {
    /// Does what was asked of it.
    ///
    /// - Returns: what it could not do after all; it could when it was asked, and what came in
    ///   between is stronger.
    mutating func perform(_ deeds: MeterDeeds, at instant: Instant) -> [ScenarioRefusal] {
        advance(to: instant)
        return deeds.actions.compactMap { action in
            do throws(ScenarioRefusal) {
                try carryOut(action, at: instant)
                return nil
            } catch {
                return error
            }
        }
    }
}

extension ScenarioAction {
    /// Whether it feeds the meter from another load.
    var connectsLoad: Bool {
        if case .load = self { true } else { false }
    }
}

/// Whoever waits until what a meter shall do is kept.
final class DeedWaiter: JournalWaiter {
    var instant = Instant.epoch
    private weak var bus: Bus?
    private let done: (Result<Instant, DeedRefusal>) -> Void

    init(bus: Bus, _ done: @escaping (Result<Instant, DeedRefusal>) -> Void) {
        self.bus = bus
        self.done = done
    }

    func settled(_ response: [UInt8]?) {
        bus?.awaitedDeeds.removeAll { $0 === self }
        done(response == nil ? .failure(.disk) : .success(instant))
    }
}
