public import ModbusProtocol

extension ModbusMap {
    /// Why a read of registers is refused; nil when it can be answered.
    ///
    /// The slave has checked function, count and the end of the address space. Where gaps are
    /// answered, the caller fills them with ``MapRules/Gap``'s words.
    public func refusal(
        ofReading table: RegisterTable,
        at address: UInt16,
        count: Int
    ) -> ModbusException? {
        let registers = registers(table)
        let first = firstIndex(endingAfter: address, in: table)
        if let refusal = misalignment(of: address, count, registers, first) { return refusal }
        let end = Int(address) + count
        var next = Int(address)
        var index = first
        while next < end {
            guard index < registers.count, registers[index].address < end else { break }
            let register = registers[index]
            guard register.flags.contains(.readable) else {
                if let refusal = gap(at: next == Int(address)) { return refusal }
                (next, index) = (register.end, index + 1)
                continue
            }
            if Int(register.address) > next, let refusal = gap(at: next == Int(address)) {
                return refusal
            }
            if cuts(register, from: Int(address), to: end) { return .illegalDataAddress }
            (next, index) = (register.end, index + 1)
        }
        return next < end ? gap(at: next == Int(address)) : nil
    }

    /// The exception at a gap, at the beginning of a request or further on.
    func gap(at isBeginning: Bool) -> ModbusException? {
        (isBeginning ? rules.unmapped : rules.holes).exception
    }

    private func cuts(_ register: CompiledRegister, from start: Int, to end: Int) -> Bool {
        guard rules.splitValue != .allow, !register.format.isDivisible else { return false }
        return Int(register.address) < start || register.end > end
    }

    func misalignment(
        of address: UInt16,
        _ count: Int,
        _ registers: [CompiledRegister],
        _ first: Int
    ) -> ModbusException? {
        guard rules.alignment == .even, address % 2 != 0 || count % 2 != 0 else { return nil }
        let isSingle =
            count == 1 && first < registers.count && registers[first].address == address
            && registers[first].words == 1
        return isSingle ? nil : .illegalDataAddress
    }

    /// Why a read of bits is refused; nil when it can be answered.
    public func refusal(
        ofReading table: BitTable,
        at address: UInt16,
        count: Int
    ) -> ModbusException? {
        let bits = bits(table)
        var index = firstIndex(from: address, in: table)
        for offset in 0..<max(count, 0) {
            if index < bits.count, Int(bits[index].address) == Int(address) + offset {
                if !bits[index].flags.contains(.readable) { return gap(at: offset == 0) }
                index += 1
            } else if let refusal = gap(at: offset == 0) {
                return refusal
            }
        }
        return nil
    }
}
