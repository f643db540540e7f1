import FarmCore
import Metrology
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

/// A client's end of a session.
private final class Client {
    let session: any LineSession
    var output: [UInt8] = []
    var hostTime: Int64 = 0
    weak var bus: Bus?

    init(_ session: any LineSession, _ bus: Bus? = nil) {
        self.session = session
        self.bus = bus
        session.attach { [unowned self] in
            var actions = LineActions()
            session.proceed(at: hostTime, into: &actions)
            output += actions.output
        }
    }

    func send(_ bytes: [UInt8], at hostTime: Int64) {
        self.hostTime = hostTime
        var actions = LineActions()
        session.receive(bytes.span, at: hostTime, into: &actions)
        output += actions.output
    }

    func take() -> [UInt8] {
        defer { output = [] }
        return output
    }
}

@Suite("Requests that change a meter are kept before they are carried out")
struct BusMemoryTests {
    private let second: Int64 = 1_000_000_000
    private let journal = TestJournal()

    /// The reference model's tariff selection, its tariff in force and its clock's second.
    private let selectTariff3: [UInt8] = [6, 0x02, 0x00, 0, 3]
    private let readTariff: [UInt8] = [3, 0x00, 0x20, 0, 1]

    private func bus(_ durability: Durability = .strict, memory: FarmMemory? = nil) throws -> Bus {
        let plan = try farm()
        return try Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: FarmTime(FarmClock(start: TestMeter.start, hostTime: 0)),
            start: TestMeter.start,
            memory: memory ?? FarmMemory(lease: TestMeter.start),
            journal: journal,
            durability: durability
        )
    }

    private func farm() throws -> FarmPlan {
        try TestMeter.plan(
            """
            { "buses": [ { "name": "b" } ],
              "meters": [ { "name": "m{n}", "repeat": { "from": 1, "to": 3 },
                            "model": "meterfarm-reference", "bus": "b", "address": "{n}",
                            "load": { "phases": { "all": { "activePower": 3600 } } } } ] }
            """
        )
    }

    private func tcp(_ transaction: UInt8, _ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
        [0, transaction, 0, 0, 0, UInt8(pdu.count + 1), unit] + pdu
    }

    @Test("A write is carried out and answered when its entry is on the disk, not before")
    func writeAhead() throws {
        let bus = try bus()
        let (writer, reader) = (
            Client(MBAPSession(bus: bus)), Client(MBAPSession(bus: bus))
        )
        writer.send(tcp(1, 2, selectTariff3), at: 10 * second)
        #expect(writer.take() == [] && writer.session.isWaiting)
        let entry = try #require(journal.entries.first)
        #expect(entry.unit == 2 && entry.request == selectTariff3 && entry.sequence == 1)
        #expect(entry.instant == TestMeter.start + .seconds(10))
        // However slow the disk, nobody's read waits for it.
        reader.send(tcp(7, 2, readTariff), at: 300 * second)
        #expect(reader.take() == tcp(7, 2, [3, 2, 0, 1]))
        bus.settle(through: 1, isDurable: true)
        #expect(writer.take() == tcp(1, 2, selectTariff3) && !writer.session.isWaiting)
        reader.send(tcp(8, 2, readTariff), at: 300 * second)
        #expect(reader.take() == tcp(8, 2, [3, 2, 0, 3]))
    }

    @Test("What comes behind a write on its connection is answered after it, in order")
    func order() throws {
        let bus = try bus()
        let client = Client(MBAPSession(bus: bus), bus)
        client.send(
            tcp(1, 1, readTariff) + tcp(2, 1, selectTariff3) + tcp(3, 1, readTariff)
                + tcp(4, 3, readTariff),
            at: second
        )
        #expect(client.take() == tcp(1, 1, [3, 2, 0, 1]))
        try settle(client, 1)
        #expect(
            client.take() == tcp(2, 1, selectTariff3) + tcp(3, 1, [3, 2, 0, 3])
                + tcp(4, 3, [3, 2, 0, 1])
        )
    }

    @Test("A disk that refuses means exception 04 and an unchanged meter")
    func refused() throws {
        let bus = try bus()
        let client = Client(MBAPSession(bus: bus))
        client.send(tcp(1, 1, selectTariff3), at: second)
        bus.settle(through: 1, isDurable: false)
        #expect(client.take() == tcp(1, 1, [0x86, 4]))
        journal.isFull = true
        client.send(tcp(2, 1, selectTariff3), at: second)
        #expect(client.take() == tcp(2, 1, [0x86, 4]))
        client.send(tcp(3, 1, readTariff), at: 2 * second)
        #expect(client.take() == tcp(3, 1, [3, 2, 0, 1]))
    }

    @Test("A broadcast waits too, holds every meter and is never answered")
    func broadcast() throws {
        let bus = try bus()
        let line = Client(RTUSession(bus: bus, silence: second))
        line.send(rtu(0, selectTariff3), at: second)
        #expect(line.take() == [] && line.session.isWaiting && journal.entries.first?.unit == 0)
        line.send(rtu(3, readTariff), at: 2 * second)
        #expect(line.take() == [])
        bus.settle(through: 1, isDurable: true)
        #expect(line.take() == rtu(3, [3, 2, 0, 3]))
    }

    @Test("With relaxed durability a write is answered at once and kept all the same")
    func relaxed() throws {
        let client = Client(MBAPSession(bus: try bus(.relaxed)))
        client.send(tcp(1, 1, selectTariff3), at: second)
        #expect(client.take() == tcp(1, 1, selectTariff3))
        #expect(journal.entries.count == 1)
    }

    @Test("Writes of several masters to one meter are carried out in order at their instants")
    func several() throws {
        let bus = try bus()
        let clients = (0..<3).map { _ in Client(MBAPSession(bus: bus)) }
        for (n, client) in clients.enumerated() {
            client.send(tcp(1, 1, [6, 2, 0, 0, UInt8(n + 2)]), at: Int64(n + 1) * 10 * second)
        }
        bus.settle(through: 2, isDurable: true)
        #expect(clients[0].take().count == 12 && clients[1].take().count == 12)
        #expect(clients[2].take() == [])
        bus.settle(through: 3, isDurable: true)
        #expect(clients[2].take().count == 12)
        let banks = bus.withMeter(at: 1, on: TestMeter.start + .seconds(40)) {
            $0.registers.energies
        }
        // 3 × 3600 W: ten seconds in each tariff, so 108 kJ.
        for tariff in 1...4 {
            #expect(banks?.lanes(.total, bin: tariff)?[0] == 108_000_000, "tariff \(tariff)")
        }
    }

    @Test("A bus that goes on from states and journal is as one that never stopped")
    func restart() throws {
        let first = try bus()
        let client = Client(MBAPSession(bus: first), first)
        var memory = FarmMemory(lease: TestMeter.start + .seconds(600))
        let plan = try farm()
        for meter in plan.meters { memory.records[meter.name] = MeterRecord(meter) }
        keep(first, in: &memory)
        client.send(tcp(1, 1, selectTariff3), at: 100 * second)
        try settle(client, 1)
        keep(first, in: &memory)
        client.send(tcp(2, 2, selectTariff3), at: 200 * second)
        try settle(client, 2)
        client.send(tcp(3, 1, [6, 2, 0, 0, 4]), at: 300 * second)
        try settle(client, 3)
        memory.journal["b"] = journal.entries
        let second = try bus(memory: memory)
        for address in UInt8(1)...3 {
            let instant = TestMeter.start + .seconds(1000)
            let before = first.withMeter(at: address, on: instant) { MeterState.bytes(of: $0) }
            let after = second.withMeter(at: address, on: instant) { MeterState.bytes(of: $0) }
            #expect(before == after && before != nil, "address \(address)")
        }
        #expect(second.carriedOut == 3)
    }

    /// Settles an entry that a client waits for.
    private func settle(_ client: Client, _ sequence: Int64) throws {
        let waiting = try #require(client.session.isWaiting ? journal.entries.last : nil)
        #expect(waiting.sequence == sequence)
        client.bus?.settle(through: sequence, isDurable: true)
    }

    /// Puts the states of a bus into a memory.
    private func keep(_ bus: Bus, in memory: inout FarmMemory) {
        var position = 0
        while position < bus.meterCount {
            for checkpoint in bus.checkpoints(from: &position, limit: 2) {
                memory.checkpoints[checkpoint.meter] = checkpoint
            }
        }
    }

    private func rtu(_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        let start = RTUEncoder.begin(unit: unit, in: &frame)
        frame += pdu
        RTUEncoder.finish(from: start, in: &frame)
        return frame
    }
}
