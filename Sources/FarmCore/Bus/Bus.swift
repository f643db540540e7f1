internal import MBusProtocol
internal import MeterModels
internal import ModbusProtocol
public import SimulatedTime

/// One RS485 segment, or one Modbus TCP unit space: meters with addresses, and the way in to them.
///
/// Confined to one event loop; nothing on a request's path takes a lock or waits.
public final class Bus {
    /// A meter with its protocol state.
    struct Unit {
        /// What tells the meter from the others of the bus in the journal.
        let home: UInt8
        /// How it hung on the bus when the addresses were noted.
        var stationChanges: UInt32 = 0
        /// The next unit at the same address; −1 when there is none.
        var twin: Int16 = -1
        /// How often it has answered on a wire.
        var answers: Int64 = 0
        var slave = ModbusSlave()
        /// Its link layer on an M-Bus; nil for a meter without.
        var link: MBusSlave?
        /// The speed to which it returns when nobody follows it to the one that was set.
        var fallback: SpeedFallback?
        var device: MeterDevice
        /// How often the meter's supply had come back when the slave began.
        var powerCycles: Int
        /// How many messages and errors of the bus the slave has been told of.
        var noted = LineCounters()
        /// The instant of the first request that waits for the disk: until it is carried out, the
        /// meter does not go beyond.
        var ceiling = Instant.distantFuture
        /// Its place among meters that pulse lines join; nil for one that none does.
        var seat: PulseSeat?
        /// What the meter was like when its state was last handed to the disk.
        var saved: MeterMachine.Version?

        init(home: UInt8, device: MeterDevice) {
            self.home = home
            self.device = device
            link = device.machine.model.mBus.map { _ in MBusSlave() }
            powerCycles = device.machine.powerCycles
        }
    }

    /// The name in the farm file.
    public let name: String
    /// What a TCP client gets that asks for an address nobody has.
    public let foreignUnit: ForeignUnit
    /// Whether it is an M-Bus, and no RS485 line.
    public let isMBus: Bool
    /// The settings of its line.
    public let linePlan: LinePlan
    /// The faults that are armed on it.
    public let faults: FaultEngine
    /// The segment on which everything takes its place in time; nil while the bus is as fast as
    /// the machine can and nothing is wrong with it.
    public internal(set) var wire: Wire?
    /// Told when the bus has got its ``wire``.
    public var wireIsThere: ((Wire) -> Void)?
    /// Sessions that move to the wire when there is one.
    var lines: [(session: ObjectIdentifier, join: (Wire) -> Void)] = []
    /// The way over the line for clients of ports without a gateway.
    var plainGateway: GatewayMaster?
    /// The last frames that have passed; nil while nobody watches.
    var traffic: TrafficLog?
    /// The number of the last frame that was noted.
    var trafficCount: Int64 = 0
    /// What masters have written, the last of it.
    var writeLog = WriteLog()
    /// Told of what a scenario asked of a meter in vain.
    public var reportRefusal: ((_ meter: String, ScenarioRefusal) -> Void)?
    /// What scenarios do to the bus, by time.
    var script: ArraySlice<BusScript.Placed> = []
    /// Whether one of its actions is being carried out.
    var isFollowing = false
    /// When a scenario may do something next, to the bus or to how meters hang on it.
    var due = Instant.distantFuture
    /// When a scenario may change next how meters hang on the bus.
    var stationDue = Instant.distantFuture
    /// Whether pulse lines join any of the meters with others.
    var hasSeats = false
    /// Whether two meters have the same address.
    var hasTwins = false
    /// Requests that came over the wire and wait for the disk.
    var awaited: [WireAnswer] = []
    /// Frames of M-Bus masters whose acknowledgement waits for the disk.
    var awaitedLinks: [LinkAnswer] = []
    /// Where the fronts stand at which a key was pressed, by the meter's place.
    var panels: [Int: PanelState] = [:]
    /// Who waits until what a meter shall do is kept.
    var awaitedDeeds: [DeedWaiter] = []
    /// How many requests have been taken where faults may strike.
    var frames: Int64 = 0
    /// How many connections there have been.
    var connections = 0
    /// The latest instant that was served.
    var latest = Instant.epoch
    /// Answers that faults hold back, by connection.
    var held = HeldAnswers()
    let seed: Seed
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
    /// Whether what changes a meter waits for the disk even where durability is relaxed, because
    /// other meters are about to take the places of those that are here.
    var holdsWrites = false
    /// The units that are new or that the farm file has changed.
    private(set) var changed: [Int] = []
    /// For each address, the index in `units`; −1 where nobody is.
    var unitAt = [Int16](repeating: -1, count: 256)
    /// For each home, the index in `units`.
    private var unitOfHome = [Int16](repeating: -1, count: 256)

