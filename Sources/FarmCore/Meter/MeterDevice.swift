internal import MBusProtocol
internal import MeterModels
public import ModbusProtocol
public import SimulatedTime

/// A meter as a Modbus slave's data: its registers are a view of the machine's state.
public struct MeterDevice: ModbusDevice {
    /// The meter.
    public var machine: MeterMachine
    /// The instant of the request in hand, to which the machine has been advanced.
    public var now = Instant.epoch
    /// What the slave may do.
    public let slaveProfile: SlaveProfile

    /// What a master on the M-Bus has just asked for; the bus carries it out.
    var asked: MBusCommand?
    /// Whether a fault lets it refuse what masters on the M-Bus ask for.
    var refusesOrders = false
    /// Whether ``places`` are noted.
    var notesPlaces = false
    /// Where records stand in the telegram that was written last, as far as they are noted.
    var places: [RecordPlace] = []
    /// What faults make of a telegram of the M-Bus before it goes out.
    var rework: ((inout [UInt8], [RecordPlace]) -> Void)?

    private let map: ModbusMap?
    private var lastRead: LastRead?

    /// The answer to the last read, which holds until the meter's registers change: several
    /// masters, or one that polls faster than the refresh grid, ask the same again.
    private struct LastRead {
        let table: RegisterTable
        let address: UInt16
        let count: Int
        let version: MeterMachine.Version
        let bytes: [UInt8]
    }

    /// A meter behind a slave; a model without Modbus answers every function with exception 01.
    public init(_ machine: MeterMachine) {
        self.machine = machine
        map = machine.model.modbus
        slaveProfile = machine.model.slaveProfile ?? SlaveProfile(functions: [])
    }

    /// Encodes the registers of a range from the meter's state.
    public mutating func readRegisters(
        _ table: RegisterTable,
        at address: UInt16,
        count: Int,
        into output: inout [UInt8]
    ) -> ModbusException? {
        let version = machine.version
        if let last = lastRead, last.version == version, last.address == address,
            last.count == count, last.table == table
        {
            output.append(contentsOf: last.bytes)
            return nil
        }
        guard let map else { return .illegalFunction }
        if let lone = map.loneRegister(table, at: address, count: count) {
            machine.append(lone, map, at: now, into: &output)
            return nil
        }
        if let refusal = map.refusal(ofReading: table, at: address, count: count) {
            return refusal
        }
        let start = output.count
        let showsClock = machine.append(
            map.registers(table)[map.firstIndex(endingAfter: address, in: table)...],
            from: Int(address),
            to: Int(address) + count,
            of: map,
            at: now,
            into: &output
        )
        lastRead =
            showsClock
            ? nil
            : LastRead(
                table: table,
                address: address,
                count: count,
                version: version,
                bytes: Array(output[start...])
            )
        return nil
    }

    /// Carries out what a write of holding registers means, all of it or nothing.
    public mutating func writeRegisters(
        at address: UInt16,
        words: ArraySlice<UInt8>,
        by function: FunctionCode,
        isBroadcast: Bool
    ) -> ModbusException? {
        guard let map else { return .illegalFunction }
        do {
            let effects = try map.effects(
                ofWriting: words,
                at: address,
                isBroadcast: isBroadcast,
                machine.writeContext(at: now)
            )
            return apply(effects)
        } catch {
            return error
        }
    }

    /// Opens what a request of the maker's own opens; answers with its first bytes, as function 16
    /// does.
    public mutating func perform(
        own function: FunctionCode,
        _ data: ArraySlice<UInt8>,
        into output: inout [UInt8]
    ) -> ModbusException? {
        guard let map else { return .illegalFunction }
        do {
            let context = machine.writeContext(at: now)
            guard let effects = try map.effects(of: function, data, context) else {
                return .illegalFunction
            }
            output.append(function.rawValue)
            output.append(contentsOf: data.prefix(4))
            return apply(effects)
        } catch {
            return error
        }
    }
}
