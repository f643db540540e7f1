internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// A lamp of the front at an instant to which the meter has been brought.
    func led(_ led: PanelLED, heard: Instant?, at instant: Instant) -> PanelView.LED {
        var view = PanelView.LED(
            name: led.name,
            title: led.title,
            colour: led.colour,
            isOn: false
        )
        guard isPowered else { return view }
        switch led.source {
        case .pulses:
            let lamp = pulseOutput(0)
            view.constant = lampConstant
            view.rate = pulseRate(of: 0)
            view.isOn = lamp?.isOn(at: instant.microseconds) ?? false
            view.lastPulse = lamp.flatMap(\.lastBegin)
        case .communication:
            view.isOn = heard.map { instant - $0 < PanelSigns.memory && instant >= $0 } ?? false
        case .alarm: view.isOn = activeAlarms > 0
        case .supply: view.isOn = true
        }
        return view
    }

    /// How often a pulse output gives a pulse at the present power, Hz: 0 the lamp, 1 the first
    /// output; nil where there is none.
    func pulseRate(of number: Int) -> Double? {
        guard let pulses, isPowered else { return nil }
        let index = number - pulses.firstNumber
        guard pulses.outputs.indices.contains(index) else { return nil }
        let output = pulses.outputs[index]
        let units = Double(max(pulses.perStep[index], 0)) * Double(output.unitsPerMillijoule)
        return units / Double(output.threshold) * 1e6 / Double(step.microseconds)
    }

    /// Impulses of the lamp for a kWh at the meter's inputs.
    private var lampConstant: Double? {
        guard design.hasLamp, let lamp = design.outputs.first else { return nil }
        let weight = lamp.weight.weight(ConfiguredRatios())
        return 3.6e9 / weight.millijoules
    }
}

extension PulseOutput {
    /// When the last pulse began; nil before the first.
    fileprivate var lastBegin: Instant? {
        pulses > 0 && pulseEnd > .min
            ? Instant(microseconds: pulseEnd - timing.duration) : nil
    }
}