    /// A bus with its meters switched on for the first time, in a farm without memory.
    ///
    /// - Parameters:
    ///   - seed: the source of chance of its line and its faults.
    public init(
        _ plan: BusPlan,
        meters: [MeterPlan],
        time: FarmTime,
        start: Instant,
        seed: Seed = Seed(0)
    ) {
        name = plan.name
        foreignUnit = plan.foreignUnit
        isMBus = plan.isMBus
        linePlan = plan.line
        self.time = time
        self.seed = seed
        faults = FaultEngine(bus: plan.name, seed: seed, start: start)
        journal = nil
        durability = .relaxed
        units = meters.prefix(Self.meterLimit).map { meter in
            Unit(home: meter.home, device: MeterDevice(MeterMachine(meter, at: start)))
        }
        begin(plan, at: start)
    }

    /// A bus whose meters go on where a memory left them.
    ///
    /// - Parameters:
    ///   - memory: what is known of the farm's earlier life.
    ///   - start: the instant at which the farm goes on.
    ///   - journal: where requests that change meters are handed in.
    ///   - joined: the meters that pulse lines join, on this and other buses of the loop.
    /// - Throws: what is wrong with the state of each meter that cannot go on.
    public init(
        _ plan: BusPlan,
        meters: [MeterPlan],
        time: FarmTime,
        start: Instant,
        seed: Seed = Seed(0),
        memory: FarmMemory,
        journal: any Journal,
        durability: Durability,
        joined: JoinedRestarts? = nil
    ) throws(MemoryRefusals) {
        name = plan.name
        foreignUnit = plan.foreignUnit
        isMBus = plan.isMBus
        linePlan = plan.line
        self.time = time
        self.seed = seed
        self.journal = journal
        self.durability = durability
        lastSequence = memory.lastSequence(on: plan.name)
        settledSequence = lastSequence
        units = []
        var began = start
        var refusals: [MemoryRefusal] = []
        for meter in meters.prefix(Self.meterLimit) {
            do throws(MemoryRefusal) {
                let restart = try MeterRestart.restart(meter, from: memory, joined, at: start)
                var unit = Unit(home: meter.home, device: restart.device)
                began = min(began, restart.device.machine.script?.began ?? start)
                if restart.isAsKept { unit.saved = restart.device.machine.version }
                if restart.isChanged { changed.append(units.count) }
                units.append(unit)
            } catch {
                refusals.append(error)
            }
        }
        // A meter that is new joins the scenario that is under way.
        for index in units.indices { units[index].device.machine.join(began, at: start) }
        faults = FaultEngine(bus: plan.name, seed: seed, start: began)
        if !refusals.isEmpty { throw MemoryRefusals(all: refusals) }
        begin(plan, at: began)
    }

    /// More than addresses allow, so that every farm file fits.
    private static let meterLimit = Int(Int16.max)

    private func begin(_ plan: BusPlan, at began: Instant) {
        for (index, unit) in units.enumerated() { unitOfHome[Int(unit.home)] = Int16(index) }
        for fault in plan.faults { faults.arm(fault, at: began) }
        script = (plan.script.placed(from: began) + plan.agenda).ordered[...]
        noteStations()
        if plan.line.isOutOfTheOrdinary || !faults.isIdle { wireUp() }
    }

