internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// From what the elements hand on to what the registers hold.
extension Explainer {
    mutating func explainTariff() {
        let design = machine.design
        let tariff = machine.registers.tariff
        guard design.tariffCount > 1 else {
            return add(.tariff, "The meter has one tariff", [Figure("tariff", Double(tariff))])
        }
        let contact = machine.inputIsClosed ? "closed" : "open"
        let source =
            machine.inputDecides
            ? "its input, which is \(contact)"
            : "communication, which selected tariff \(machine.selectedTariff)"
        let drive =
            switch machine.tariffDrive?.control?.drives {
            case .input?: "; a calendar drives the input"
            case .register?: "; a calendar writes the tariff over the bus"
            case nil: machine.tariffDrive?.drivesInput == true ? "; a signal drives the input" : ""
            }
        add(
            .tariff,
            "Booked is in tariff \(tariff) of \(design.tariffCount), by \(source)\(drive)",
            [
                Figure("tariff", Double(tariff)), Figure("tariffs", Double(design.tariffCount)),
                Figure("selected by communication", Double(machine.selectedTariff)),
                Figure("input closed", machine.inputIsClosed ? 1 : 0),
            ]
        )
    }

    mutating func explainCounting(_ index: EnergyIndex) {
        let design = machine.design
        let perUnit = 3.6e6
        var figures = valueFigures(of: quantity)
        let booked = machine.isPowered ? machine.flows.booked(index) : 0
        figures += [
            Figure("booked in a step", Double(booked) / perUnit, index.symbol),
            Figure("length of a step", Double(design.refresh) / 1000, "s"),
            Figure("least step of the index", Double(design.energyStep) / perUnit, index.symbol),
            Figure("begins again at", Double(design.energyRollover) / perUnit, index.symbol),
        ]
        for (name, lanes) in [("added", index.plus), ("subtracted", index.minus)] where lanes != []
        {
            guard
                let sum = machine.registers.energies.sum(lanes, index.channel, index.bins)
            else { continue }
            figures.append(Figure("\(name), exactly", Double(sum) / perUnit, index.symbol))
        }
        add(
            .counting,
            "\(countingText(index)); the index is cut to its step and begins again at zero when "
                + "it is full. \(bookingText(index))",
            figures
        )
    }

    private func countingText(_ index: EnergyIndex) -> String {
        guard index.channel == .total else {
            return "\(index.channel.title) books for itself, by direction and quadrant"
        }
        return switch machine.design.totalCounting {
        case .net:
            "The total books the sum of the phases, so that what flows in takes off what flows out"
        case .perPhase:
            "The total adds up what each phase books for itself, so that directions stay apart"
        }
    }

    private func bookingText(_ index: EnergyIndex) -> String {
        guard machine.isPowered else { return "Without supply nothing is booked" }
        let partials = EnergyBins.allPartials
        if !index.bins.isDisjoint(with: partials) {
            let runs = machine.registers.isRunning(
                PartialSelection(index.plus.union(index.minus), bins: index.bins)
            )
            guard runs else { return "This partial counter stands still" }
            guard machine.registers.partialsCount else {
                return "The contact at the input holds the partial counters"
            }
        }
        let tariffs = index.bins.intersection(.tariffs)
        if tariffs != [], tariffs.isDisjoint(with: .tariff(machine.registers.tariff)) {
            return "It stands still while tariff \(machine.registers.tariff) is in force"
        }
        return machine.flows.booked(index) == 0
            ? "At the moment nothing flows in its direction" : "It grows with each step"
    }

    mutating func explainCounted() {
        add(
            .counting,
            "The meter counts it step by step while it is supplied",
            valueFigures(of: quantity)
                + [Figure("length of a step", Double(machine.design.refresh) / 1000, "s")]
        )
    }

    mutating func explainPartials() {
        add(
            .counting,
            "One bit for each partial counter that runs"
                + (machine.registers.partialsCount
                    ? "" : "; the contact at the input holds them all"),
            valueFigures(of: quantity)
        )
    }

    mutating func explainDemand(_ source: DemandSource) {
        guard let demand = machine.registers.demand, let design = machine.design.demand else {
            return add(.counting, "The meter forms no demands")
        }
        let window =
            design.window == .block
            ? "whole periods" : "a window that moves by \(design.subinterval) s"
        add(
            .counting,
            "The meter averages it over \(demand.period) s, in \(window), and keeps the greatest",
            [Figure("period", Double(demand.period), "s")]
                + valueFigures(of: .demand(source, .last), "last")
                + valueFigures(of: .demand(source, .maximum), "maximum")
        )
    }

    mutating func explainPulses(_ number: UInt8) {
        add(
            .counting,
            "The output gives a pulse for each weight of energy",
            PulseReading.allCases.flatMap { valueFigures(of: .pulses(number, $0), $0.rawValue) }
        )
    }

    mutating func explainInputs() {
        add(
            .counting,
            "It goes by what is connected to the device: inputs, sensors, relays, alarms",
            valueFigures(of: quantity)
        )
    }

    mutating func explainClock() {
        let clock = machine.ownClock
        let ahead = (clock.own(at: machine.bookedUntil) - machine.bookedUntil).inSeconds
        let text =
            ahead == 0 ? "right" : "\(abs(ahead).brief) s \(ahead > 0 ? "fast" : "slow")"
        add(
            .clock,
            "It goes by the meter's own clock, which is \(text) and shows "
                + "\(machine.ownTime(at: machine.bookedUntil))",
            [
                Figure("ahead", ahead, "s"),
                Figure("gains", Double(clock.drift) / 1000, "ppm"),
            ]
        )
    }
}

extension Flows {
    /// What a step books in an index, millijoules: what is added less what is subtracted.
    fileprivate func booked(_ index: EnergyIndex) -> Int64 {
        let lanes = lanes(index.channel)
        func sum(_ set: EnergyLanes) -> Int64 {
            (0..<8).reduce(0) { set.rawValue >> UInt8($1) & 1 == 1 ? $0 &+ lanes[$1] : $0 }
        }
        return sum(index.plus) &- sum(index.minus)
    }
}
