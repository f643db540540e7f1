internal import Documents
internal import LoadProfiles

/// Finds faults and steps of scenarios that mean meters or buses which the farm does not have.
struct AimCheck {
    let buses: [BusPlan]
    let meters: [MeterPlan]
    private let log: FaultLog

    init(_ buses: [BusPlan], _ meters: [MeterPlan], log: FaultLog = FaultLog(file: "")) {
        self.buses = buses
        self.meters = meters
        self.log = log
    }

    /// Reports every fault of the farm's own that has no aim.
    ///
    /// - Parameter node: their list.
    func check(_ faults: [FaultPlan], _ node: Node?) {
        guard let nodes = node?.array("a list of faults"), nodes.count == faults.count else {
            return
        }
        for (fault, node) in zip(faults, nodes) {
            guard let misaim = misaim(of: fault) else { continue }
            log.report(misaim.path.reduce(node.pointer) { $0.appending($1) }, misaim.text)
        }
    }

    /// Reports every step that clears a fault which nobody arms.
    func check(_ scenarios: [FarmScenario], clearing faults: [FaultPlan]) {
        let steps = scenarios.flatMap { scenario in
            scenario.scenario.steps.enumerated().map { (scenario, $0.offset, $0.element) }
        }
        var armed = Set(faults.map(\.name))
        for case .fault(let fault) in steps.flatMap(\.2.busActions) { armed.insert(fault.name) }
        for (scenario, number, step) in steps {
            for case .clearFault(let pattern) in step.busActions where pattern != "*" {
                guard !armed.contains(where: { MeterPattern.matches(pattern, $0) }) else {
                    continue
                }
                let hint = Spelling.hint(for: pattern, among: armed)
                log.report(
                    scenario.pointer,
                    "\(scenario.name): /steps/\(number): no fault is named \"\(pattern)\"\(hint)"
                )
            }
        }
    }

    /// Reports every step of a scenario that has no aim; of steps for meters their binding tells.
    func check(_ scenario: FarmScenario) {
        for (number, step) in scenario.scenario.steps.enumerated() {
            for lack in lacks(of: step) {
                log.report(scenario.pointer, "\(scenario.name): /steps/\(number): \(lack)")
            }
        }
    }

    private func lacks(of step: Scenario.Step) -> [String] {
        if case .buses(let pattern) = step.target {
            if let lack = lack(ofBus: pattern) { return [lack] }
            let misfits = step.busActions.compactMap { misfit(of: $0, on: pattern) }
            if !misfits.isEmpty { return misfits.map(\.description) }
        }
        var lacks: [String] = []
        for case .fault(let fault) in step.busActions {
            if case .meters = step.target {
                // Of meters their binding tells.
            } else if let lack = lack(of: fault.target) {
                lacks.append(lack.text)
                continue
            }
            if let misfit = misfit(of: fault) { lacks.append("\(misfit)") }
        }
        return lacks
    }

    /// Why a fault can strike nothing in the farm; nil where it can.
    func misaim(of fault: FaultPlan) -> Misaim? { lack(of: fault.target) ?? misfit(of: fault) }

    private func lack(of target: FaultTarget) -> Misaim? {
        if let pattern = target.bus, let lack = lack(ofBus: pattern) {
            return Misaim(path: ["target", "bus"], text: lack)
        }
        guard let pattern = target.meter else { return nil }
        let names = meters.filter { target.concerns(bus: $0.bus) }.map(\.name)
        guard !names.contains(where: { MeterPattern.matches(pattern, $0) }) else { return nil }
        let place = target.bus.map { " on bus \"\($0)\"" } ?? ""
        let hint = Spelling.hint(for: pattern, among: names)
        return Misaim(
            path: ["target", "meter"],
            text: "no meter\(place) is named \"\(pattern)\"\(hint)"
        )
    }

    private func lack(ofBus pattern: String) -> String? {
        let names = buses.map(\.name)
        guard !names.contains(where: { MeterPattern.matches(pattern, $0) }) else { return nil }
        return "no bus is named \"\(pattern)\"\(Spelling.hint(for: pattern, among: names))"
    }
}