    /// How many meters hang on the bus.
    public var meterCount: Int { units.count }

    /// Looks at a meter at an instant, as a test or the control API does.
    public func withMeter<Result>(
        at address: UInt8,
        on instant: Instant,
        _ body: (inout MeterMachine) -> Result
    ) -> Result? {
        keepUp(to: instant)
        return index(of: address).map { withMeter($0, on: instant, body) }
    }

    /// Looks at a meter by its name, wherever it hangs.
    public func withMeter<Result>(
        named name: String,
        on instant: Instant,
        _ body: (inout MeterMachine) -> Result
    ) -> Result? {
        keepUp(to: instant)
        return index(named: name).map { withMeter($0, on: instant, body) }
    }

    /// The index of the unit with a name.
    func index(named name: String) -> Int? {
        units.firstIndex { $0.device.machine.name == name }
    }

    func withMeter<Result>(
        _ index: Int,
        on instant: Instant,
        _ body: (inout MeterMachine) -> Result
    ) -> Result {
        let present = reach(index, instant)
        units[index].device.machine.advance(to: present)
        defer { settleStation(index) }
        return body(&units[index].device.machine)
    }

    /// The index of the first unit that hears the bus at an address.
    func index(of address: UInt8) -> Int? {
        let index = Int(unitAt[Int(address)])
        return index < 0 ? nil : index
    }

    /// The address at which a unit listens now.
    func address(of index: Int) -> UInt8 { units[index].device.machine.station.address }

    /// Whether a unit identifier of Modbus TCP stands for the one meter that there is.
    ///
    /// 0 and 255 are "the device" where there is a single one; on a bus of several, 0 is the
    /// serial broadcast and 248 to 255 lead nowhere (Modbus messaging on TCP/IP V1.0b, 4.4.1.2).
    func meansSingleMeter(_ unit: UInt8) -> Bool {
        meterCount == 1 && (unit == 0 || unit == 255)
    }

    /// The index of the unit with a home.
    func index(ofHome home: UInt8) -> Int? {
        let index = Int(unitOfHome[Int(home)])
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
        let present = reach(index, instant)
        defer { settleStation(index) }
        guard units[index].wakes(at: present) else { return .absent }
        if journal != nil, units[index].isChanged(by: request) {
            let home = units[index].home
            return submit(request, to: home, at: instant, for: waiter, into: &output)
        }
        let answer = serve(request, by: index, isBroadcast: false, at: present, into: &output)
        return answer == .reply ? .reply : .silence
    }

    /// Lets every unit that hears it carry out a broadcast; nothing is ever answered.
    ///
    /// - Parameter isHeard: whether a unit hears it; every unit that is set as the bus is, unless
    ///   told otherwise.
    func broadcast(
        _ request: ArraySlice<UInt8>,
        at instant: Instant,
        for waiter: any JournalWaiter,
        isHeard: ((Int) -> Bool)? = nil
    ) -> BusAnswer {
        for index in units.indices { units[index].tell(of: line) }
        let hearers = units.indices.filter { isHeard?($0) ?? hears($0, sender: nil) }
        guard journal != nil, hearers.contains(where: { units[$0].isChanged(by: request) }) else {
            for index in hearers { carryOutBroadcast(request, by: index, at: instant) }
            return .silence
        }
        var nowhere: [UInt8] = []
        if hearers.count == units.count {
            return submit(request, to: 0, at: instant, for: waiter, into: &nowhere)
        }
        // Whoever does not hear it must not carry it out after a restart either.
        var answer = BusAnswer.silence
        for index in hearers {
            answer = submit(
                UnitOrder.broadcast(Array(request)).bytes[...],
                to: units[index].home,
                at: instant,
                for: index == hearers.last ? waiter : nil,
                into: &nowhere
            )
        }
        return answer
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
