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
            for step in scenario.scenario.steps where step.concerns(bus: bus.name) {
                for action in step.busActions where action.concerns(bus: bus.name) {
                    bus.script.steps.append(BusScript.Step(step.time, action))
                }
            }
        }
        return bus
    }
}

extension BusAction {
    fileprivate func concerns(bus: String) -> Bool {
        if case .fault(let fault) = self { fault.target.concerns(bus: bus) } else { true }
    }
}
