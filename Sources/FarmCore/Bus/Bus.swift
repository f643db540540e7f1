internal import ModbusProtocol
public import SimulatedTime

/// One RS485 segment, or one Modbus TCP unit space: meters with addresses, and the way in to them.
///
/// Confined to one event loop; nothing on a request's path takes a lock or waits.
public final class Bus {
    /// A meter at its address with its protocol state.
    struct Unit {
        let address: UInt8
        var slave = ModbusSlave()
        var device: MeterDevice
        /// How many messages and errors of the bus the slave has been told of.
        var noted = LineCounters()
    }

    /// The name in the farm file.
    public let name: String
    /// What a TCP client gets that asks for an address nobody has.
    public let foreignUnit: ForeignUnit
    /// The map from host time to virtual time.
    public var clock: FarmClock
    var units: [Unit]
    /// Messages and errors that passed on the serial side.
    var line = LineCounters()
    /// For each address, the index in `units`; −1 where nobody is.
    private var unitAt = [Int16](repeating: -1, count: 256)

    /// A bus with its meters switched on.
    public init(_ plan: BusPlan, meters: [MeterPlan], clock: FarmClock, start: Instant) {
        name = plan.name
        foreignUnit = plan.foreignUnit
        self.clock = clock
        units = meters.prefix(Int(Int16.max)).map { meter in
            Unit(
                address: meter.address,
                device: MeterDevice(MeterMachine(meter, at: start))
            )
        }
        for (index, unit) in units.enumerated() { unitAt[Int(unit.address)] = Int16(index) }
    }

    /// How many meters hang on the bus.
    public var meterCount: Int { units.count }

    /// Looks at a meter at an instant, as a test or the control API does.
    public func withMeter<Result>(
        at address: UInt8,
        on instant: Instant,
        _ body: (inout MeterMachine) -> Result
    ) -> Result? {
        guard let index = index(of: address) else { return nil }
        units[index].device.machine.advance(to: instant)
        return body(&units[index].device.machine)
    }

    /// The index of the unit at an address.
    func index(of address: UInt8) -> Int? {
        let index = Int(unitAt[Int(address)])
        return index < 0 ? nil : index
    }

    /// Lets the unit answer a request; the response is appended when there is one.
    func answer(
        _ request: ArraySlice<UInt8>,
        unit index: Int,
        isBroadcast: Bool,
        at instant: Instant,
        into output: inout [UInt8]
    ) -> ModbusSlave.Answer {
        units[index].tell(of: line)
        return units[index].answer(
            request,
            isBroadcast: isBroadcast,
            at: instant,
            into: &output
        )
    }

    /// Lets every unit carry out a broadcast; nothing is ever answered.
    func broadcast(_ request: ArraySlice<UInt8>, at instant: Instant) {
        var nowhere: [UInt8] = []
        for index in units.indices {
            _ = answer(request, unit: index, isBroadcast: true, at: instant, into: &nowhere)
            nowhere.removeAll(keepingCapacity: true)
        }
    }
}

/// What a TCP client gets that asks for an address nobody has.
public enum ForeignUnit: String, Sendable, CaseIterable {
    /// Exception 0B, as a gateway whose target does not answer.
    case exception
    /// Nothing.
    case silence
}

/// What passed on a serial line, for whomever it was.
struct LineCounters {
    var messages: UInt16 = 0
    var errors: UInt16 = 0
}

extension Bus.Unit {
    /// Brings the meter to the instant and lets the slave answer from it.
    mutating func answer(
        _ request: ArraySlice<UInt8>,
        isBroadcast: Bool,
        at instant: Instant,
        into output: inout [UInt8]
    ) -> ModbusSlave.Answer {
        device.machine.advance(to: instant)
        device.now = instant
        return slave.answer(
            request,
            isBroadcast: isBroadcast,
            device: &device,
            into: &output
        )
    }

    /// Tells the slave of what passed on the bus since it was last told.
    mutating func tell(of line: LineCounters) {
        slave.noteBusMessages(line.messages &- noted.messages)
        slave.noteCommunicationErrors(line.errors &- noted.errors)
        noted = line
    }
}
