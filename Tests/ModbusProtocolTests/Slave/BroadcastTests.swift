import ModbusProtocol
import Testing

struct BroadcastTests {
    static let writes = [
        "05 00 01 FF 00", "06 00 01 00 07", "0F 00 01 00 01 01 01", "10 00 01 00 01 02 00 07",
        "16 00 01 00 00 00 07",
    ]

    @Test("A broadcast write is carried out and not answered", arguments: writes)
    func write(request: String) {
        var bench = Bench()
        #expect(bench.ask(request, isBroadcast: true) == nil)
        #expect(bench.device.coils[1] || bench.device.holding[1] == 7)
        #expect(bench.slave.counters.noResponses == 1)
        #expect(bench.slave.counters.serverMessages == 1)
        #expect(bench.slave.counters.events == 1)
        let isTold = bench.device.calls.contains { call in
            switch call {
            case .writeRegisters(_, _, _, isBroadcast: true): true
            case .writeBits(_, _, _, isBroadcast: true): true
            default: false
            }
        }
        #expect(isTold, "the device hears that it was a broadcast")
    }

    @Test(
        "A broadcast that only reads is ignored",
        arguments: [
            "01 00 00 00 01", "02 00 00 00 01", "03 00 00 00 01", "04 00 00 00 01", "07",
            "08 00 04 00 00",
            "08 00 00 12 34", "0B", "0C", "11", "17 00 00 00 01 00 00 00 01 02 00 07",
            "2B 0E 01 00", "41",
        ]
    )
    func read(request: String) {
        var bench = Bench()
        #expect(bench.ask(request, isBroadcast: true) == nil)
        #expect(bench.device.calls.isEmpty)
        #expect(!bench.slave.isListenOnly)
        #expect(bench.slave.counters.events == 0)
    }

    @Test(
        "Not even an exception is sent for a broadcast, but it is counted",
        arguments: [
            "05 00 01 00 01", "06 01 00 00 07", "10 00 01 00 01 04 00 07 00 07",
            "0F FF FF 00 02 01 03",
            "06 00 01",
        ]
    )
    func exception(request: String) {
        var bench = Bench()
        #expect(bench.ask(request, isBroadcast: true) == nil)
        #expect(bench.slave.counters.exceptions == 1)
        #expect(bench.slave.counters.noResponses == 1)
        #expect(bench.slave.counters.events == 0)
    }

    @Test("A write that is not enabled is silent as well")
    func notEnabled() {
        var bench = Bench()
        bench.device.slaveProfile.functions = [3]
        #expect(bench.ask("06 00 01 00 07", isBroadcast: true) == nil)
        #expect(bench.device.calls.isEmpty)
    }
}
