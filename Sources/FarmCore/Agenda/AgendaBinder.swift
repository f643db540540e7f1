internal import Documents
internal import LoadProfiles
public import SimulatedTime

/// Binds what is on a farm's agenda to its meters and buses.
struct AgendaBinder {
    /// Loads that are connected at an instant.
    private struct Connection {
        let instant: Instant
        let meters: [Int]
        let load: JSONValue?
        var scale = 1.0
    }

    private let plan: FarmPlan
    private let parts: FarmParts
    private let agenda: FarmAgenda
    private let log: FaultLog
    private let loads: LoadReader
    /// The scenarios that are played, as far as they can be read.
    private let runs: [(run: FarmAgenda.Run, scenario: Scenario)]
    /// The numbers of the meters that have loads.
    private let numbers: [String: Int]

    init(_ plan: FarmPlan, _ parts: FarmParts, _ agenda: FarmAgenda, log: FaultLog) {
        (self.plan, self.parts, self.agenda, self.log) = (plan, parts, agenda, log)
        loads = LoadReader(parts.library, timeZone: plan.timeZone, log: log)
        runs = agenda.runs.compactMap { run in
            let node = Node(run.document, log: log)
            return Scenario.read(node, library: parts.library).map { (run, $0) }
        }
        let names = parts.sites.enumerated().map { ($0.element.name, $0.offset) }
        numbers = Dictionary(names) { first, _ in first }
    }

    /// What the agenda has from an instant on, by the meter's number.
    func meters(from instant: Instant) -> [Int: MeterAgenda] {
        var found = steps(from: instant)
        let connections = connections()
        guard connections.contains(where: { $0.instant >= instant }) else {
            return found.mapValues(\.inOrder)
        }
        let planner = planner()
        for connection in connections where connection.instant < instant {
            planner.connect(profiles(connection))
        }
        for connection in connections where connection.instant >= instant {
            add(connection, planner, to: &found)
        }
        for meter in found.keys where found[meter]?.hasLoads == true {
            found[meter]?.loadsFrom = instant
        }
        return found.mapValues(\.inOrder)
    }

    /// All that is on the agenda, for a farm that goes on with it.
    ///
    /// - Parameter passed: an instant that all meters have passed: of the loads before it only the
    ///   last ones count.
    func meters(passed: Instant) -> [Int: MeterAgenda] {
        var found = steps(from: .epoch)
        let connections = connections()
        guard !connections.isEmpty else { return found.mapValues(\.inOrder) }
        let planner = planner()
        var touched: Set<Int> = []
        for connection in connections where connection.instant <= passed {
            planner.connect(profiles(connection))
            touched.formUnion(connection.meters)
        }
        let past = Scenario.Time.at(.epoch - .microseconds(1))
        for (meter, load) in planner.bind(all: touched, at: .root) {
            let step = MeterScript.Step(past, .load(.null), load: load)
            found[meter, default: MeterAgenda()].steps.append(step)
        }
        for connection in connections where connection.instant > passed {
            add(connection, planner, to: &found)
        }
        for meter in found.keys where found[meter]?.hasLoads == true {
            found[meter]?.loadsFrom = .epoch
        }
        return found.mapValues(\.inOrder)
    }

    /// What the agenda has for a bus from an instant on.
    func steps(onBus bus: String, from instant: Instant) -> [BusScript.Placed] {
        runs.flatMap { run, scenario in
            scenario.steps.flatMap { step -> [BusScript.Placed] in
                guard let at = run.instant(of: step), at >= instant else { return [] }
                return step.actions(onBus: bus).map {
                    BusScript.Placed(at, $0, isOfAgenda: true)
                }
            }
        }
    }

    /// What feeds a meter at an instant: what was given last, how many times, and what it means.
    func feed(
        ofMeter number: Int,
        at instant: Instant
    ) -> (given: JSONValue?, scale: Double, profile: LoadProfile) {
        let own = (given: JSONValue?.none, scale: 1.0, profile: parts.sites[number].load)
        let past = connections(always: true).last { connection in
            connection.instant <= instant && connection.meters.contains(number)
        }
        guard let past, let profile = profiles(past)[number] else { return own }
        return (past.load, past.scale, profile)
    }

    private func planner() -> LoadPlanner {
        LoadPlanner(parts.sites, seed: plan.seed, timeZone: plan.timeZone, log: log)
    }

