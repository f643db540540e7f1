internal import MeterModels
internal import Metrology
internal import ModbusProtocol
public import SimulatedTime

extension Bus {
    /// Why something of a meter reads what it reads.
    ///
    /// - Parameter place: the meter's place among those of the bus, as the farm file has them.
    /// - Returns: nil where there is no such meter, quantity, register or record.
    public func explanation(
        of subject: Explanation.Subject,
        ofMeterAt place: Int,
        at instant: Instant
    ) -> Explanation? {
        guard let present = bring(place, to: instant) else { return nil }
        let suspects = suspects(place, at: present)
        return switch subject {
        case .quantity(let name): explanation(ofQuantity: name, place, suspects)
        case .register(let table, let address):
            explanation(ofRegister: address, in: table, place, at: present, suspects)
        case .record(let telegram, let number):
            explanation(ofRecord: number, in: telegram, place, at: present, suspects)
        }
    }

    /// What is amiss with a meter, its installation and its line.
    ///
    /// - Returns: nil where there is no such meter.
    public func suspects(ofMeterAt place: Int, at instant: Instant) -> [Suspect]? {
        bring(place, to: instant).map { suspects(place, at: $0) }
    }

    private func explanation(
        ofQuantity name: String,
        _ place: Int,
        _ suspects: [Suspect]
    ) -> Explanation? {
        let machine = units[place].device.machine
        guard let quantity = machine.model.catalogue[name], let truth = machine.quantityTruth(name)
        else { return nil }
        return Explanation(
            meter: machine.name,
            instant: machine.bookedUntil,
            name: name,
            quantity: name,
            value: truth.value.map { .number($0) } ?? .notAvailable,
            unit: truth.unit,
            steps: Explainer.steps(machine, quantity),
            suspects: suspects
        )
    }

    private func explanation(
        ofRegister address: UInt16,
        in table: RegisterDescription.Place,
        _ place: Int,
        at present: Instant,
        _ suspects: [Suspect]
    ) -> Explanation? {
        let machine = units[place].device.machine
        guard let map = machine.model.modbus,
            let index = map.descriptionIndex(covering: address, in: table),
            var rehearsal = RegisterRehearsal(units[place], at: present)
        else { return nil }
        let about = map.descriptions[index]
        let request = RegisterRehearsal.request(about)
        let names = faultNames(meeting: request, ofMeterAt: place, at: present)
        guard let view = rehearsal.view(index, faults: names) else { return nil }
        let quantity = map.quantity(described: index, in: table)
        var steps = quantity.map { Explainer.steps(machine, $0) } ?? []
        if let register = map.register(describedBy: index) {
            steps.append(.scale(machine, register, about, map))
        }
        steps.append(.words(view))
        return Explanation(
            meter: machine.name,
            instant: machine.bookedUntil,
            name: about.name,
            quantity: quantity == nil ? nil : about.shows,
            value: view.value,
            unit: about.unit,
            steps: steps + faultSteps(names),
            suspects: suspects
        )
    }

    private func explanation(
        ofRecord number: Int,
        in telegram: Int,
        _ place: Int,
        at present: Instant,
        _ suspects: [Suspect]
    ) -> Explanation? {
        let machine = units[place].device.machine
        guard let map = machine.model.mBus,
            let index = map.descriptions.firstIndex(where: {
                $0.telegram == telegram && $0.place == number
            }),
            let views = telegrams(ofMeterAt: place, at: present),
            let view = views.flatMap(\.records).first(where: {
                $0.description.telegram == telegram && $0.description.place == number
            })
        else { return nil }
        let (record, about) = (map.records[index], map.descriptions[index])
        var steps: [Explanation.Step] = []
        var isQuantity = false
        if case .quantity(let quantity) = record.source {
            steps = Explainer.steps(machine, quantity)
            isQuantity = true
        }
        steps += [.scale(machine, record, about), .words(view)]
        return Explanation(
            meter: machine.name,
            instant: machine.bookedUntil,
            name: about.name,
            quantity: isQuantity ? about.shows : nil,
            value: view.value,
            unit: about.unit,
            steps: steps + faultSteps(view.faults),
            suspects: suspects
        )
    }

    private func faultSteps(_ names: [String]) -> [Explanation.Step] {
        faults.armed.filter { names.contains($0.plan.name) }.map { fault in
            Explanation.Step(
                stage: .fault,
                sentence: "The fault \"\(fault.plan.name)\" (\(fault.plan.effect)) is armed and "
                    + "may change what a master gets",
                figures: [
                    Explanation.Figure("requests met", Double(fault.matched)),
                    Explanation.Figure("requests struck", Double(fault.fired)),
                ]
            )
        }
    }
}

extension ModbusMap {
    /// The place in the table of descriptions of what covers an address.
    fileprivate func descriptionIndex(
        covering address: UInt16,
        in table: RegisterDescription.Place
    ) -> Int? {
        descriptions.firstIndex { about in
            about.place == table && Int(address) >= Int(about.address)
                && Int(address) < Int(about.address) + max(about.words, 1)
        }
    }

    /// The register of a description; nil for a bit.
    fileprivate func register(describedBy index: Int) -> CompiledRegister? {
        let about = descriptions[index]
        switch about.place {
        case .holding: return register(at: about.address, described: index, in: .holding)
        case .input: return register(at: about.address, described: index, in: .input)
        case .coil, .discreteInput: return nil
        }
    }

    /// The quantity behind a register or bit; nil where there is none.
    fileprivate func quantity(described index: Int, in table: RegisterDescription.Place)
        -> Quantity?
    {
        if case .quantity(let quantity)? = register(describedBy: index)?.source { return quantity }
        let bits = table == .coil ? coils : table == .discreteInput ? discreteInputs : []
        guard let bit = bits.first(where: { Int($0.description) == index }) else { return nil }
        if case .quantityBit(let quantity, _) = bit.source { return quantity }
        return nil
    }
}
