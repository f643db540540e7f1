public import Metrology
public import ModbusProtocol

/// What an accepted write changes.
public enum RegisterEffect: Hashable, Sendable {
    /// The meter carries out a command.
    case command(MeterCommand)
    /// A setting, by its place in the model's list, gets a value.
    case setting(Int, Double)
    /// A part of the clock is set.
    case clock(ClockField, Int64)
    /// The load curve's command register gets a word.
    case loadCurve(UInt16)
    /// A guard, by its place in the map's list, opens.
    case open(Int)
    /// A guard that closes after a write has let one through.
    case close(Int)
    /// The command interface took a command, with this result.
    case commandTaken(number: UInt16, result: UInt16)
}

extension ModbusMap {
    /// What a write of holding registers changes, in the order of the addresses; all or nothing.
    ///
    /// - Parameter words: high byte first, an even number of bytes.
    /// - Throws: exception 02 where nothing can be written (or what ``MapRules`` say), 03 for a
    ///   value that a register does not take, and what a guard says that is closed.
    public func effects(
        ofWriting words: ArraySlice<UInt8>,
        at address: UInt16,
        isBroadcast: Bool,
        _ context: WriteContext = WriteContext()
    ) throws(ModbusException) -> [RegisterEffect] {
        if let interface = commandInterface, interface.address == address {
            return commandEffects(interface, words)
        }
        let count = words.count / 2
        let end = Int(address) + count
        var (context, used) = (context, Set<Int>())
        var index = firstIndex(endingAfter: address, in: .holding)
        if let refusal = misalignment(of: address, count, holding, index) { throw refusal }
        var next = Int(address)
        var effects: [RegisterEffect] = []
        while index < holding.count, holding[index].address < end {
            let register = holding[index]
            try requireMapped(from: next, to: Int(register.address), start: Int(address))
            try requireWritable(register, from: Int(address), to: end, isBroadcast)
            let place = words.startIndex + 2 * (Int(register.address) - Int(address))
            let bytes = words[place..<place + 2 * Int(register.words)]
            if let opened = try opening(register, bytes, &context) {
                effects += opened
            } else {
                try pass(register, context, &used)
                effects += try self.effects(of: register, bytes)
            }
            (next, index) = (register.end, index + 1)
        }
        try requireMapped(from: next, to: end, start: Int(address))
        try requireWholeClock(effects)
        for place in used.sorted() where guards[place].closesAfterWrite {
            effects.append(.close(place))
        }
        return effects
    }

    private func commandEffects(
        _ interface: CommandInterface,
        _ words: ArraySlice<UInt8>
    ) -> [RegisterEffect] {
        let (effects, result) = interface.effects(of: words)
        let number = words.prefix(2).reduce(UInt16(0)) { $0 << 8 | UInt16($1) }
        return effects + [.commandTaken(number: number, result: result)]
    }

    /// What writing the register that opens a guard does; nil where it opens none, and where
    /// another value than the key is written while the guard is open: then the register is
    /// written as any other.
    private func opening(
        _ register: CompiledRegister,
        _ bytes: ArraySlice<UInt8>,
        _ context: inout WriteContext
    ) throws(ModbusException) -> [RegisterEffect]? {
        var opened: [RegisterEffect] = []
        var refusal: ModbusException?
        for (place, rule) in guards.enumerated() {
            guard case .register(register.address, let key) = rule.opener else { continue }
            guard let number = number(in: bytes, of: register), context.fits(number, key) else {
                if !context.isOpen(place) { refusal = rule.refusal }
                continue
            }
            context.openGuards |= 1 << UInt64(place)
            opened.append(.open(place))
        }
        if opened.isEmpty, let refusal { throw refusal }
        return opened.isEmpty ? nil : opened
    }

    /// Passes the guard of a register, if it has one.
    private func pass(
        _ register: CompiledRegister,
        _ context: WriteContext,
        _ used: inout Set<Int>
    ) throws(ModbusException) {
        guard let place = guardOf[register.address] else { return }
        guard context.isOpen(place) else { throw guards[place].refusal }
        used.insert(place)
    }

