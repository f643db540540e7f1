internal import LoadProfiles
internal import MeterModels
internal import ModbusProtocol

/// The registers and records of one model that a fault means, by the addresses and quantities of
/// its target.
struct FaultScope {
    /// The first addresses of registers of the holding table.
    private var holding: Set<UInt16> = []
    /// The first addresses of registers of the input table.
    private var input: Set<UInt16> = []
    /// The places of records in the telegrams of an M-Bus, all counted through.
    private var records: Set<Int> = []

    /// The registers of a model that a fault means.
    ///
    /// A fault of values without addresses and quantities means all that the meter measures and
    /// counts, not its settings, constants, clock or serial number.
    init(_ plan: FaultPlan, of model: MeterModel) {
        var names: [String: Bool] = [:]
        for (index, record) in (model.mBus?.records ?? []).enumerated() {
            guard case .quantity = record.source, let map = model.mBus else { continue }
            let isMeant = Self.isMeant(map.descriptions[index].shows, plan.target, &names)
            if isMeant { records.insert(index) }
        }
        guard let map = model.modbus else { return }
        for table in RegisterTable.allCases {
            for register in map.registers(table) where Self.isMeant(register, plan, map, &names) {
                insert(register.address, in: table)
            }
        }
    }

    private mutating func insert(_ address: UInt16, in table: RegisterTable) {
        switch table {
        case .holding: holding.insert(address)
        case .input: input.insert(address)
        }
    }

    private static func isMeant(
        _ register: CompiledRegister,
        _ plan: FaultPlan,
        _ map: ModbusMap,
        _ names: inout [String: Bool]
    ) -> Bool {
        let target = plan.target
        if let addresses = target.addresses {
            let range = RequestedRange(
                table: nil,
                addresses: Int(register.address)..<register.end,
                isRead: true
            )
            guard range.touches(addresses) else { return false }
        }
        var showsQuantity = false
        if case .quantity = register.source { showsQuantity = true }
        guard target.quantities != nil else { return target.addresses != nil || showsQuantity }
        guard showsQuantity else { return false }
        return isMeant(map.description(of: register).shows, target, &names)
    }

    /// Whether a quantity is meant; without a list every one is.
    private static func isMeant(
        _ name: String,
        _ target: FaultTarget,
        _ names: inout [String: Bool]
    ) -> Bool {
        guard let quantities = target.quantities else { return true }
        if let known = names[name] { return known }
        let isMeant = quantities.contains { MeterPattern.matches($0, name) }
        names[name] = isMeant
        return isMeant
    }

    /// Whether a record is meant.
    func contains(record index: Int) -> Bool { records.contains(index) }

    /// Whether a register is meant.
    func contains(_ register: CompiledRegister, in table: RegisterTable) -> Bool {
        switch table {
        case .holding: holding.contains(register.address)
        case .input: input.contains(register.address)
        }
    }

    /// Whether a range of registers touches one that is meant.
    func touches(_ range: RequestedRange, of map: ModbusMap) -> Bool {
        guard let table = range.table else { return false }
        return registers(of: map, table, in: range.addresses).contains { contains($0, in: table) }
    }

    /// The readable registers that are meant and lie whole inside a range.
    func whole(_ range: Range<Int>, _ table: RegisterTable, of map: ModbusMap)
        -> [CompiledRegister]
    {
        registers(of: map, table, in: range).filter { register in
            register.flags.contains(.readable) && contains(register, in: table)
                && Int(register.address) >= range.lowerBound && register.end <= range.upperBound
        }
    }

    /// The registers that a range touches.
    private func registers(of map: ModbusMap, _ table: RegisterTable, in range: Range<Int>)
        -> ArraySlice<CompiledRegister>
    {
        guard let start = UInt16(exactly: range.lowerBound) else { return [] }
        let registers = map.registers(table)[map.firstIndex(endingAfter: start, in: table)...]
        return registers.prefix { $0.address < range.upperBound }
    }
}
