internal import MeterModels
public import Metrology
public import SimulatedTime

extension MeterMachine {
    /// Carries out an action of a scenario at an instant.
    ///
    /// What was booked stays; the action holds for every step that is not booked yet.
    ///
    /// - Throws: ``ScenarioRefusal`` when the model cannot do it, or the meter has no supply to do
    ///   it with; nothing has changed then.
    public mutating func carryOut(_ action: ScenarioAction, at instant: Instant)
        throws(ScenarioRefusal)
    {
        if action.needsSupply {
            advance(to: instant)
            guard isPowered else { throw .noSupply(meter: name) }
        }
        switch action {
        case .supply(let isOn): setSupply(isOn, at: instant)
        case .pulseLine(let input, let condition):
            guard setLine(condition, input: input, at: instant) else {
                throw .unknownInput(input, model: model.name)
            }
        case .set(let values): try set(values, at: instant)
        case .wiring(let wiring): connect(wiring, at: instant)
        case .installation(let change): install(change, at: instant)
        case .selectTariff(let tariff):
            let count = design.tariffCount
            guard (1...count).contains(tariff) else {
                throw .unknownTariff(tariff, count: count, model: model.name)
            }
            perform(.selectTariff(tariff), at: instant)
        case .driveInput(let closed): perform(.driveInput(closed), at: instant)
        case .reset(let scopes): for scope in scopes { perform(.reset(scope), at: instant) }
        case .partials(let verb, let choice):
            let selections = try selections(choice)
            switch verb {
            case .start: perform(.startPartials(selections), at: instant)
            case .stop: perform(.stopPartials(selections), at: instant)
            case .reset: perform(.resetPartials(selections), at: instant)
            }
        case .setClock(let own): setClock(to: own, at: instant)
        case .offsetClock(let offset): setClock(to: instant + offset, at: instant)
        case .driftClock(let drift): driftClock(drift, at: instant)
        case .load: return  // Connected by the script, which has it bound to the meter.
        case .connection(let connection):
            var next = station
            next.connection = connection
            move(to: next)
        case .address(let address):
            let range = model.serial.addresses
            guard range.contains(Int(address)) else {
                throw .addressNotAllowed(Int(address), range, model: model.name)
            }
            setStation(.address, Double(address), at: instant)
        case .line(let change): setLine(change, at: instant)
        case .synchroniseDemand: perform(.synchroniseDemand, at: instant)
        case .acknowledgeAlarms: perform(.acknowledgeAlarms, at: instant)
        case .inputs, .sensors, .relays, .breaker: try handle(action, at: instant)
        }
    }

    /// Changes what each input of the meter sees from the next step on.
    public mutating func connect(_ wiring: Wiring, at instant: Instant) {
        install(InstallationChange(wiring: wiring), at: instant)
    }

    /// Changes the installation from the next step on.
    public mutating func install(_ change: InstallationChange, at instant: Instant) {
        let changed = change.applied(to: installation)
        guard changed != installation else { return }
        advance(to: instant)
        changes &+= 1
        installation = changed
        measure()
    }

    /// Programs the meter's end of the line.
    private mutating func setLine(_ change: ScenarioAction.LineChange, at instant: Instant) {
        change.baudRate.map { setStation(.baudRate, Double($0), at: instant) }
        change.stopBits.map { setStation(.stopBits, Double($0), at: instant) }
        guard let parity = change.parity else { return }
        setStation(.parity, parity.settingValue, at: instant)
    }

    /// Programs a line setting through the model's own setting where it has one, so that its
    /// register shows it.
    private mutating func setStation(_ role: LineSetting, _ value: Double, at instant: Instant) {
        let own = model.settings.firstIndex {
            $0.role == .line(role) && $0.allows(value)
        }
        if let own {
            set(own, to: value, at: instant)
        } else {
            advance(to: instant)
            changes &+= 1
            programme(role, value)
        }
    }

    /// Programs settings by name in the model's order, all or none.
    private mutating func set(
        _ values: [String: ScenarioAction.SettingValue],
        at instant: Instant
    ) throws(ScenarioRefusal) {
        var known: [(index: Int, value: Double)] = []
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let index = model.settings.firstIndex(where: { $0.name == name }) else {
                throw .unknownSetting(name, model: model.name)
            }
            let definition = model.settings[index]
            let number: Double? =
                switch value {
                case .number(let number): definition.allows(number) ? number : nil
                case .choice(let choice): definition.value(named: choice)
                }
            guard let number else { throw .settingNotAllowed(name, model: model.name) }
            known.append((index, number))
        }
        for (index, value) in known.sorted(by: { $0.index < $1.index }) {
            set(index, to: value, at: instant)
        }
    }

    /// The partial counters that a choice means on this meter.
    private func selections(_ choice: ScenarioAction.PartialChoice) throws(ScenarioRefusal)
        -> [PartialSelection]
    {
        guard case .named(let names) = choice else { return design.partials }
        var found: [PartialSelection] = []
        for name in names {
            guard let selection = model.catalogue[name]?.asPartial,
                design.partials.contains(selection)
            else { throw .unknownPartial(name, model: model.name) }
            found.append(selection)
        }
        return found
    }
}
