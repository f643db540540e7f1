internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Goes the way of a quantity from the load to the meter's integer, step by step.
///
/// It reads the machine's own stage, measurement, flows and registers, and changes nothing.
struct Explainer {
    typealias Figure = Explanation.Figure

    let machine: MeterMachine
    let quantity: Quantity
    /// What becomes of the fundamental on its way to the elements.
    let path: InputPath
    private(set) var steps: [Explanation.Step] = []

    init(_ machine: MeterMachine, _ quantity: Quantity) {
        self.machine = machine
        if case .extreme(let watched, _) = quantity {
            self.quantity = watched.quantity
        } else {
            self.quantity = quantity
        }
        path = machine.stage.path(of: machine.piece.conditions)
    }

    /// The steps from the load to the integer in which the meter evaluates a quantity.
    static func steps(_ machine: MeterMachine, _ quantity: Quantity) -> [Explanation.Step] {
        var explainer = Explainer(machine, quantity)
        explainer.explain(whole: quantity)
        return explainer.steps
    }

    mutating func add(
        _ stage: Explanation.Stage,
        _ sentence: String,
        _ figures: [Figure] = []
    ) {
        steps.append(Explanation.Step(stage: stage, sentence: sentence, figures: figures))
    }

    private mutating func explain(whole: Quantity) {
        if goesThroughElements {
            explainCircuit()
        } else {
            explainSupply()
        }
        switch quantity {
        case .energy(let index), .energyOverflows(let index), .periodEnergy(let index, _):
            explainTariff()
            explainCounting(index)
        case .combinedEnergy, .charge, .operatingTime: explainCounted()
        case .tariff, .tariffInput: explainTariff()
        case .partialsRunning: explainPartials()
        case .demand(let source, _), .secondaryDemand(let source, _),
            .demandMaximumTime(let source):
            explainDemand(source)
        case .pulses(let number, _): explainPulses(number)
        case .input, .inputStates, .delivered, .equipment, .alarm: explainInputs()
        default: break
        }
        if case .extreme = whole {
            add(
                .counting,
                "The meter keeps the least and the greatest of it since they were reset",
                valueFigures(of: whole)
            )
        }
        if goesByClock(whole) { explainClock() }
    }

    /// The value of a quantity as a figure; none where the meter has no such value now.
    func valueFigures(of quantity: Quantity, _ name: String = "value") -> [Figure] {
        let unit = quantity.unit.symbol
        guard let value = machine.value(of: quantity),
            let perUnit = quantity.unit.perUnit(unit)
        else { return [] }
        return [Figure(name, Double(value) / perUnit, unit)]
    }

    // MARK: What kind it is

    /// Whether the elements form it, now or over time.
    private var goesThroughElements: Bool {
        guard machine.networkType != nil else { return false }
        switch quantity {
        case .energy, .combinedEnergy, .energyOverflows, .periodEnergy, .charge, .demand,
            .secondaryDemand, .demandMaximumTime, .powerFactorSector, .quadrant, .phaseSequence,
            .phasesPresent, .pulses:
            return true
        case .equipment: return false
        default: return quantity.isInstantaneous
        }
    }

    private func goesByClock(_ whole: Quantity) -> Bool {
        switch whole {
        case .periodEnergy, .demand, .secondaryDemand, .demandMaximumTime, .demandTime,
            .alarm(_, .since):
            true
        case .extreme(_, let statistic): statistic.isTime
        default: false
        }
    }

    /// The phases whose elements have to do with it, as far as the network has them.
    var phases: [Channel] {
        let wanted: [Channel] =
            switch quantity {
            case .voltage(let terminal, _), .voltageDistortion(let terminal),
                .voltageHarmonic(let terminal, _):
                terminal.phases
            case .current(let terminal, _), .currentDistortion(let terminal),
                .currentHarmonic(let terminal, _):
                terminal.phases
            case .demand(.current(let terminal), _), .secondaryDemand(.current(let terminal), _):
                terminal.phases
            case .power(_, let channel, _), .powerFactor(let channel),
                .powerFactorSector(let channel), .phaseAngle(let channel),
                .quadrant(let channel):
                channel.elements
            case .energy(let index), .energyOverflows(let index), .periodEnergy(let index, _):
                index.channel.elements
            default: Channel.phases
            }
        let used = machine.network.connectedPhases | machine.network.currentInputs
        return wanted.filter { used >> Int64($0.rawValue) & 1 == 1 }
    }

    /// What the elements read of it, at the primary; nil for what is no reading of an element.
    func reading(_ measurement: Measurement) -> (value: Double, unit: String)? {
        switch quantity {
        case .voltage(let terminal, _): return (measurement.voltage(terminal), "V")
        case .current(let terminal, _): return (measurement.current(terminal), "A")
        case .power(let kind, let channel, _):
            return (measurement.power(kind, channel), kind.symbol)
        case .energy(let index), .energyOverflows(let index), .periodEnergy(let index, _):
            let kind = index.plus.union(index.minus).power
            return (measurement.power(kind, index.channel), kind.symbol)
        case .demand(.energy(let lanes), _), .secondaryDemand(.energy(let lanes), _):
            return (measurement.power(lanes.power, .total), lanes.power.symbol)
        case .demand(.current(let terminal), _), .secondaryDemand(.current(let terminal), _):
            return (measurement.current(terminal), "A")
        case .frequency: return (measurement.frequency, "Hz")
        case .phaseAngle(let channel): return (measurement.phaseAngle(channel), "°")
        default: return nil
        }
    }
}

extension VoltageTerminal {
    /// The phases between or at which it is measured.
    fileprivate var phases: [Channel] {
        switch self {
        case .l1: [.l1]
        case .l2: [.l2]
        case .l3: [.l3]
        case .l12: [.l1, .l2]
        case .l23: [.l2, .l3]
        case .l31: [.l3, .l1]
        case .average, .lineAverage: Channel.phases
        }
    }
}

extension CurrentTerminal {
    /// The phases of which it is formed.
    fileprivate var phases: [Channel] {
        switch self {
        case .l1: [.l1]
        case .l2: [.l2]
        case .l3: [.l3]
        case .n, .average, .sum: Channel.phases
        }
    }
}

extension Channel {
    /// The phase itself; all of them for the total.
    fileprivate var elements: [Channel] { self == .total ? Channel.phases : [self] }

    /// `L1`; `total`.
    var title: String { self == .total ? name : name.uppercased() }
}

extension EnergyLanes {
    /// The power behind the lanes.
    var power: PowerKind {
        if !isDisjoint(with: .active) { return .active }
        return isDisjoint(with: .reactive) ? .apparent : .reactive
    }
}
