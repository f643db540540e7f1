internal import MeterModels
internal import ModbusProtocol

/// The meter's names for what a frame is about.
extension ModbusReading {
    /// The registers or bits of a range, with their values where words or bits are given.
    ///
    /// - Parameter function: the one that reads them: 1 to 4.
    func items(
        _ address: Int,
        _ count: Int,
        _ function: UInt8,
        words: [UInt16]? = nil,
        bits: [UInt8]? = nil
    ) -> [FrameDecoding.Item] {
        guard let map, let start = UInt16(exactly: address), count > 0 else { return [] }
        switch function {
        case 1, 2:
            let table = function == 1 ? BitTable.coils : .discreteInputs
            let all = map.bits(table)[map.firstIndex(from: start, in: table)...]
            return all.prefix { Int($0.address) < address + count }.map { bit in
                let place = Int(bit.address) - address
                let state = bits.map { Double($0[place / 8] >> UInt8(place % 8) & 1) }
                let about = map.descriptions[Int(bit.description)]
                return item(about, value: state.map { .number($0) })
            }
        default:
            let table = function == 4 ? RegisterTable.input : .holding
            return registers(start, count, table, words, map)
        }
    }

    private func registers(
        _ start: UInt16,
        _ count: Int,
        _ table: RegisterTable,
        _ words: [UInt16]?,
        _ map: ModbusMap
    ) -> [FrameDecoding.Item] {
        func part(_ register: CompiledRegister) -> [UInt16]? {
            let first = Int(register.address) - Int(start)
            guard let words, first >= 0, first + Int(register.words) <= words.count else {
                return nil
            }
            return Array(words[first..<first + Int(register.words)])
        }
        let lone = map.loneRegister(table, at: start, count: count)
        let first = map.firstIndex(endingAfter: start, in: table)
        let touched = map.registers(table)[first...].prefix {
            Int($0.address) < Int(start) + count
        }
        return (lone.map { [$0] } ?? Array(touched)).map { register in
            let place = RegisterPlace(table: table, register: register)
            let factor = map.scaleFactor(of: place).flatMap { part($0.register)?.first }
            let value = part(register).flatMap { words in
                PackedDate(words, register.format).map { .text($0.text) }
                    ?? map.decode(words, as: register, scaleFactor: factor, ratios: ratios)
            }
            return item(map.description(of: register), value: value)
        }
    }

    private func item(_ about: RegisterDescription, value: DecodedValue?) -> FrameDecoding.Item {
        FrameDecoding.Item(
            place: Int(about.address).addressText,
            name: about.saysNothing ? about.name : about.shows,
            value: value,
            unit: about.unit
        )
    }
}

extension RegisterDescription {
    /// Whether what the register shows does not tell what it is: a register that takes commands.
    fileprivate var saysNothing: Bool { shows.isEmpty || shows == "command" }
}
