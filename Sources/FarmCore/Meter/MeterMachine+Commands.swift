internal import MeterModels
public import Metrology
public import SimulatedTime

extension MeterMachine {
    /// Carries out a command at an instant.
    ///
    /// What was booked stays; the command holds for every step that is not booked yet. A meter
    /// without supply carries out nothing; the contact at its input moves all the same.
    public mutating func perform(_ command: MeterCommand, at instant: Instant) {
        advance(to: instant)
        changes &+= 1
        if case .driveInput(let closed) = command {
            (inputIsClosed, inputTariff) = (closed, closed ? 2 : 1)
        }
        guard isPowered else { return }
        switch command {
        case .selectTariff(let n):
            selectedTariff = n
            updateTariff()
        case .startPartials(let selections):
            registers.setPartials(selections, running: true, design)
        case .stopPartials(let selections):
            registers.setPartials(selections, running: false, design)
        case .resetPartials(let selections): registers.resetPartials(selections)
        case .reset(let scope): reset(scope)
        case .resetInput(let n, let onlyPartial):
            resetInputs(n, onlyPartials: onlyPartial)
        case .driveInput: updateTariff()
        case .synchroniseDemand:
            registers.synchroniseDemand(at: bookedUntil.microseconds / 1000)
        case .acknowledgeAlarms:
            for index in watch?.alarms.indices ?? 0..<0 {
                watch?.alarms[index].state.acknowledge()
            }
            acknowledgeInputs()
        case .restart: restart(at: instant)
        case .restoreDefaults:
            for (index, setting) in model.settings.enumerated() {
                if case .line = setting.role { continue }
                set(index, to: setting.defaultValue, at: instant)
            }
        case .switchRelay(let n, let isOn): switchRelay(n, on: isOn, at: instant)
        case .switchRelays(let bits): switchRelays(bits, at: instant)
        case .breaker(let command): move(command, at: instant)
        case .set(let setting, let value):
            guard let index = model.settings.firstIndex(where: { $0.acts(as: setting) })
            else { return }
            set(index, to: value, at: instant)
        }
    }

    private mutating func reset(_ scope: ResetScope) {
        registers.reset(scope)
        if scope == .inputs || scope == .inputPartials {
            resetInputs(onlyPartials: scope == .inputPartials)
        }
        guard scope == .extremes else { return }
        watch?.extremes.reset()
        if isPowered { lookAtValues() }
    }

    /// Changes a setting of the model, with everything that follows from it.
    public mutating func set(_ index: Int, to value: Double, at instant: Instant) {
        guard settings.indices.contains(index), settings[index] != value else { return }
        advance(to: instant)
        changes &+= 1
        settings[index] = value
        if case .line(let role) = model.settings[index].role { programme(role, value) }
        for scope in model.settings[index].resets.sorted(by: { $0.rawValue < $1.rawValue }) {
            reset(scope)
        }
        let before = ratios
        applySettings()
        if ratios != before {
            for scope in design.ratioChangeResets.sorted(by: { $0.rawValue < $1.rawValue }) {
                reset(scope)
            }
        }
        if model.settings[index].acts(as: .demandPeriod) {
            registers.setDemandPeriod(demandPeriod, design)
            followOwnClock()
        }
        measure()
    }

    /// The value of a setting that acts on metrology; nil when the model has none.
    func setting(_ setting: MeterSetting) -> Double? {
        model.settings.firstIndex { $0.acts(as: setting) }.map { settings[$0] }
    }

    /// The demand period that is programmed, seconds, from a second to a year.
    var demandPeriod: Int64 {
        let period = setting(.demandPeriod) ?? Double(design.demand?.period ?? 900)
        return Int64(min(max(period, 1), 31_536_000))
    }

    /// Takes over what the settings say.
    mutating func applySettings() {
        ratios = ConfiguredRatios(setting)
        partialMode = setting(.partialMode).flatMap { PartialMode(rawValue: Int($0)) }
        inputDecides = inputSelectsTariff
        operatingRule = operatingTimeRule
        applyPulseSettings()
        applyInputSettings()
        applyAlarmSettings()
        applyEquipmentSettings()
        if let index = setting(.network).flatMap({ Int(exactly: $0) }),
            design.networks.indices.contains(index)
        {
            network = design.networks[index]
        }
        updateTariff()
    }

    /// Books in the tariff that the input or the master has chosen.
    mutating func updateTariff() {
        guard isPowered else { return }
        let byInput = design.inputTariffs > 2 ? inputTariff : (inputIsClosed ? 2 : 1)
        let tariff = inputDecides ? byInput : selectedTariff
        if registers.tariff != tariff { registers.selectTariff(tariff, design) }
        registers.letPartialsCount(partialMode != .whileClosed || inputIsClosed, design)
    }

    private var inputSelectsTariff: Bool {
        if let partialMode { return partialMode == .tariff }
        let isDriven = tariffDrive?.drivesInput ?? false
        let isInputOnly = design.inputTariffs > 1 && setting(.tariffSource) == nil
        return setting(.tariffSource) == 1 || (isDriven && isInputOnly)
    }

    /// When operating time counts, as the settings have it; nil for the maker's rule.
    private var operatingTimeRule: OperatingTimeRule? {
        let source = setting(.operatingTimeSource)
        if source == 0 { return .voltagePresent }
        if let watts = setting(.operatingTimeThreshold) { return .activePowerAbove(watts) }
        guard let percent = setting(.operatingTimeThresholdPercent) else {
            return source == nil ? nil : .activePowerAbove(0)
        }
        let ratio = ratios.currentTransformer.ratio * ratios.voltageTransformer.ratio
        return .activePowerAbove(design.ratedPower * ratio * percent / 100)
    }
}
