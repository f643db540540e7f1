internal import Documents
internal import MeterModels
internal import Metrology

/// Finds pulse lines of a farm whose ends do not exist, or that cannot be together.
struct PulseLineCheck {
    private let meters: [String: MeterPlan]
    private let log: FaultLog

    init(_ meters: [MeterPlan], log: FaultLog) {
        self.meters = Dictionary(meters.map { ($0.name, $0) }) { first, _ in first }
        self.log = log
    }

    /// Reports every fault of the lines.
    func check(_ drafts: [PulseLineDraft]) {
        var takenBy: [PulseInputPlace: JSONPointer] = [:]
        var outlets: [PulseOutletPlan.Place: JSONPointer] = [:]
        for draft in drafts {
            checkSender(draft)
            switch draft.target {
            case .input(let meter, let number):
                checkReceiver(draft, meter, number)
                let place = PulseInputPlace(meter: meter, input: number)
                if let other = takenBy.updateValue(draft.pointer, forKey: place) {
                    let name = number == 0 ? "the tariff input" : "input \(number)"
                    report(draft, "to", "input", "\(name) of \"\(meter)\" is taken by \(other)")
                }
            case .outside(let outlet):
                let before = outlets.updateValue(draft.pointer, forKey: outlet.place)
                if case .gpioSim = outlet.place, let before {
                    report(
                        draft,
                        "to",
                        "gpioSim",
                        "the line at \(outlet.place.text) is taken by \(before); one for each"
                    )
                }
            }
        }
        checkDevices(drafts)
        if log.faults.isEmpty { checkRings(drafts) }
    }

    private func checkSender(_ draft: PulseLineDraft) {
        let key = draft.isSource ? "source" : "meter"
        let candidates = meters.values.filter { ($0.flow != nil) == draft.isSource }.map(\.name)
        guard let sender = meters[draft.meter], candidates.contains(draft.meter) else {
            let what = draft.isSource ? "no source of pulses" : "no meter"
            let hint = Spelling.hint(for: draft.meter, among: candidates)
            let other = meters[draft.meter] == nil ? hint : other(draft.isSource)
            return report(draft, "from", key, "\(what) is named \"\(draft.meter)\"\(other)")
        }
        let design = sender.model.design
        guard design.output(draft.output) == nil else { return }
        let count = design.outputs.count - (design.hasLamp ? 1 : 0)
        let has =
            switch count {
            case 0: "no pulse output"
            case 1: "one pulse output"
            default: "\(count) pulse outputs"
            }
        let lamp = design.hasLamp ? " and a lamp, \"led\"" : ""
        let name = draft.output == 0 ? "no lamp" : "no output \(draft.output)"
        report(
            draft,
            "from",
            count == 0 ? "meter" : "output",
            "\(sender.model.name) has \(name); it has \(has)\(lamp)"
        )
    }

    private func other(_ isSource: Bool) -> String {
        isSource ? "; that is a meter: \"meter\"" : "; that is a source: \"source\""
    }

    private func checkReceiver(_ draft: PulseLineDraft, _ name: String, _ number: Int) {
        guard let receiver = meters[name] else {
            let hint = Spelling.hint(for: name, among: meters.keys)
            return report(draft, "to", "meter", "no meter is named \"\(name)\"\(hint)")
        }
        let model = receiver.model
        if number == 0 {
            checkTariffInput(draft, receiver)
        } else if number > model.design.pulseInputs?.count ?? 0 {
            let inputs =
                model.design.pulseInputs.map { "it has \($0.count)" } ?? "it has no pulse inputs"
            report(draft, "to", "input", "\(model.name) has no input \(number); \(inputs)")
        }
    }

    private func checkTariffInput(_ draft: PulseLineDraft, _ receiver: MeterPlan) {
        let model = receiver.model
        guard model.hasTariffInput else {
            return report(draft, "to", "input", "\(model.name) has no tariff input")
        }
        if receiver.tariffInput != nil || receiver.tariffControl?.drives == .input {
            let driver = receiver.tariffInput == nil ? "\"tariffs\"" : "\"inputs\""
            report(
                draft,
                "to",
                "input",
                "the tariff input of \"\(receiver.name)\" is driven by its \(driver) already"
            )
        }
    }

    /// Reports lines that find no input, as the entries of a device share those it has.
    private func checkDevices(_ drafts: [PulseLineDraft]) {
        var counts: [String: Int] = [:]
        for draft in drafts {
            guard case .input(let name, let number) = draft.target, number > 0,
                let receiver = meters[name], let device = receiver.channel?.device,
                let inputs = receiver.model.design.pulseInputs?.count
            else { continue }
            counts[device, default: 0] += 1
            guard counts[device, default: 0] > inputs else { continue }
            report(
                draft,
                "to",
                "meter",
                "\"\(device)\" has \(inputs) pulse inputs for all its entries together; this is "
                    + "line \(counts[device, default: 0])"
            )
        }
    }

    /// Reports lines that lead back to where they began.
    private func checkRings(_ drafts: [PulseLineDraft]) {
        var next: [String: [(String, PulseLineDraft)]] = [:]
        for draft in drafts {
            guard case .input(let receiver, _) = draft.target else { continue }
            next[draft.meter, default: []].append((receiver, draft))
        }
        var done: Set<String> = []
        for start in drafts.map(\.meter) where !done.contains(start) {
            // Depth first without recursion: chains may be long.
            var path: [(name: String, place: Int)] = [(start, 0)]
            var under: Set = [start]
            while let (name, place) = path.last {
                let lines = next[name] ?? []
                guard place < lines.count else {
                    done.insert(name)
                    under.remove(name)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].place += 1
                let (receiver, draft) = lines[place]
                if under.contains(receiver) {
                    report(
                        draft,
                        "to",
                        "meter",
                        "the line makes a ring: pulses of \"\(receiver)\" lead back to it"
                    )
                } else if !done.contains(receiver) {
                    under.insert(receiver)
                    path.append((receiver, 0))
                }
            }
        }
    }

    private func report(_ draft: PulseLineDraft, _ end: String, _ key: String, _ text: String) {
        log.report(draft.pointer.appending(end).appending(key), text)
    }
}

/// An input at which one line ends at most.
private struct PulseInputPlace: Hashable {
    let meter: String
    let input: Int
}
