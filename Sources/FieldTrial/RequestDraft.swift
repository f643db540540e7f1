import MeterModels
import Metrology
import ModbusProtocol

/// Requests that masters might send to a meter, drawn from its model's map.
struct RequestDraft {
    private let map: ModbusMap
    private let functions: FunctionSet

    init?(_ model: MeterModel) {
        guard let map = model.modbus else { return nil }
        self.map = map
        functions = map.rules.functions
    }

    /// Any request: mostly reads, and such writes as the model takes.
    func draw(_ chance: inout Chance) -> [UInt8] {
        switch chance.number(0...99) {
        case 0..<60: read(&chance)
        case 60..<90: write(&chance)
        case 90..<94: invalidWrite(&chance)
        case 94..<96: coils(&chance)
        case 96: [chance.pick([7, 17, 0x2B, 20, 0x41, 99])]
        case 97: [43, 14, UInt8(chance.number(1...4)), 0]
        default: words(chance.pick([3, 4]), chance.byteAddress(), chance.number(1...125))
        }
    }

    /// A request that changes the meter.
    func write(_ chance: inout Chance) -> [UInt8] {
        let writable = map.holding.filter { $0.flags.contains(.writable) }
        guard !writable.isEmpty else { return read(&chance) }
        let register = chance.pick(writable)
        if case .clock = register.source { return clock(&chance) }
        guard let value = value(for: register, &chance) else { return read(&chance) }
        return write(value, at: register.address, &chance)
    }

    /// A read of registers that exist, often of energies.
    func read(_ chance: inout Chance) -> [UInt8] {
        let readsInput = !map.input.isEmpty && (map.holding.isEmpty || chance.happens(percent: 60))
        let registers = readsInput ? map.input : map.holding
        guard !registers.isEmpty else { return coils(&chance) }
        var first = chance.number(0...registers.count - 1)
        if chance.happens(percent: 50) {
            let energies = registers.indices.filter {
                if case .quantity(.energy) = registers[$0].source { true } else { false }
            }
            if !energies.isEmpty { first = chance.pick(energies) }
        }
        let start = Int(registers[first].address)
        var end = registers[first].end
        for next in registers[first...].prefix(chance.number(1...40))
        where next.end - start <= map.rules.readLimit {
            end = next.end
        }
        return words(readsInput ? 4 : 3, UInt16(start), end - start)
    }

    private func words(_ function: UInt8, _ address: UInt16, _ count: Int) -> [UInt8] {
        [function] + Frames.word(address) + Frames.word(UInt16(count))
    }

    private func write(
        _ words: [UInt16],
        at address: UInt16,
        _ chance: inout Chance
    ) -> [UInt8] {
        // Meters stay where the trial's masters know them to be.
        guard !movesMeter(Int(address)..<Int(address) + words.count) else { return read(&chance) }
        let bytes = words.flatMap(Frames.word)
        let count = Frames.word(UInt16(words.count))
        if functions.contains(22), words.count == 1, chance.happens(percent: 10) {
            return [22] + Frames.word(address) + [0, 0] + bytes
        }
        if functions.contains(23), chance.happens(percent: 20) {
            let look = Frames.word(address) + count
            return [23] + look + look + [UInt8(bytes.count)] + bytes
        }
        if functions.contains(6), words.count == 1, chance.happens(percent: 60) {
            return [6] + Frames.word(address) + bytes
        }
        return [16] + Frames.word(address) + count + [UInt8(bytes.count)] + bytes
    }

    /// Whether a write of registers would give the meter another address or line format.
    private func movesMeter(_ span: Range<Int>) -> Bool {
        map.holding.contains { register in
            guard case .setting(let index) = register.source,
                case .line = map.settings[index].role
            else { return false }
            return span.overlaps(Int(register.address)..<register.end)
        }
    }

    private func value(for register: CompiledRegister, _ chance: inout Chance) -> [UInt16]? {
        var number: Double = Double(chance.number(0...3))
        if register.command >= 0 {
            switch map.commands[Int(register.command)].choice {
            case .any: number = 1
            case .value(let table): number = Double(chance.pick(table.keys.sorted()))
            case .bits(let table):
                number = Double(Int64(1) << Int64(chance.number(0...min(table.count, 32) - 1)))
            }
        } else if case .setting(let index) = register.source {
            let setting = map.settings[index]
            var value = setting.defaultValue
            if !setting.choices.isEmpty {
                value = chance.pick(setting.choices).code
            } else {
                let range = setting.range
                let high = min(range.upperBound, range.lowerBound + 100_000)
                value = Double(chance.spread(Int64(range.lowerBound)...Int64(high)))
            }
            number = register.scale.number(fromSetting: value)
        } else if case .loadCurve = register.source {
            number = chance.happens(percent: 50) ? 1 : 0xFFFE
        }
        return Registers.words(number, register)
    }

    /// All the registers of the clock that can be written, or one of them.
    private func clock(_ chance: inout Chance) -> [UInt8] {
        let fields = map.holding.filter { register in
            guard case .clock = register.source else { return false }
            return register.flags.contains(.writable)
        }
        var words: [UInt16] = []
        for register in fields {
            guard case .clock(let field) = register.source else { continue }
            if Int(fields[0].address) + words.count != Int(register.address) { break }
            let range = field.range
            var number = chance.number(range.lowerBound...min(range.upperBound, 4_000_000_000))
            if field == .day { number = min(number, 28) }
            if field == .year { number = 2020 + number % 20 }
            words += Registers.words(Double(number), register) ?? []
        }
        return write(words, at: fields[0].address, &chance)
    }

    private func invalidWrite(_ chance: inout Chance) -> [UInt8] {
        let count = chance.number(1...8)
        return write(
            (0..<count).map { _ in UInt16(truncatingIfNeeded: chance.bits()) },
            at: chance.happens(percent: 50) || map.holding.isEmpty
                ? chance.byteAddress() : chance.pick(map.holding).address,
            &chance
        )
    }

    private func coils(_ chance: inout Chance) -> [UInt8] {
        let address = map.coils.isEmpty ? 0 : chance.pick(map.coils).address
        switch chance.number(0...3) {
        case 0: return words(1, address, chance.number(1...4))
        case 1: return words(2, address, chance.number(1...4))
        case 2: return [5] + Frames.word(address) + [chance.pick([0, 0xFF]), 0]
        default: return [15] + Frames.word(address) + [0, 2, 1, chance.byte() & 3]
        }
    }
}

extension Chance {
    /// Any address, small ones as often as great ones.
    fileprivate mutating func byteAddress() -> UInt16 {
        UInt16(truncatingIfNeeded: spread(0...0xFFFF))
    }
}
