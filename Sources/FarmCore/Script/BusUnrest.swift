/// Gives the buses of a farm the faults and the steps of scenarios that concern them.
struct BusUnrest {
    private let faults: [FaultPlan]
    private let scenarios: [FarmScenario]

    init(_ faults: [FaultPlan], _ scenarios: [FarmScenario]) {
        self.faults = faults
        self.scenarios = scenarios
    }

    /// The bus with what is going to happen to it.
    func disturbed(_ bus: BusPlan) -> BusPlan {
        var bus = bus
        bus.faults = faults.filter { $0.target.concerns(bus: bus.name) }
        for scenario in scenarios {
            for step in scenario.scenario.steps {
                for action in step.actions(onBus: bus.name) {
                    bus.script.steps.append(BusScript.Step(step.time, action))
                }
            }
        }
        return bus
    }
}

extension Scenario.Step {
    /// What it does to a bus.
    func actions(onBus bus: String) -> [BusAction] {
        concerns(bus: bus) ? busActions.filter { $0.concerns(bus: bus) } : []
    }
}

extension BusAction {
    fileprivate func concerns(bus: String) -> Bool {
        if case .fault(let fault) = self { fault.target.concerns(bus: bus) } else { true }
    }
}
