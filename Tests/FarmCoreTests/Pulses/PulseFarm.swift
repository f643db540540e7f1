import FarmCore
import Foundation
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

/// A farm with pulse lines on buses as a daemon has them, lived by hand.
final class PulseFarm: Journal {
    let plan: FarmPlan
    let buses: [Bus]
    let groups: [PulseGroup]
    let time: FarmTime
    /// What has been handed in and not settled.
    private(set) var entries: [JournalEntry] = []
    /// Edges that left the farm, in the order in which they did.
    private(set) var outside: [(line: PulseLinePlan, edge: OutputEdge)] = []

    /// A farm that begins.
    init(_ plan: FarmPlan, from memory: FarmMemory? = nil, at start: Instant = TestMeter.start)
        throws
    {
        self.plan = plan
        time = FarmTime(FarmClock(start: start, hostTime: 0))
        let memory = memory ?? FarmMemory(lease: start)
        let joined = JoinedRestarts(plan, memory: memory, start: start)
        let inbox = Inbox()
        var made: [Bus] = []
        for bus in plan.buses {
            made.append(
                try Bus(
                    bus,
                    meters: plan.meters(of: bus),
                    time: time,
                    start: start,
                    seed: plan.seed,
                    memory: memory,
                    journal: inbox,
                    durability: plan.durability,
                    joined: joined
                )
            )
        }
        buses = made
        groups = PulseGroup.join(made, by: plan.pulseWeb, seed: plan.seed)
        inbox.farm = self
        for group in groups where group.reachesOutside {
            group.deliver = { [unowned self] in outside.append(($0, $1)) }
        }
    }

    /// The journal as the buses see it.
    private final class Inbox: Journal {
        weak var farm: PulseFarm?
        func record(_ entry: JournalEntry) -> Bool { farm?.record(entry) ?? false }
    }

    func record(_ entry: JournalEntry) -> Bool {
        entries.append(entry)
        return true
    }

    /// Takes what was handed in, and tells the buses that it is on the disk.
    func settle() -> [JournalEntry] {
        let taken = entries
        entries = []
        var settled: [String: Int64] = [:]
        for entry in taken { settled[entry.bus] = entry.sequence }
        Bus.settle(buses, through: settled, isDurable: true)
        return taken
    }

    /// Looks at a meter at an instant.
    func look<Result>(
        _ name: String,
        at instant: Instant,
        _ body: (inout MeterMachine) -> Result
    ) throws -> Result {
        for bus in buses {
            if let found = bus.withMeter(named: name, on: instant, body) { return found }
        }
        throw NoMeter(name: name)
    }

    /// A quantity of a meter.
    func value(_ name: String, _ quantity: String, at instant: Instant) throws -> Int64? {
        try look(name, at: instant) { machine in
            machine.model.catalogue[quantity].flatMap { machine.value(of: $0) }
        }
    }

    /// All states as one round takes them.
    func checkpoints() -> [MeterCheckpoint] {
        var round = CheckpointRound(buses)
        var all: [MeterCheckpoint] = []
        while true {
            let slice = round.next(limit: 3)
            all += slice.checkpoints
            if slice.isLast { return all }
        }
    }

    struct NoMeter: Error { let name: String }

    /// The state of every meter but for what waits at its inputs, field by field.
    func states(at instant: Instant) throws -> [String: [StateList.Field]] {
        var states: [String: [StateList.Field]] = [:]
        for meter in plan.meters {
            states[meter.name] = try look(meter.name, at: instant) {
                MeterState.fields(of: $0)
            }
        }
        return states
    }
}

/// A disk that keeps batches as the store does, for farms that go on.
struct PulseDisk {
    var memory: FarmMemory

    init(_ plan: FarmPlan, at start: Instant) { memory = FarmMemory(lease: start) }

    mutating func take(_ plan: FarmPlan, first checkpoints: [MeterCheckpoint]) {
        let batch = MemoryBatch(starting: plan.meters, from: memory)
        for record in batch.records { memory.records[record.name] = record }
        for (name, shape) in batch.models { memory.models[name] = shape }
        take(checkpoints)
    }

    mutating func take(_ checkpoints: [MeterCheckpoint]) {
        for checkpoint in checkpoints { memory.checkpoints[checkpoint.meter] = checkpoint }
    }

    mutating func take(_ entries: [JournalEntry]) {
        for entry in entries { memory.journal[entry.bus, default: []].append(entry) }
    }
}

/// A client of a bus, at the instant at which the farm's clock stands at host time 0.
final class MBAPSessionOfTest {
    private let session: MBAPSession
    private(set) var output: [UInt8] = []

    init(_ bus: Bus) {
        session = MBAPSession(bus: bus)
        session.attach { [unowned self] in
            var actions = LineActions()
            session.proceed(at: 0, into: &actions)
            output += actions.output
        }
    }

    func send(_ pdu: [UInt8], to unit: UInt8) {
        var actions = LineActions()
        let frame: [UInt8] = [0, 1, 0, 0, 0, UInt8(pdu.count + 1), unit] + pdu
        session.receive(frame.span, at: 0, into: &actions)
        output += actions.output
    }
}