    /// What scenarios do to meters, but for their loads.
    private func steps(from instant: Instant) -> [Int: MeterAgenda] {
        var found: [Int: MeterAgenda] = [:]
        for (run, scenario) in runs {
            for step in scenario.steps {
                guard let at = run.instant(of: step), at >= instant else { continue }
                let actions = step.actions.filter { !$0.connectsLoad }
                guard !actions.isEmpty else { continue }
                let steps = actions.map { MeterScript.Step(.at(at), $0) }
                for (number, meter) in plan.meters.enumerated()
                where step.concerns(meter: meter.name) {
                    found[number, default: MeterAgenda()].steps += steps
                }
            }
        }
        return found
    }

    private func add(
        _ connection: Connection,
        _ planner: LoadPlanner,
        to found: inout [Int: MeterAgenda]
    ) {
        let action = ScenarioAction.load(connection.load ?? .null)
        for (meter, load) in planner.rebind(profiles(connection), at: .root) {
            let step = MeterScript.Step(.at(connection.instant), action, load: load)
            found[meter, default: MeterAgenda()].steps.append(step)
        }
    }

    private func profiles(_ connection: Connection) -> [Int: LoadProfile] {
        let node = connection.load.map { Node($0, log: log) }
        let profile = node.flatMap(loads.load)
        if node != nil, profile == nil { return [:] }
        let changes = connection.meters.map { meter in
            (meter, (profile ?? parts.sites[meter].load).scaled(to: connection.scale))
        }
        return Dictionary(changes) { first, _ in first }
    }

    /// All loads in the order of time: of the agenda, and where it has any, of the farm's own
    /// scenarios too.
    ///
    /// - Parameter always: whether the farm's own scenarios are told of in any case.
    private func connections(always: Bool = false) -> [Connection] {
        let loads = (Array(agenda.settled.values) + agenda.recent).sorted {
            $0.instant < $1.instant
        }
        var found = loads.compactMap { load -> Connection? in
            guard let number = numbers[load.meter], parts.sites[number].mark == load.mark else {
                return nil
            }
            return Connection(
                instant: load.instant,
                meters: [number],
                load: load.load,
                scale: load.scale
            )
        }
        for (run, scenario) in runs {
            found += connections(of: scenario) { run.instant(of: $0) }
        }
        guard always || !found.isEmpty else { return [] }
        let own = parts.scenarios.flatMap { scenario in
            connections(of: scenario.scenario) { $0.time.instant(from: agenda.began) }
        }
        return (own + found).enumerated()
            .sorted { ($0.element.instant, $0.offset) < ($1.element.instant, $1.offset) }
            .map(\.element)
    }

    private func connections(
        of scenario: Scenario,
        at instant: (Scenario.Step) -> Instant?
    ) -> [Connection] {
        scenario.steps.flatMap { step -> [Connection] in
            guard let at = instant(step) else { return [] }
            let meters = parts.sites.indices.filter { step.concerns(meter: parts.sites[$0].name) }
            return step.actions.compactMap { action in
                guard case .load(let load) = action else { return nil }
                return Connection(instant: at, meters: meters, load: load)
            }
        }
    }
}

extension FarmAgenda.Run {
    /// Its scenario's steps; none where it cannot be read any more.
    public var steps: [Scenario.Step] {
        Scenario.read(Node(document, log: FaultLog(file: "run")))?.steps ?? []
    }

    /// When a step of its scenario happens; nil where it is stopped before.
    public func instant(of step: Scenario.Step) -> Instant? {
        let instant = step.time.instant(from: began)
        // What lies before the beginning is not made up for.
        guard instant >= began else { return nil }
        return ended.map { instant < $0 } ?? true ? instant : nil
    }
}

extension MeterAgenda {
    fileprivate var hasLoads: Bool { steps.contains { $0.load != nil } }

    /// By time; steps of one instant keep their order.
    fileprivate var inOrder: MeterAgenda {
        var ordered = self
        ordered.steps = steps.enumerated().sorted { one, other in
            let at = one.element.time.instant(from: .epoch)
            let then = other.element.time.instant(from: .epoch)
            return (at, one.offset) < (then, other.offset)
        }.map(\.element)
        return ordered
    }
}
