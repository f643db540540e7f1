internal import MeterModels
public import ModbusProtocol
public import SimulatedTime

/// A meter as a Modbus slave's data: its registers are a view of the machine's state.
public struct MeterDevice: ModbusDevice {
    /// The meter.
    public var machine: MeterMachine
    /// The instant of the request in hand, to which the machine has been advanced.
    public var now = Instant.epoch
    /// What the slave may do.
    public let slaveProfile: SlaveProfile

    private let map: ModbusMap?

    /// A meter behind a slave; a model without Modbus answers every function with exception 01.
    public init(_ machine: MeterMachine) {
        self.machine = machine
        map = machine.model.modbus
        slaveProfile = machine.model.slaveProfile ?? SlaveProfile(functions: [])
    }

    /// Encodes the registers of a range from the meter's state.
    public mutating func readRegisters(
        _ table: RegisterTable,
        at address: UInt16,
        count: Int,
        into output: inout [UInt8]
    ) -> ModbusException? {
        guard let map else { return .illegalFunction }
        if let refusal = map.refusal(ofReading: table, at: address, count: count) {
            return refusal
        }
        let registers = map.registers(table)
        let end = Int(address) + count
        var index = map.firstIndex(endingAfter: address, in: table)
        var next = Int(address)
        while next < end {
            guard index < registers.count, registers[index].address < end else {
                fillGap(from: next, to: end, map.rules, into: &output)
                break
            }
            let register = registers[index]
            fillGap(from: next, to: Int(register.address), map.rules, into: &output)
            if register.flags.contains(.readable) {
                append(register, from: Int(address), to: end, map, into: &output)
            } else {
                let (low, high) = (max(Int(register.address), next), min(register.end, end))
                fillGap(from: low, to: high, map.rules, into: &output)
            }
            (next, index) = (register.end, index + 1)
        }
        return nil
    }

    /// Carries out what a write of holding registers means, all of it or nothing.
    public mutating func writeRegisters(
        at address: UInt16,
        words: ArraySlice<UInt8>,
        by function: FunctionCode,
        isBroadcast: Bool
    ) -> ModbusException? {
        guard let map else { return .illegalFunction }
        do {
            let effects = try map.effects(
                ofWriting: words,
                at: address,
                isBroadcast: isBroadcast
            )
            return apply(effects)
        } catch {
            return error
        }
    }

    private func fillGap(
        from start: Int,
        to end: Int,
        _ rules: MapRules,
        into output: inout [UInt8]
    ) {
        guard end > start else { return }
        let filler: UInt8 =
            (rules.holes.exception == nil ? rules.holes : rules.unmapped) == .ones
            ? 0xFF : 0
        output.append(contentsOf: repeatElement(filler, count: 2 * (end - start)))
    }

    /// Appends a register, or as much of it as lies inside the request.
    private func append(
        _ register: CompiledRegister,
        from start: Int,
        to end: Int,
        _ map: ModbusMap,
        into output: inout [UInt8]
    ) {
        let before = output.count
        machine.append(register, map, at: now, into: &output)
        let missingInFront = max(start - Int(register.address), 0)
        let missingBehind = max(register.end - end, 0)
        if missingBehind > 0 { output.removeLast(min(2 * missingBehind, output.count - before)) }
        if missingInFront > 0 {
            let cut = min(before + 2 * missingInFront, output.count)
            output.removeSubrange(before..<cut)
        }
    }
}
