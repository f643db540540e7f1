internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import SimulatedTime

/// Binds the steps of a farm's scenarios to its meters, and finds what they cannot do.
struct ScriptBinder {
    private let scenarios: [FarmScenario]
    private let loads: LoadReader
    private let planner: LoadPlanner
    private let log: FaultLog
    private let faultMark: UInt64
    private let startIsKnown: Bool

    /// A binder.
    ///
    /// - Parameter faultMark: a hash of the farm's faults, whose windows count from the beginning
    ///   too; 0 without.
    init(
        _ scenarios: [FarmScenario],
        faultMark: UInt64,
        startIsKnown: Bool,
        _ loads: LoadReader,
        _ planner: LoadPlanner,
        log: FaultLog
    ) {
        self.scenarios = scenarios
        self.loads = loads
        self.planner = planner
        self.log = log
        self.faultMark = faultMark
        self.startIsKnown = startIsKnown
    }

    /// Gives each meter its script.
    ///
    /// - Parameter start: an instant at which the meters are tried.
    func bind(_ meters: inout [MeterPlan], from start: Instant) {
        guard !scenarios.isEmpty || faultMark != 0 else { return }
        let mark = scenarios.reduce(faultMark &+ 17) { $0 &* 31 &+ $1.mark }
        var draft = Draft(steps: Array(repeating: [], count: meters.count))
        for scenario in scenarios {
            for (number, step) in scenario.scenario.steps.enumerated() {
                bind(step, place(scenario, number), meters, from: start, into: &draft)
            }
        }
        connect(draft.connections, from: start, into: &draft.steps)
        // A meter without steps keeps when it all began: what happens to its bus counts from there.
        for index in meters.indices {
            let steps = draft.steps[index].sorted { $0.number < $1.number }.map(\.step)
            meters[index].script = MeterScript(steps, mark: Int64(bitPattern: mark))
        }
    }

    /// What is found of the steps while they are bound.
    private struct Draft {
        /// For each meter, its steps with their places among all actions.
        var steps: [[(number: Int, step: MeterScript.Step)]]
        /// The steps that connect other loads.
        var connections: [Connection] = []
        /// How many actions there have been.
        var count = 0
    }

    /// A step that feeds meters from another load.
    private struct Connection {
        let meters: [Int]
        let number: Int
        let time: Scenario.Time
        let value: JSONValue
        let place: Node
    }

    private func place(_ scenario: FarmScenario, _ step: Int) -> (Node, String) {
        let text = "\(scenario.name): /steps/\(step)"
        return (Node(.null, at: scenario.pointer, log: log), text)
    }

    private func bind(
        _ step: Scenario.Step,
        _ place: (node: Node, text: String),
        _ meters: [MeterPlan],
        from start: Instant,
        into draft: inout Draft
    ) {
        guard case .meters(let pattern) = step.target else { return }
        let concerned = meters.indices.filter { step.concerns(meter: meters[$0].name) }
        if concerned.isEmpty {
            let hint = Spelling.hint(for: pattern, among: meters.map(\.name))
            place.node.report("\(place.text): no meter is named \"\(pattern)\"\(hint)")
        }
        for action in step.actions {
            draft.count += 1
            if case .load(let value) = action {
                draft.connections.append(
                    Connection(
                        meters: concerned,
                        number: draft.count,
                        time: step.time,
                        value: value,
                        place: place.node
                    )
                )
                continue
            }
            let refusals = refusals(of: action, by: concerned.map { meters[$0] }, at: start)
            for refusal in refusals { place.node.report("\(place.text): \(refusal)") }
            for index in concerned {
                draft.steps[index].append((draft.count, MeterScript.Step(step.time, action)))
            }
        }
    }

    /// Feeds meters, and those that sum them, from other loads.
    ///
    /// In the order of time: what a main meter sums at an instant is what its sub-meters have then.
    private func connect(
        _ connections: [Connection],
        from start: Instant,
        into steps: inout [[(number: Int, step: MeterScript.Step)]]
    ) {
        checkOrder(of: connections)
        let placed = connections.enumerated().sorted {
            ($0.element.time.instant(from: start), $0.offset)
                < ($1.element.time.instant(from: start), $1.offset)
        }
        for connection in placed.map(\.element) {
            let node = Node(connection.value, at: connection.place.pointer, log: log)
            guard let profile = loads.load(node) else { continue }
            let changes = connection.meters.map { ($0, profile) }
            for (index, load) in planner.rebind(
                Dictionary(uniqueKeysWithValues: changes),
                at: node.pointer
            ) {
                let action = ScenarioAction.load(connection.value)
                let step = MeterScript.Step(connection.time, action, load: load)
                steps[index].append((connection.number, step))
            }
        }
    }

    /// Complains where nobody can tell yet which of two loads comes first.
    private func checkOrder(of connections: [Connection]) {
        guard !startIsKnown, let first = connections.first,
            let other = connections.first(where: { $0.time.isRelative != first.time.isRelative })
        else { return }
        other.place.report(
            "loads change at instants and after durations: which comes first is not known in a "
                + "farm that starts \"now\"; give all of one kind, or \"clock\" a \"start\""
        )
    }

    /// Why meters can never do what is asked: tried once for each of their models.
    private func refusals(
        of action: ScenarioAction,
        by plans: [MeterPlan],
        at start: Instant
    ) -> [ScenarioRefusal] {
        var tried: Set<String> = []
        return plans.compactMap { plan in
            tried.insert(plan.model.id).inserted ? refusal(of: action, by: plan, at: start) : nil
        }
    }

    /// Why a meter can never do what is asked; nil when it can.
    private func refusal(
        of action: ScenarioAction,
        by plan: MeterPlan,
        at start: Instant
    ) -> ScenarioRefusal? {
        var meter = MeterMachine(plan, at: start)
        do throws(ScenarioRefusal) {
            try meter.carryOut(action, at: start)
        } catch .noSupply {
            return nil
        } catch {
            return error
        }
        return nil
    }
}
