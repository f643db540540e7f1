internal import MeterModels
internal import Metrology
public import ModbusProtocol

extension MeterDevice {
    /// Encodes the coils or discrete inputs of a range.
    public mutating func readBits(
        _ table: BitTable,
        at address: UInt16,
        count: Int,
        into output: inout [UInt8]
    ) -> ModbusException? {
        guard let map = machine.model.modbus else { return .illegalFunction }
        if let refusal = map.refusal(ofReading: table, at: address, count: count) {
            return refusal
        }
        let bits = map.bits(table)
        var index = map.firstIndex(from: address, in: table)
        var byte: UInt8 = 0
        for offset in 0..<count {
            if index < bits.count, Int(bits[index].address) == Int(address) + offset {
                if machine.state(of: bits[index]) { byte |= 1 << UInt8(offset % 8) }
                index += 1
            }
            if offset % 8 == 7 || offset == count - 1 {
                output.append(byte)
                byte = 0
            }
        }
        return nil
    }

    /// Carries out what a write of coils means, all of it or nothing.
    public mutating func writeBits(
        at address: UInt16,
        count: Int,
        bits: ArraySlice<UInt8>,
        by function: FunctionCode,
        isBroadcast: Bool
    ) -> ModbusException? {
        guard let map = machine.model.modbus else { return .illegalFunction }
        let states = (0..<count).map { offset in
            let place = bits.startIndex + offset / 8
            return place < bits.endIndex && bits[place] >> UInt8(offset % 8) & 1 == 1
        }
        do {
            let effects = try map.effects(
                ofSwitching: states,
                at: address,
                isBroadcast: isBroadcast
            )
            return apply(effects)
        } catch {
            return error
        }
    }

    /// Bit k−1 is set while the voltage of phase k is missing.
    public var exceptionStatus: UInt8 {
        let phases: Int64 = machine.network == .singlePhase ? 0b001 : 0b111
        let present = machine.value(of: .phasesPresent) ?? phases
        return UInt8(truncatingIfNeeded: phases & ~present)
    }

    /// The identifier, "run" and what the model adds.
    public mutating func appendServerID(into output: inout [UInt8]) {
        let identification = machine.model.identification
        output.append(contentsOf: identification.serverID)
        output.append(0xFF)
        output.append(contentsOf: identification.serverAdditional)
    }

    /// One object of the device identification.
    public func identificationObject(_ id: UInt8) -> [UInt8]? {
        machine.model.identification.object(id)
    }

    /// The numbers of the objects, ascending.
    public var identificationObjects: [UInt8] {
        machine.model.identification.objects.map(\.id)
    }

    /// Carries out the effects of a write in their order.
    mutating func apply(_ effects: [RegisterEffect]) -> ModbusException? {
        var clock: [ClockField: Int64] = [:]
        for effect in effects {
            switch effect {
            case .command(let command): machine.perform(command, at: now)
            case .setting(let index, let value): machine.set(index, to: value, at: now)
            case .clock(let field, let value): clock[field] = value
            case .loadCurve(let word): machine.moveLoadCurve(word)
            case .open(let place): machine.setGuard(place, isOpen: true, at: now)
            case .close(let place): machine.setGuard(place, isOpen: false, at: now)
            case .commandTaken(let number, let result):
                machine.noteCommand(number, result: result, at: now)
            }
        }
        guard !clock.isEmpty, !machine.setClock(clock, at: now) else { return nil }
        return refuseDate(effects)
    }

    /// A date that does not exist: the command interface says so in its result, anything else is
    /// refused.
    private mutating func refuseDate(_ effects: [RegisterEffect]) -> ModbusException? {
        guard case .commandTaken(let number, _)? = effects.last,
            let results = machine.model.modbus?.commandInterface?.results
        else { return .illegalDataValue }
        machine.noteCommand(number, result: results.illegalParameter, at: now)
        return nil
    }
}