    /// What a request of a maker's own function opens; nil where no guard knows it.
    ///
    /// - Parameter data: what stands behind the function code.
    /// - Throws: what the guard says of a wrong key.
    public func effects(
        of function: FunctionCode,
        _ data: ArraySlice<UInt8>,
        _ context: WriteContext
    ) throws(ModbusException) -> [RegisterEffect]? {
        for (place, rule) in guards.enumerated() {
            guard case .function(function, let beginning, let key) = rule.opener else { continue }
            guard data.starts(with: beginning) else { throw .illegalDataValue }
            let shown = data.dropFirst(beginning.count)
            guard shown.count <= 8 else { throw .illegalDataValue }
            let number = shown.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard context.fits(Double(number), key) else { throw rule.refusal }
            return [.open(place)]
        }
        return nil
    }

    private func requireMapped(
        from next: Int,
        to address: Int,
        start: Int
    ) throws(ModbusException) {
        if address > next { throw gap(at: next == start) ?? .illegalDataAddress }
    }

    private func requireWritable(
        _ register: CompiledRegister,
        from start: Int,
        to end: Int,
        _ isBroadcast: Bool
    ) throws(ModbusException) {
        guard register.flags.contains(.writable) else {
            throw rules.readOnlyWrite.exception ?? .illegalDataAddress
        }
        guard Int(register.address) >= start, register.end <= end else {
            throw .illegalDataAddress
        }
        guard isBroadcast else { return }
        let isAllowed =
            switch rules.broadcast {
            case .all: true
            case .marked: register.flags.contains(.broadcast)
            case .none: false
            }
        if !isAllowed { throw .illegalDataAddress }
    }

    private func requireWholeClock(_ effects: [RegisterEffect]) throws(ModbusException) {
        guard rules.clockWrite == .together else { return }
        let written = effects.count { effect in
            guard case .clock = effect else { return false }
            return true
        }
        if written != 0, written != clockFieldCount { throw .illegalDataValue }
    }

    private func effects(
        of register: CompiledRegister,
        _ bytes: ArraySlice<UInt8>
    ) throws(ModbusException) -> [RegisterEffect] {
        guard let number = number(in: bytes, of: register) else { throw .illegalDataValue }
        if register.command >= 0 {
            guard let whole = Int64(exactly: number),
                let commands = commands[Int(register.command)].commands(for: whole)
            else { throw .illegalDataValue }
            return commands.map { .command($0) }
        }
        switch register.source {
        case .setting(let index):
            let code = register.scale.setting(fromNumber: number)
            guard let value = settings[index].value(ofCode: code) else { throw .illegalDataValue }
            return [.setting(index, value)]
        case .clock(let field):
            guard let whole = Int64(exactly: number), field.range.contains(whole) else {
                throw .illegalDataValue
            }
            return [.clock(field, whole)]
        case .loadCurve(.command):
            guard let word = UInt16(exactly: number) else { throw .illegalDataValue }
            return [.loadCurve(word)]
        default:
            throw .illegalDataAddress
        }
    }

    private func number(
        in bytes: ArraySlice<UInt8>,
        of register: CompiledRegister
    ) -> Double? {
        guard let value = try? register.codec?.decode(bytes) else { return nil }
        return value.number
    }

    /// What a write of coils changes, in the order of the addresses; all or nothing.
    ///
    /// - Throws: exception 02 where nothing can be written, or what ``MapRules`` say.
    public func effects(
        ofSwitching states: [Bool],
        at address: UInt16,
        isBroadcast: Bool
    ) throws(ModbusException) -> [RegisterEffect] {
        var index = firstIndex(from: address, in: .coils)
        var effects: [RegisterEffect] = []
        for (offset, isOn) in states.enumerated() {
            guard index < coils.count, Int(coils[index].address) == Int(address) + offset else {
                throw gap(at: offset == 0) ?? .illegalDataAddress
            }
            let coil = coils[index]
            index += 1
            guard let command = coil.command(switchingTo: isOn) else {
                throw rules.readOnlyWrite.exception ?? .illegalDataAddress
            }
            let isAllowed =
                !isBroadcast || rules.broadcast == .all
                || rules.broadcast == .marked && coil.flags.contains(.broadcast)
            guard isAllowed else { throw .illegalDataAddress }
            effects.append(.command(command))
        }
        return effects
    }
}

extension RegisterValue {
    /// The number that registers hold; nil for text and what is not finite.
    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .bits(let value): Double(value)
        case .float(let value): value.isFinite ? value : nil
        case .text: nil
        }
    }
}
