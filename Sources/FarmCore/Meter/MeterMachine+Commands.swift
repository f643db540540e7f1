internal import MeterModels
public import Metrology
public import SimulatedTime

extension MeterMachine {
    /// Carries out a command at an instant.
    ///
    /// What was booked stays; the command holds for every step that is not booked yet.
    public mutating func perform(_ command: MeterCommand, at instant: Instant) {
        advance(to: instant)
        changes &+= 1
        switch command {
        case .selectTariff(let n):
            selectedTariff = n
            updateTariff()
        case .startPartials(let selections):
            registers.setPartials(selections, running: true, design)
        case .stopPartials(let selections):
            registers.setPartials(selections, running: false, design)
        case .resetPartials(let selections): registers.resetPartials(selections)
        case .reset(let scope): registers.reset(scope)
        case .driveInput(let closed):
            inputIsClosed = closed
            updateTariff()
        case .set(let setting, let value):
            guard let index = model.settings.firstIndex(where: { $0.name == setting.rawValue })
            else { return }
            set(index, to: value, at: instant)
        }
    }

    /// Changes a setting of the model, with everything that follows from it.
    public mutating func set(_ index: Int, to value: Double, at instant: Instant) {
        guard settings.indices.contains(index), settings[index] != value else { return }
        advance(to: instant)
        changes &+= 1
        settings[index] = value
        for scope in model.settings[index].resets.sorted(by: { $0.rawValue < $1.rawValue }) {
            registers.reset(scope)
        }
        let before = ratios
        applySettings()
        if ratios != before {
            for scope in design.ratioChangeResets.sorted(by: { $0.rawValue < $1.rawValue }) {
                registers.reset(scope)
            }
        }
        if model.settings[index].name == MeterSetting.demandPeriod.rawValue {
            registers.setDemandPeriod(demandPeriod, design)
        }
        measure()
    }

    /// Sets the meter's own clock, as a write of its clock registers does.
    public mutating func setClock(to own: Instant, at instant: Instant) {
        changes &+= 1
        clockOffset = own - instant
    }

    /// The value of a setting that acts on metrology; nil when the model has none.
    func setting(_ setting: MeterSetting) -> Double? {
        model.settings.firstIndex { $0.name == setting.rawValue }.map { settings[$0] }
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
        inputDecides = setting(.tariffSource) == 1 || (tariffInput != nil && isInputOnly)
        if let index = setting(.network).flatMap({ Int(exactly: $0) }),
            design.networks.indices.contains(index)
        {
            network = design.networks[index]
        }
        updateTariff()
    }

    /// Books in the tariff that the input or the master has chosen.
    mutating func updateTariff() {
        let tariff = inputDecides ? (inputIsClosed ? 2 : 1) : selectedTariff
        if registers.tariff != tariff { registers.selectTariff(tariff, design) }
    }

    /// Whether the model's only way to select a tariff is its input.
    private var isInputOnly: Bool {
        design.inputTariffs > 1 && setting(.tariffSource) == nil
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
