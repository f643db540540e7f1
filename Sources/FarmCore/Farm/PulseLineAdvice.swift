internal import Documents
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Warns of pulse lines whose ends do not mean the same by a pulse.
struct PulseLineAdvice {
    private let meters: [String: MeterPlan]
    private let start: Instant
    private let log: FaultLog

    /// The most entries of a file that are looked at.
    private static let limit = 500

    init(_ meters: [MeterPlan], at start: Instant, log: FaultLog) {
        self.meters = Dictionary(meters.map { ($0.name, $0) }) { first, _ in first }
        (self.start, self.log) = (start, log)
    }

    /// Looks at the first line of each entry of the file.
    func look(at drafts: [PulseLineDraft]) {
        var seen: Set<String> = []
        for draft in drafts where seen.count < Self.limit {
            guard case .input(let name, let number) = draft.target, number > 0,
                seen.insert(draft.pointer.description).inserted,
                let sender = meters[draft.meter], let receiver = meters[name],
                let sent = sent(draft.output, by: sender),
                let counted = MeterMachine(receiver, at: start).inputPulse(number)
            else { continue }
            compare(sent, counted, draft, number)
        }
    }

    private func compare(
        _ sent: PulseMeaning,
        _ counted: PulseMeaning,
        _ draft: PulseLineDraft,
        _ number: Int
    ) {
        guard case .input(let name, _) = draft.target else { return }
        let (from, to) = ("\"\(draft.meter)\"", "input \(number) of \"\(name)\"")
        let place = draft.pointer.appending("to").appending("input")
        if sent.kind != counted.kind {
            log.warn(
                place,
                "\(from) gives pulses of \(sent.kind.name), and \(to) is set to count "
                    + counted.kind.name
            )
        } else if abs(counted.amount / sent.amount - 1) > 1e-6 {
            let unit = counted.kind.weightUnit
            log.warn(
                place,
                "\(from) gives a pulse each \(text(sent.amount)) \(unit), and \(to) is set to "
                    + "\(text(counted.amount)) \(unit) a pulse: it counts "
                    + "\(text(counted.amount / sent.amount)) times what flows"
            )
        }
    }

    private func text(_ number: Double) -> String {
        Node.text((number * 1e6).rounded() / 1e6)
    }

    /// What a pulse of an output stands for.
    private func sent(_ output: Int, by plan: MeterPlan) -> PulseMeaning? {
        if let kind = plan.model.design.delivers, let design = plan.model.design.outputs.first,
            case .fixed(let weight) = design.weight
        {
            // The weights of sources are in the units of their flow.
            let units = kind.isVolume ? 1e9 : 3.6e6
            return PulseMeaning(kind: kind, amount: weight.millijoules / units)
        }
        return MeterMachine(plan, at: start).outputPulse(output)
    }
}

/// What a pulse stands for.
struct PulseMeaning {
    /// What is counted.
    let kind: PulseKind
    /// Litres, Wh or varh.
    let amount: Double
}

extension MeterMachine {
    /// What a pulse of an output stands for, as it is programmed; nil without the output.
    fileprivate func outputPulse(_ number: Int) -> PulseMeaning? {
        guard let output = pulseOutput(number), let pulses,
            pulses.lanes.indices.contains(number - pulses.firstNumber)
        else { return nil }
        let lanes = pulses.lanes[number - pulses.firstNumber]
        return PulseMeaning(
            kind: lanes.isDisjoint(with: .reactive) ? .electricity : .reactive,
            amount: output.weight.wattHours
        )
    }

    /// What a pulse at an input is taken for, as it is programmed; nil without the input.
    fileprivate func inputPulse(_ number: Int) -> PulseMeaning? {
        guard let kind = countedKind(number), let input = pulseInput(number) else { return nil }
        let units = kind.isVolume ? 1e6 : 3.6e6
        return PulseMeaning(kind: kind, amount: input.weight.millijoules / units)
    }
}
