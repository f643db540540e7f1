import FarmCore
import MBusProtocol
import MeterModels
import SimulatedTime
import TestSupport
import Testing

@Suite("What a master on the M-Bus sets is written down first")
struct MBusMemoryTests {
    private let journal = TestJournal()
    private let ack: [UInt8] = [0xE5]

    private func plan(line: String = "{}") throws -> FarmPlan {
        try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b", "line": \(line),
                           "ports": [ { "protocol": "m-bus", "listen": "127.0.0.1:0" } ] } ],
              "meters": [ \(MBusBench.meter("m1", 7, "12345678")) ] }
            """
        )
    }

    private func bench(
        _ memory: FarmMemory = FarmMemory(lease: TestMeter.start),
        line: String = "{}"
    ) throws -> MBusBench {
        let plan = try plan(line: line)
        let bus = try Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: BusBench.time,
            start: TestMeter.start,
            memory: memory,
            journal: journal,
            durability: .strict
        )
        return MBusBench(bus)
    }

    @Test("The acknowledgement waits for the disk, and a repetition in the meantime gets nothing")
    func acknowledgementWaits() throws {
        let bench = try bench()
        let set = LinkFrame.long(
            .sndUD(frameCountBit: true),
            address: 7,
            ci: 0x51,
            data: [0x01, 0x7A, 9]
        )
        #expect(bench.ask(set) == [] && journal.entries.count == 1)
        #expect(bench.ask(set) == [] && journal.entries.count == 1)
        _ = bench.master.take()
        bench.bench.bus.settle(through: 1, isDurable: true)
        bench.bench.stage.run(for: HostStage.second)
        #expect(bench.master.take() == ack)
        #expect(bench.normalize(9) == ack)
    }

    @Test("What the disk refuses has not happened, and may be asked again")
    func refused() throws {
        let bench = try bench()
        #expect(bench.send(7, ci: 0x51, [0x01, 0x7A, 9]) == [])
        bench.bench.bus.settle(through: 1, isDurable: false)
        bench.bench.stage.run(for: HostStage.second)
        #expect(bench.master.take() == [])
        bench.bench.bus.settle(through: 0, isDurable: true)
        #expect(bench.normalize(7) == ack)
        #expect(bench.send(7, ci: 0x51, [0x01, 0x7A, 9]) == [])
        #expect(journal.entries.count == 2)
        bench.bench.bus.settle(through: 2, isDurable: true)
        bench.bench.stage.run(for: HostStage.second)
        #expect(bench.master.take() == ack)
    }

    @Test("What the journal has no room for has not happened, and may be asked again")
    func fullJournal() throws {
        let bench = try bench()
        journal.isFull = true
        #expect(bench.send(7, ci: 0x51, [0x01, 0x7A, 9]) == [])
        journal.isFull = false
        #expect(bench.send(7, ci: 0x51, [0x01, 0x7A, 9]) == [])
        #expect(journal.entries.count == 1)
    }

    @Test("A speed that nobody follows is given up once, and that is written down too")
    func speed() throws {
        let bench = try bench(line: #"{ "timing": "realistic", "check": "strict" }"#)
        let bus = bench.bench.bus
        #expect(bench.send(7, ci: 0xB8, []) == [])
        bus.settle(through: 1, isDurable: true)
        bench.bench.stage.run(for: HostStage.second)
        #expect(bench.master.take() == ack)
        #expect(bench.normalize(7) == [])
        bench.bench.stage.run(for: 301 * HostStage.second)
        #expect(bench.normalize(7) == [])
        #expect(journal.entries.count == 2)
        bus.settle(through: 2, isDurable: true)
        #expect(bench.normalize(7) == ack)
        bench.bench.stage.run(for: 601 * HostStage.second)
        #expect(bench.normalize(7) == ack)
        #expect(journal.entries.count == 2)
    }

    @Test("After a crash the journal brings address and identification number back")
    func replay() throws {
        let bench = try bench()
        var memory = FarmMemory(lease: TestMeter.start + .seconds(600))
        for meter in try plan().meters { memory.records[meter.name] = MeterRecord(meter) }
        var position = 0
        for checkpoint in bench.bench.bus.checkpoints(from: &position, limit: 2) {
            memory.checkpoints[checkpoint.meter] = checkpoint
        }
        _ = bench.send(7, ci: 0x51, [0x01, 0x7A, 9, 0x0C, 0x79, 0x44, 0x33, 0x22, 0x11])
        bench.bench.bus.settle(through: 1, isDurable: true)
        memory.journal["b"] = journal.entries
        let other = try self.bench(memory)
        #expect(other.read(9)?.header.address.identification.digits == "11223344")
    }
}
