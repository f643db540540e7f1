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
        if case .driveInput(let closed) = command { inputIsClosed = closed }
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
        case .driveInput: updateTariff()
        case .synchroniseDemand:
            registers.synchroniseDemand(at: bookedUntil.microseconds / 1000)
        case .acknowledgeAlarms:
            for index in watch?.alarms.indices ?? 0..<0 {
                watch?.alarms[index].state.acknowledge()
            }
        case .set(let setting, let value):
            guard let index = model.settings.firstIndex(where: { $0.acts(as: setting) })
            else { return }
            set(index, to: value, at: instant)
        }
    }

    private mutating func reset(_ scope: ResetScope) {
        registers.reset(scope)
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
        ratios.currentTransformer = ratio(
            .currentTransformerRatio,
            .currentTransformerPrimary,
            .currentTransformerSecondary
        )
        ratios.voltageTransformer = ratio(
            .voltageTransformerRatio,
            .voltageTransformerPrimary,
            .voltageTransformerSecondary
        )
        partialMode = setting(.partialMode).flatMap { PartialMode(rawValue: Int($0)) }
        inputDecides = inputSelectsTariff
        operatingRule = operatingTimeRule
        applyPulseSettings()
        applyAlarmSettings()
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
        let tariff = inputDecides ? (inputIsClosed ? 2 : 1) : selectedTariff
        if registers.tariff != tariff { registers.selectTariff(tariff, design) }
        registers.letPartialsCount(partialMode != .whileClosed || inputIsClosed, design)
    }

    private var inputSelectsTariff: Bool {
        if let partialMode { return partialMode == .tariff }
        let isDriven = tariffDrive?.input != nil || tariffDrive?.control?.drives == .input
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

    private func ratio(
        _ ratio: MeterSetting,
        _ primary: MeterSetting,
        _ secondary: MeterSetting
    ) -> TransformerRatio {
        if let ratio = setting(ratio), ratio > 0 {
            return TransformerRatio(primary: ratio, secondary: 1)
        }
        guard let primary = setting(primary), primary > 0 else { return .direct }
        let rated = setting(secondary) ?? primary
        return TransformerRatio(primary: primary, secondary: rated > 0 ? rated : 1)
    }
}
