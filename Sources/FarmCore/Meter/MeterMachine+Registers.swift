internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// Appends the words of one whole register.
    func append(
        _ register: CompiledRegister,
        _ map: ModbusMap,
        at now: Instant,
        into output: inout [UInt8]
    ) {
        switch register.source {
        case .quantity(let quantity): register.append(value(of: quantity), into: &output)
        case .setting(let index):
            register.append(
                setting: model.settings[index].code(of: settings[index]),
                into: &output
            )
        case .serialNumber(.text): map.append(text: serialNumber, to: register, into: &output)
        case .serialNumber(let part):
            register.append(plain: part.value(of: serialNumber), into: &output)
        case .clock(let field): register.append(plain: clock(field, at: now), into: &output)
        case .loadCurve(.command):
            register.append(plain: Int64(loadCurveCommand), into: &output)
        case .loadCurve(.block): appendLoadCurve(words: Int(register.words), into: &output)
        default: map.appendFixed(register, into: &output)
        }
    }

    /// The state of a coil or discrete input.
    func state(of bit: CompiledBit) -> Bool {
        switch bit.source {
        case .constant(let state): state
        case .partialRuns(let selection): registers.isRunning(selection)
        case .quantityBit(let quantity, let place):
            (value(of: quantity) ?? 0) >> Int64(min(place, 63)) & 1 == 1
        }
    }
}
