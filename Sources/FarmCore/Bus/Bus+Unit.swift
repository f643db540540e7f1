internal import MBusProtocol
internal import MeterModels
internal import ModbusProtocol
internal import SimulatedTime

/// What passed on a serial line, for whomever it was.
struct LineCounters {
    var messages: UInt16 = 0
    var errors: UInt16 = 0
}

extension Bus.Unit {
    /// Brings the meter to the instant, and tells whether it listens.
    mutating func wakes(at instant: Instant) -> Bool {
        device.machine.advance(to: instant)
        if device.machine.powerCycles != powerCycles {
            // What a slave counts and whether it only listens is forgotten without supply.
            forgetDialogue()
        }
        return device.machine.isAnswering
    }

    /// The slave and the link layer begin anew.
    private mutating func forgetDialogue() {
        powerCycles = device.machine.powerCycles
        slave = ModbusSlave()
        if link != nil { link = MBusSlave() }
    }

    /// The meter begins anew on its line, with nothing under way.
    mutating func startAnew() {
        forgetDialogue()
        fallback = nil
    }

    /// Lets the slave answer from the meter, which is awake at the instant.
    mutating func answer(
        _ request: ArraySlice<UInt8>,
        isBroadcast: Bool,
        at instant: Instant,
        into output: inout [UInt8]
    ) -> ModbusSlave.Answer {
        device.now = instant
        return slave.answer(
            request,
            isBroadcast: isBroadcast,
            device: &device,
            into: &output
        )
    }

    /// Whether a request may change the meter: a write of a function that it has.
    func isChanged(by request: ArraySlice<UInt8>) -> Bool {
        guard let code = request.first else { return false }
        let function = FunctionCode(rawValue: code)
        // A function of the maker's own may open a guard, which must be known after a restart.
        let mayChange =
            FunctionSet.writing.contains(function) || !FunctionSet.implemented.contains(function)
        return mayChange && !slave.isListenOnly
            && device.slaveProfile.functions.contains(function)
    }

    /// Tells the slave of what passed on the bus since it was last told.
    mutating func tell(of line: LineCounters) {
        slave.noteBusMessages(line.messages &- noted.messages)
        slave.noteCommunicationErrors(line.errors &- noted.errors)
        noted = line
    }
}
