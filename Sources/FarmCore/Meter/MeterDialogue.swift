internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// What a meter remembers of a master's dealings with it: which guards are open, and what came of
/// the last command.
struct MeterDialogue {
    /// Until when each guard of the map is open; the distant past for one that was never opened.
    var openUntil: [Instant]
    /// The number of the last command of the command interface.
    var commandNumber: Int64 = 0
    /// What became of it.
    var commandResult: Int64 = 0

    /// Nil for a model that guards nothing and takes no commands.
    init?(_ map: ModbusMap?) {
        guard let map, !map.guards.isEmpty || map.commandInterface != nil else { return nil }
        openUntil = map.guards.map { _ in .epoch }
    }

    /// What a register of the command interface shows.
    func value(of part: CommandInterfacePart) -> Int64 {
        switch part {
        case .number: commandNumber
        case .result: commandResult
        }
    }

    /// Forgets everything, as without supply.
    mutating func forget() {
        openUntil = openUntil.map { _ in .epoch }
        (commandNumber, commandResult) = (0, 0)
    }

    /// Goes through its fields.
    mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.each("openUntil", &openUntil) { visitor, until in
            visitor.visit("until", &until.microseconds)
        }
        visitor.visit("commandNumber", &commandNumber)
        visitor.visit("commandResult", &commandResult)
    }
}

extension MeterMachine {
    /// What the map needs to know to tell what a write does.
    func writeContext(at instant: Instant) -> WriteContext {
        var open: UInt64 = 0
        for (place, until) in (dialogue?.openUntil ?? []).enumerated() where instant < until {
            open |= 1 << UInt64(place)
        }
        return WriteContext(openGuards: open, settings: settings)
    }

    /// Opens a guard for as long as it stays open, or closes it.
    mutating func setGuard(_ place: Int, isOpen: Bool, at instant: Instant) {
        guard let rule = model.modbus?.guards[place], dialogue != nil else { return }
        changes &+= 1
        dialogue?.openUntil[place] = isOpen ? instant + .milliseconds(rule.duration) : .epoch
    }

    /// Keeps what came of a command.
    mutating func noteCommand(_ number: UInt16, result: UInt16, at instant: Instant) {
        advance(to: instant)
        changes &+= 1
        dialogue?.commandNumber = Int64(number)
        dialogue?.commandResult = Int64(result)
    }

    /// Appends date and time of the meter's clock, packed as the register has it.
    func appendDateTime(
        _ register: CompiledRegister,
        at instant: Instant,
        into output: inout [UInt8]
    ) {
        func part(_ field: ClockField) -> UInt8 {
            UInt8(truncatingIfNeeded: clock(field, at: instant))
        }
        let (year, month, day) = (part(.yearOfCentury), part(.month), part(.day))
        let (hour, minute, second) = (part(.hour), part(.minute), part(.second))
        guard register.format == .dateTime4 else {
            output += [day, month, year, hour, minute, second]
            return
        }
        // Words of IEC 60870-5-4 CP56Time2a, the greatest unit first.
        let wall = ownTime(at: instant).wallMicroseconds
        let inMinute = wall - wall.floorDivided(by: 60_000_000) * 60_000_000
        let milliseconds = UInt16(truncatingIfNeeded: inMinute / 1000)
        output += [0, year, month, part(.weekday) << 5 | day, hour, minute]
        output += [UInt8(milliseconds >> 8), UInt8(truncatingIfNeeded: milliseconds)]
    }
}

extension RegisterSource {
    /// Whether it shows the clock, which does not keep to the refresh grid.
    var showsClock: Bool {
        switch self {
        case .clock, .dateTime: true
        default: false
        }
    }
}
