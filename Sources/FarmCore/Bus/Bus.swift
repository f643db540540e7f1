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
        /// How often the meter's supply had come back when the slave began.
        var powerCycles: Int
        /// How many messages and errors of the bus the slave has been told of.
        var noted = LineCounters()
        /// The instant of the first request that waits for the disk: until it is carried out, the
        /// meter does not go beyond.
        var ceiling = Instant.distantFuture
        /// What the meter was like when its state was last handed to the disk.
        var saved: MeterMachine.Version?

        init(address: UInt8, device: MeterDevice) {
            self.address = address
            self.device = device
            powerCycles = device.machine.powerCycles
        }
    }

    /// The name in the farm file.
    public let name: String
    /// What a TCP client gets that asks for an address nobody has.
    public let foreignUnit: ForeignUnit
    /// The time of the farm.
    public let time: FarmTime
    var units: [Unit]
    /// Messages and errors that passed on the serial side.
    var line = LineCounters()
    /// Where requests that change meters are handed in; nil for a farm without memory.
    let journal: (any Journal)?
    let durability: Durability
    /// The last number that was given to an entry.
    var lastSequence: Int64 = 0
    /// The last entry that was carried out or refused.
    var settledSequence: Int64 = 0
    /// Requests that wait for the disk, in order.
    var pending: [PendingRequest] = []
    /// The units that are new or that the farm file has changed.
    private(set) var changed: [Int] = []
    /// For each address, the index in `units`; −1 where nobody is.
    private var unitAt = [Int16](repeating: -1, count: 256)

    /// A bus with its meters switched on for the first time, in a farm without memory.
    public init(_ plan: BusPlan, meters: [MeterPlan], time: FarmTime, start: Instant) {
        name = plan.name
        foreignUnit = plan.foreignUnit
        self.time = time
        journal = nil
        durability = .relaxed
        units = meters.prefix(Self.meterLimit).map { meter in
            Unit(
                address: meter.address,
                device: MeterDevice(MeterMachine(meter, at: start))
            )
        }
        noteAddresses()
    }

    /// A bus whose meters go on where a memory left them.
    ///
    /// - Parameters:
    ///   - memory: what is known of the farm's earlier life.
    ///   - start: the instant at which the farm goes on.
    ///   - journal: where requests that change meters are handed in.
    /// - Throws: what is wrong with the state of each meter that cannot go on.
    public init(
        _ plan: BusPlan,
        meters: [MeterPlan],
        time: FarmTime,
        start: Instant,
        memory: FarmMemory,
        journal: any Journal,
        durability: Durability
    ) throws(MemoryRefusals) {
        name = plan.name
        foreignUnit = plan.foreignUnit
        self.time = time
        self.journal = journal
        self.durability = durability
        lastSequence = memory.lastSequence(on: plan.name)
        settledSequence = lastSequence
        units = []
        var refusals: [MemoryRefusal] = []
        for meter in meters.prefix(Self.meterLimit) {
            do throws(MemoryRefusal) {
                let restart = try MeterRestart.restart(meter, from: memory, at: start)
                var unit = Unit(address: meter.address, device: restart.device)
                if restart.isAsKept { unit.saved = restart.device.machine.version }
                if restart.isChanged { changed.append(units.count) }
                units.append(unit)
            } catch {
                refusals.append(error)
            }
        }
        if !refusals.isEmpty { throw MemoryRefusals(all: refusals) }
        noteAddresses()
    }

    /// More than addresses allow, so that every farm file fits.
    private static let meterLimit = Int(Int16.max)

    private func noteAddresses() {
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
        units[index].device.machine.advance(to: min(instant, units[index].ceiling))
        return body(&units[index].device.machine)
    }

    /// The index of the unit at an address.
    func index(of address: UInt8) -> Int? {
        let index = Int(unitAt[Int(address)])
        return index < 0 ? nil : index
    }

    /// Lets the unit answer a request; the response is appended when there is one now.
    ///
    /// - Parameter waiter: who is told when the answer comes later.
    func answer(
        _ request: ArraySlice<UInt8>,
        unit index: Int,
        at instant: Instant,
        for waiter: any JournalWaiter,
        into output: inout [UInt8]
    ) -> BusAnswer {
        units[index].tell(of: line)
        let present = min(instant, units[index].ceiling)
        guard units[index].wakes(at: present) else { return .absent }
        if journal != nil, units[index].isChanged(by: request) {
            let address = units[index].address
            return submit(request, to: address, at: instant, for: waiter, into: &output)
        }
        let answer = units[index].answer(
            request,
            isBroadcast: false,
            at: present,
            into: &output
        )
        return answer == .reply ? .reply : .silence
    }

    /// Lets every unit carry out a broadcast; nothing is ever answered.
    func broadcast(
        _ request: ArraySlice<UInt8>,
        at instant: Instant,
        for waiter: any JournalWaiter
    ) -> BusAnswer {
        for index in units.indices { units[index].tell(of: line) }
        if journal != nil, units.contains(where: { $0.isChanged(by: request) }) {
            var nowhere: [UInt8] = []
            return submit(request, to: 0, at: instant, for: waiter, into: &nowhere)
        }
        carryOutBroadcast(request, at: instant)
        return .silence
    }
}

/// What becomes of a request on a bus.
enum BusAnswer: Equatable {
    /// The response was appended.
    case reply
    /// Nothing is to be sent.
    case silence
    /// The meter is there and dead: it has no supply, or has not started up yet.
    case absent
    /// The disk is asked first; the waiter is told.
    case later
}

/// Everything that is wrong with the states of a bus's meters.
public struct MemoryRefusals: Error, Hashable, Sendable {
    /// One for each meter that cannot go on.
    public let all: [MemoryRefusal]
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
    /// Brings the meter to the instant, and tells whether it listens.
    mutating func wakes(at instant: Instant) -> Bool {
        device.machine.advance(to: instant)
        if device.machine.powerCycles != powerCycles {
            // What a slave counts and whether it only listens is forgotten without supply.
            powerCycles = device.machine.powerCycles
            slave = ModbusSlave()
        }
        return device.machine.isAnswering
    }

    /// Brings the meter to the instant and lets the slave answer from it.
    mutating func answer(
        _ request: ArraySlice<UInt8>,
        isBroadcast: Bool,
        at instant: Instant,
        into output: inout [UInt8]
    ) -> ModbusSlave.Answer {
        guard wakes(at: instant) else { return .silence }
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
        return FunctionSet.writing.contains(function) && !slave.isListenOnly
            && device.slaveProfile.functions.contains(function)
    }

    /// Tells the slave of what passed on the bus since it was last told.
    mutating func tell(of line: LineCounters) {
        slave.noteBusMessages(line.messages &- noted.messages)
        slave.noteCommunicationErrors(line.errors &- noted.errors)
        noted = line
    }
}
