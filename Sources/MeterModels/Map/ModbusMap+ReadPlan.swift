public import ModbusProtocol

/// One read request of a master.
public struct ReadSpan: Hashable, Sendable {
    /// The table: function 3 or 4.
    public let table: RegisterTable
    /// The first address.
    public let start: UInt16
    /// How many words.
    public let count: Int
    /// The wanted registers inside, ascending.
    public let registers: [CompiledRegister]
}

extension ModbusMap {
    /// The fewest requests that read the wanted registers, each within the read limit and without
    /// touching a gap.
    ///
    /// Registers that are not wanted are read along where that joins two spans.
    public func readPlan(for wanted: [RegisterPlace]) -> [ReadSpan] {
        RegisterTable.allCases.flatMap { table in
            let registers = Set(wanted.filter { $0.table == table }.map(\.register))
            return readPlan(registers.sorted { $0.address < $1.address }, table)
        }
    }

    private func readPlan(_ wanted: [CompiledRegister], _ table: RegisterTable) -> [ReadSpan] {
        var spans: [ReadSpan] = []
        for register in wanted {
            if let last = spans.last, let joined = join(last, register) {
                spans[spans.count - 1] = joined
            } else {
                spans.append(
                    ReadSpan(
                        table: table,
                        start: register.address,
                        count: Int(register.words),
                        registers: [register]
                    )
                )
            }
        }
        return spans
    }

    private func join(_ span: ReadSpan, _ register: CompiledRegister) -> ReadSpan? {
        let count = register.end - Int(span.start)
        guard count <= rules.readLimit, rules.alignment == .any || count % 2 == 0,
            isMapped(from: Int(span.start) + span.count, to: Int(register.address), span.table)
        else { return nil }
        return ReadSpan(
            table: span.table,
            start: span.start,
            count: count,
            registers: span.registers + [register]
        )
    }

    private func isMapped(from start: Int, to end: Int, _ table: RegisterTable) -> Bool {
        guard start < end else { return true }
        let registers = registers(table)
        guard let address = UInt16(exactly: start) else { return false }
        var index = firstIndex(endingAfter: address, in: table)
        var next = start
        while next < end, index < registers.count, registers[index].address == next,
            registers[index].flags.contains(.readable)
        {
            (next, index) = (registers[index].end, index + 1)
        }
        return next >= end
    }
}
