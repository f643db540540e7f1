internal import MeterModels
internal import ModbusProtocol

extension FaultEngine {
    /// Changes the registers in an answer as strikes ask for, and remembers what it showed.
    ///
    /// To be called for every answer of a meter while the engine is not idle, struck or not: a
    /// torn read needs the read before. Registers that are only partly in the answer, and answers
    /// of other functions than 3, 4 and 23, are left alone.
    func changeValues(
        of response: inout [UInt8],
        by strikes: [FaultStrike],
        _ exchange: FaultExchange
    ) {
        let watchers = armed.filter { fault in
            fault.plan.effect == .value(.torn) && !fault.isSpent
        }.filter { $0.concerns(meter: exchange.meter) }
        let changes = strikes.compactMap { strike in
            strike.effect.faultyValue.map { (strike.fault, $0) }
        }
        guard !watchers.isEmpty || !changes.isEmpty,
            let reading = RegisterReading(response, to: exchange)
        else { return }
        let truth = watchers.isEmpty ? [] : response
        for (fault, value) in changes { change(&response, reading, value, of: fault) }
        for fault in watchers { remember(truth, reading, for: fault) }
    }

    private func change(
        _ response: inout [UInt8],
        _ reading: RegisterReading,
        _ value: FaultyValue,
        of fault: ArmedFault
    ) {
        for register in reading.registers(of: fault) {
            let bytes = reading.bytes(of: register)
            let place = reading.place(of: register, fault)
            if value == .frozen, memory[place] == nil, register.words <= 4 {
                memory.remember(response[bytes], at: place)
            }
            let words = FaultyWords(register, of: reading.map, response[bytes])
            let changed = words.showing(value, remembered: memory[place])
            if let changed, changed.count == bytes.count {
                response.replaceSubrange(bytes, with: changed)
            }
        }
    }

    private func remember(
        _ response: [UInt8],
        _ reading: RegisterReading,
        for fault: ArmedFault
    ) {
        for register in reading.registers(of: fault) where register.words <= 4 {
            let bytes = response[reading.bytes(of: register)]
            memory.remember(bytes, at: reading.place(of: register, fault))
        }
    }
}

extension FaultEffect {
    /// What registers show; nil for other effects.
    fileprivate var faultyValue: FaultyValue? {
        guard case .value(let value) = self else { return nil }
        return value
    }
}

/// An answer that carries registers.
private struct RegisterReading {
    let meter: String
    let model: MeterModel
    let map: ModbusMap
    let table: RegisterTable
    let addresses: Range<Int>

    /// Nil when it carries none: an exception, another function, no meter.
    init?(_ response: [UInt8], to exchange: FaultExchange) {
        guard let meter = exchange.meter, let model = exchange.model, let map = model.modbus,
            let range = exchange.ranges.first(where: \.isRead), let table = range.table,
            response.count == 2 + 2 * range.addresses.count, response[0] == exchange.function,
            Int(response[1]) == 2 * range.addresses.count
        else { return nil }
        (self.meter, self.model, self.map) = (meter, model, map)
        (self.table, addresses) = (table, range.addresses)
    }

    /// The registers that a fault means, in the order of addresses.
    func registers(of fault: ArmedFault) -> [CompiledRegister] {
        fault.scope(of: model).whole(addresses, table, of: map)
    }

    /// Where a register stands in the answer.
    func bytes(of register: CompiledRegister) -> Range<Int> {
        let start = 2 + 2 * (Int(register.address) - addresses.lowerBound)
        return start..<start + 2 * Int(register.words)
    }

    func place(of register: CompiledRegister, _ fault: ArmedFault) -> FaultMemory.Place {
        FaultMemory.Place(fault: fault.id, meter: meter, table: table, address: register.address)
    }
}
