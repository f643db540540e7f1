import FarmCore
import MBusProtocol
import SimulatedTime
import TestSupport
import Testing

@Suite("What masters write")
struct WriteTests {
    private static let selectTariff9: [UInt8] = [6, 0x02, 0x00, 0, 9]

    private func bench() throws -> BusBench {
        try BusBench([
            BusBench.meter("a", 5, model: "meterfarm-reference"),
            BusBench.meter("b", 6, model: "meterfarm-reference"),
        ])
    }

    @Test("A write that has changed a meter is kept with the meter and what it did")
    func write() throws {
        let bench = try bench()
        #expect(bench.bus.newestWrite == 0 && bench.bus.writes(after: 0).isEmpty)
        let client = bench.tcp()
        bench.stage.run(for: 10 * HostStage.second)
        _ = bench.ask(client, Bytes.tcp(1, 6, ReferenceMeter.selectTariff3))
        let write = try #require(bench.bus.writes(after: 0).first)
        #expect(write.number == 1 && write.meter == "b" && write.text == "wrote tariff = 3")
        #expect(write.instant == TestMeter.start + .seconds(10))
        #expect(bench.bus.newestWrite == 1 && bench.bus.writes(after: 1).isEmpty)
    }

    @Test("Reads and writes that are refused are none")
    func others() throws {
        let bench = try bench()
        let client = bench.tcp()
        _ = bench.ask(client, Bytes.tcp(1, 5, ReferenceMeter.readTariff))
        let answer = bench.ask(client, Bytes.tcp(2, 5, Self.selectTariff9))
        #expect(answer == Bytes.tcp(2, 5, [0x86, 3]), "\(answer)")
        _ = bench.ask(client, Bytes.tcp(3, 9, ReferenceMeter.selectTariff3))
        #expect(bench.bus.newestWrite == 0)
    }

    @Test("A broadcast is told once for each meter that did something")
    func broadcast() throws {
        let bench = try bench()
        _ = bench.ask(bench.rtu(), Bytes.withCRC([0] + ReferenceMeter.selectTariff3))
        let writes = bench.bus.writes(after: 0)
        #expect(writes.map(\.meter) == ["a", "b"])
        #expect(writes.allSatisfy { $0.text == "wrote tariff = 3" })
    }

    @Test("Of many writes the last ones are kept, and who is behind them gets what is left")
    func ring() throws {
        let bench = try bench()
        let client = bench.tcp()
        let count = Bus.writeCapacity + 10
        for _ in 0..<count {
            let request = Bytes.tcp(1, 5, ReferenceMeter.selectTariff3)
            _ = bench.ask(client, request, for: HostStage.millisecond)
        }
        #expect(bench.bus.newestWrite == Int64(count))
        let kept = bench.bus.writes(after: 3)
        #expect(kept.map(\.number) == (11...Int64(count)).map { $0 })
        #expect(bench.bus.writes(after: Int64(count) - 2).map(\.number).count == 2)
        #expect(bench.bus.writes(after: Int64(count) + 7).isEmpty)
    }

    @Test("What the journal has is told when it is carried out, and what the disk refuses never")
    func journal() throws {
        let journal = TestJournal()
        let plan = try TestMeter.plan(
            """
            { "buses": [ { "name": "b" } ],
              "meters": [ \(BusBench.meter("a", 5, model: "meterfarm-reference")) ] }
            """
        )
        let bench = BusBench(
            try Bus(
                try #require(plan.buses.first),
                meters: plan.meters,
                time: BusBench.time,
                start: TestMeter.start,
                memory: FarmMemory(lease: TestMeter.start),
                journal: journal,
                durability: .strict
            )
        )
        let client = bench.tcp()
        bench.stage.run(for: HostStage.second)
        #expect(bench.ask(client, Bytes.tcp(1, 5, ReferenceMeter.selectTariff3)) == [])
        #expect(bench.bus.newestWrite == 0)
        bench.bus.settle(through: 1, isDurable: true)
        let write = try #require(bench.bus.writes(after: 0).first)
        #expect(write.instant == journal.entries.first?.instant && write.meter == "a")
        _ = bench.ask(client, Bytes.tcp(2, 5, ReferenceMeter.selectTariff3))
        bench.bus.settle(through: 2, isDurable: false)
        #expect(bench.bus.newestWrite == 1)
    }

    @Test("What a master on the M-Bus sets is told, and no readout")
    func mBus() throws {
        let bench = try MBusBench([(7, "12345678")])
        _ = bench.read(7)
        #expect(bench.bench.bus.newestWrite == 0)
        #expect(bench.send(7, ci: 0x51, [0x01, 0x7A, 9], bit: false) == [0xE5])
        #expect(bench.send(9, ci: 0x51, [0x0C, 0x79, 0x44, 0x33, 0x22, 0x11]) == [0xE5])
        let writes = bench.bench.bus.writes(after: 0)
        #expect(
            writes.map(\.text) == [
                "wrote primary address = 9", "wrote identification number = 11223344",
            ]
        )
        #expect(writes.allSatisfy { $0.meter == "m1" })
    }

    @Test("A speed that is set is a master's doing, the return from it is the meter's own")
    func speed() throws {
        let line = #"{ "timing": "realistic", "check": "strict" }"#
        let bench = try MBusBench([(7, "12345678")], line: line)
        #expect(bench.send(7, ci: 0xB8, []) == [0xE5])
        #expect(bench.normalize(7) == [])
        bench.bench.stage.run(for: 301 * HostStage.second)
        _ = bench.normalize(7)
        #expect(bench.normalize(7) == [0xE5])
        #expect(bench.bench.bus.writes(after: 0).map(\.text) == ["wrote baud rate = 300 bit/s"])
    }
}
