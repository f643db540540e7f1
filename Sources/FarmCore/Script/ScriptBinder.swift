internal import Documents
internal import LoadProfiles
internal import SimulatedTime

/// Binds the steps of a farm's scenarios to its meters, and finds what they cannot do.
struct ScriptBinder {
    private let scenarios: [FarmScenario]
    private let loads: LoadReader
    private let planner: LoadPlanner
    private let log: FaultLog
    private let faultMark: UInt64

    /// A binder.
    ///
    /// - Parameter faultMark: a hash of the farm's faults, whose windows count from the beginning
    ///   too; 0 without.
    init(
        _ scenarios: [FarmScenario],
        faultMark: UInt64,
        _ loads: LoadReader,
        _ planner: LoadPlanner,
        log: FaultLog
    ) {
        self.scenarios = scenarios
        self.loads = loads
        self.planner = planner
        self.log = log
        self.faultMark = faultMark
    }

    /// Gives each meter its script.
    ///
    /// - Parameter start: an instant at which the meters are tried.
    func bind(_ meters: inout [MeterPlan], from start: Instant) {
        guard !scenarios.isEmpty || faultMark != 0 else { return }
        let mark = scenarios.reduce(faultMark &+ 17) { $0 &* 31 &+ $1.mark }
        var steps = Array(repeating: [MeterScript.Step](), count: meters.count)
        for scenario in scenarios {
            for (number, step) in scenario.scenario.steps.enumerated() {
                bind(step, place(scenario, number), meters, from: start, into: &steps)
            }
        }
        // A meter without steps keeps when it all began: what happens to its bus counts from there.
        for index in meters.indices {
            meters[index].script = MeterScript(
                steps[index],
                mark: Int64(bitPattern: mark)
            )
        }
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
        into steps: inout [[MeterScript.Step]]
    ) {
        guard case .meters(let pattern) = step.target else { return }
        let concerned = meters.indices.filter { step.concerns(meter: meters[$0].name) }
        if concerned.isEmpty {
            let hint = Spelling.hint(for: pattern, among: meters.map(\.name))
            place.node.report("\(place.text): no meter is named \"\(pattern)\"\(hint)")
        }
        for action in step.actions {
            for index in concerned {
                if case .load(let value) = action {
                    connect(value, to: index, step.time, place.node, into: &steps)
                } else if let refusal = refusal(of: action, by: meters[index], at: start) {
                    place.node.report("\(place.text): \(refusal)")
                } else {
                    steps[index].append(MeterScript.Step(step.time, action))
                }
            }
        }
    }

    /// Feeds a meter, and those that sum it, from another load.
    private func connect(
        _ value: JSONValue,
        to index: Int,
        _ time: Scenario.Time,
        _ place: Node,
        into steps: inout [[MeterScript.Step]]
    ) {
        guard let profile = loads.load(Node(value, at: place.pointer, log: log)) else { return }
        for (index, load) in planner.rebind(index, to: profile) {
            steps[index].append(MeterScript.Step(time, .load(value), load: load))
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
