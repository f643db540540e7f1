internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Warns of what is legal but surely meant otherwise.
///
/// Looks at a week of the load in steps of a quarter of an hour, once for each entry of the farm
/// file: what happens only between two looks is not seen.
struct MeterAdvice {
    private let log: FaultLog
    private let start: Instant

    private static let looks = 7 * 96
    private static let spacing = TimeSpan.seconds(900)

    init(log: FaultLog, start: Instant) {
        self.log = log
        self.start = start
    }

    /// Warns about one meter of the farm.
    func look(at plan: MeterPlan, _ transformer: InstalledTransformer?, pointer: JSONPointer) {
        let meter = MeterMachine(plan, at: start)
        lookAtRatios(meter, pointer)
        var peak = Peak()
        for k in 0..<Self.looks {
            let instant = start + .microseconds(Self.spacing.microseconds * Int64(k))
            peak.take(meter.stage.readings(of: meter.load.piece(at: instant).conditions), instant)
        }
        lookAtCurrent(peak, meter, pointer)
        if let transformer {
            TransformerAdvice(
                transformer,
                of: meter.model,
                at: pointer.appending("installation").appending("currentTransformer"),
                log: log
            ).look(
                peak: peak.current * meter.stage.toSecondary.x
                    * meter.installation.currentTransformer.ratio
            )
        }
        lookAtPulses(peak, meter, pointer)
        lookAtTariffInput(plan, meter, pointer)
    }

    /// The greatest values of the week.
    private struct Peak {
        var current = 0.0
        var currentInstant = Instant.epoch
        var flows = SIMD8<Double>()

        mutating func take(_ readings: ElementReadings, _ instant: Instant) {
            for k in 0..<3 where readings.current[k] > current {
                (current, currentInstant) = (readings.current[k], instant)
            }
            let second = Flows(readings, counting: .net, milliseconds: 1000).lanes(.total)
            for lane in 0..<8 { flows[lane] = max(flows[lane], Double(second[lane])) }
        }
    }

    private func lookAtRatios(_ meter: MeterMachine, _ pointer: JSONPointer) {
        let (installed, configured) = (meter.installation, meter.ratios)
        for (kind, key, true_, set) in [
            (
                "current", "currentTransformer", installed.currentTransformer,
                configured.currentTransformer
            ),
            (
                "voltage", "voltageTransformer", installed.voltageTransformer,
                configured.voltageTransformer
            ),
        ] where abs(set.ratio / true_.ratio - 1) > 1e-9 {
            log.warn(
                pointer.appending("installation").appending(key),
                "the \(kind) transformers are \(text(true_)), but the meter is programmed for "
                    + "\(text(set)): it shows \(Node.text(rounded(set.ratio / true_.ratio))) "
                    + "times what flows"
            )
        }
    }

    private func lookAtCurrent(_ peak: Peak, _ meter: MeterMachine, _ pointer: JSONPointer) {
        let greatest = meter.model.ratings.maximumCurrent
        let atInput = peak.current * meter.stage.toSecondary.x
        guard atInput > greatest * (1 + 1e-9) else { return }
        log.warn(
            pointer.appending("load"),
            "brings \(Node.text(rounded(atInput))) A to the inputs of \(meter.model.name) "
                + "(at \(peak.currentInstant)), above its \(Node.text(greatest)) A"
        )
    }

    private func lookAtPulses(_ peak: Peak, _ meter: MeterMachine, _ pointer: JSONPointer) {
        for (index, design) in meter.design.outputs.enumerated() where !design.isLamp {
            let number = meter.design.hasLamp ? index : index + 1
            guard let output = meter.pulseOutput(number), let pulses = meter.pulses else {
                continue
            }
            let lanes = pulses.lanes[index]
            let power = (0..<8).reduce(0.0) { sum, lane in
                lanes.rawValue >> UInt8(lane) & 1 == 1 ? max(sum, peak.flows[lane]) : sum
            }
            let most = output.timing.maximumPower(output.weight)
            guard power / 1000 > most else { continue }
            log.warn(
                pointer.appending("load"),
                "brings up to \(Node.text(rounded(power / 1000))) W, more than pulse output "
                    + "\(number) of \(meter.model.name) can follow: \(Node.text(rounded(most))) W "
                    + "at \(Node.text(output.weight.wattHours)) Wh and "
                    + "\(output.timing.duration / 1000) ms a pulse"
            )
        }
    }

    /// A contact at the tariff input that the meter, as it is programmed, does not heed.
    private func lookAtTariffInput(
        _ plan: MeterPlan,
        _ meter: MeterMachine,
        _ pointer: JSONPointer
    ) {
        guard !meter.inputDecides, meter.partialMode != .whileClosed else { return }
        let place: JSONPointer
        if plan.tariffInput != nil {
            place = pointer.appending("inputs").appending("tariff")
        } else if plan.tariffControl?.drives == .input {
            place = pointer.appending("tariffs")
        } else {
            return
        }
        let deciders = meter.model.settings.filter {
            $0.acts(as: .partialMode) || $0.acts(as: .tariffSource)
        }
        let help = deciders.map { setting in
            let most: Double = setting.acts(as: .partialMode) ? 2 : 1
            let names = setting.choices.filter { (1...most).contains($0.value) }
                .map { "\"\($0.name)\"" }
            return "; \"\(setting.name)\": " + names.joined(separator: " or ")
        }
        log.warn(
            place,
            "does nothing: as \(meter.model.name) is programmed, it does not heed its tariff input"
                + help.joined()
        )
    }

    private func text(_ ratio: TransformerRatio) -> String {
        "\(Node.text(ratio.primary))/\(Node.text(ratio.secondary))"
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
