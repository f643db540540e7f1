public import ModbusProtocol

/// The compiled register map of a model.
///
/// The hot part is the four sorted arrays of trivial structs: find the first register of a request
/// by halving, then walk on. The rest is for people and for masters.
public struct ModbusMap: Sendable {
    /// How the device handles its map.
    public let rules: MapRules
    /// Holding registers, ascending by address, without overlaps.
    public let holding: [CompiledRegister]
    /// Input registers, ascending by address, without overlaps.
    public let input: [CompiledRegister]
    /// Coils, ascending by address.
    public let coils: [CompiledBit]
    /// Discrete inputs, ascending by address.
    public let discreteInputs: [CompiledBit]
    /// What the registers and bits are, for people.
    public let descriptions: [RegisterDescription]
    /// The texts of text registers.
    public let texts: [String]
    /// The words of registers that never change.
    public let blocks: [[UInt16]]
    /// What the command registers do.
    public let commands: [CommandRule]
    /// The settings of the model, for writes.
    public let settings: [SettingDefinition]
    /// What keeps registers from being written.
    public let guards: [RegisterGuard]
    /// The registers through which numbered commands are given; nil without.
    public let commandInterface: CommandInterface?
    /// The guard of a holding register, by its address.
    let guardOf: [UInt16: Int]
    private let ratioScales: [Int32: RatioScale]
    private let codes: [Int32: [Int64: Int64]]
    private let loneHolding: [UInt16: CompiledRegister]
    private let loneInput: [UInt16: CompiledRegister]
    let clockFieldCount: Int

    init(_ draft: MapDraft) {
        rules = draft.rules
        holding = draft.holding
        input = draft.input
        coils = draft.coils
        discreteInputs = draft.discreteInputs
        descriptions = draft.descriptions
        texts = draft.texts
        blocks = draft.blocks
        commands = draft.commands
        settings = draft.settings
        guards = draft.guards
        commandInterface = draft.commandInterface
        guardOf = draft.guardOf
        ratioScales = draft.ratioScales
        codes = draft.codes
        loneHolding = draft.loneHolding
        loneInput = draft.loneInput
        clockFieldCount = draft.holding.count { register in
            guard case .clock = register.source else { return false }
            return register.flags.contains(.writable)
        }
    }

    /// The steps of a register that go with the programmed ratios; nil where it has one step.
    public func ratioScale(of register: CompiledRegister) -> RatioScale? {
        register.flags.contains(.scaledByRatio) ? ratioScales[register.description] : nil
    }

    /// The number that a register shows for a value of its quantity.
    public func code(of value: Int64, in register: CompiledRegister) -> Int64 {
        codes[register.description]?[value] ?? value
    }

    /// The value of the quantity that a number in a register stands for.
    public func value(ofCode code: Int64, in register: CompiledRegister) -> Int64 {
        codes[register.description]?.first { $0.value == code }?.key ?? code
    }

    /// The register that a read of just its words gets instead of what lies at its address
    /// otherwise; nil for any other read.
    public func loneRegister(_ table: RegisterTable, at address: UInt16, count: Int)
        -> CompiledRegister?
    {
        let lone = table == .holding ? loneHolding : loneInput
        guard !lone.isEmpty, let register = lone[address], Int(register.words) == count else {
            return nil
        }
        return register
    }

    /// The registers of a table, ascending by address.
    public func registers(_ table: RegisterTable) -> [CompiledRegister] {
        switch table {
        case .holding: holding
        case .input: input
        }
    }

    /// The bits of a table, ascending by address.
    public func bits(_ table: BitTable) -> [CompiledBit] {
        switch table {
        case .coils: coils
        case .discreteInputs: discreteInputs
        }
    }

    /// What people want to know of a register.
    public func description(of register: CompiledRegister) -> RegisterDescription {
        descriptions[Int(register.description)]
    }

    /// The place of the first register that ends behind an address: the one that covers it, or the
    /// next one; the count when there is none.
    public func firstIndex(endingAfter address: UInt16, in table: RegisterTable) -> Int {
        let registers = registers(table)
        var (low, high) = (0, registers.count)
        while low < high {
            let middle = (low + high) / 2
            if registers[middle].end > Int(address) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The place of the register that covers an address, nil when it is a gap.
    public func index(covering address: UInt16, in table: RegisterTable) -> Int? {
        let index = firstIndex(endingAfter: address, in: table)
        let registers = registers(table)
        guard index < registers.count, registers[index].address <= address else { return nil }
        return index
    }

    /// The place of the first bit at or behind an address; the count when there is none.
    public func firstIndex(from address: UInt16, in table: BitTable) -> Int {
        let bits = bits(table)
        var (low, high) = (0, bits.count)
        while low < high {
            let middle = (low + high) / 2
            if bits[middle].address >= address { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The parts of a map while it is put together.
struct MapDraft {
    var rules = MapRules()
    var holding: [CompiledRegister] = []
    var input: [CompiledRegister] = []
    var coils: [CompiledBit] = []
    var discreteInputs: [CompiledBit] = []
    var descriptions: [RegisterDescription] = []
    var texts: [String] = []
    var blocks: [[UInt16]] = []
    var commands: [CommandRule] = []
    var settings: [SettingDefinition] = []
    var guards: [RegisterGuard] = []
    var guardOf: [UInt16: Int] = [:]
    var commandInterface: CommandInterface?
    var ratioScales: [Int32: RatioScale] = [:]
    var codes: [Int32: [Int64: Int64]] = [:]
    var loneHolding: [UInt16: CompiledRegister] = [:]
    var loneInput: [UInt16: CompiledRegister] = [:]
}
