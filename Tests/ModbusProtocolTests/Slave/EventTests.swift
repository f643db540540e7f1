import ModbusProtocol
import TestSupport
import Testing

struct EventTests {
    @Test("The event counter counts successes, not exceptions and not functions 11 and 12")
    func counter() {
        var bench = Bench()
        #expect(bench.ask("0B") == hex("0B 00 00 00 00"))
        #expect(bench.ask("03 00 00 00 01") != nil)
        #expect(bench.ask("06 00 00 00 01") != nil)
        #expect(bench.ask("03 00 00 00 00") == hex("83 03"))
        #expect(bench.ask("41") == hex("C1 01"))
        #expect(bench.ask("0C") != nil)
        #expect(bench.ask("0B") == hex("0B 00 00 00 02"))
    }

    @Test("A busy device shows it in the status word")
    func busy() {
        var bench = Bench()
        bench.slave.isBusy = true
        #expect(bench.ask("0B") == hex("0B FF FF 00 00"))
        #expect(bench.ask("0C")?.prefix(4) == hex("0C 09 FF FF")[...])
    }

    @Test("The log has the newest event first: received 80, finished 40, refused 41")
    func log() {
        var bench = Bench()
        bench.slave.noteBusMessages()
        // Only the request itself has been received so far.
        #expect(bench.ask("0C") == hex("0C 07 00 00 00 00 00 01 80"))
        _ = bench.ask("03 00 00 00 00")
        #expect(bench.ask("0C") == hex("0C 0B 00 00 00 00 00 01 80 41 80 40 80"))
    }

    @Test("The log tells broadcasts, failures, busy answers and lost messages apart")
    func kinds() {
        var bench = Bench()
        _ = bench.ask("06 00 00 00 01", isBroadcast: true)
        bench.device.refusal = .serverDeviceFailure
        _ = bench.ask("03 00 00 00 01")
        bench.device.refusal = .serverDeviceBusy
        _ = bench.ask("03 00 00 00 01")
        bench.slave.noteCommunicationErrors()
        bench.slave.noteCharacterOverrun()
        let events = bench.ask("0C")?.dropFirst(8)
        #expect(events.map(Array.init) == hex("80 90 82 44 80 42 80 40 C0"))
    }

    @Test("Listen-only mode and the restart stand in the log")
    func listenOnly() {
        var bench = Bench()
        _ = bench.ask("08 00 04 00 00")
        _ = bench.ask("03 00 00 00 01")
        _ = bench.ask("08 00 01 00 00")
        let events = bench.ask("0C")?.dropFirst(8)
        #expect(events.map(Array.init) == hex("80 00 A0 60 A0 60 04 80"))
    }

    @Test("A restart with FF00 clears the log, one with 0000 keeps it")
    func clearing() {
        var bench = Bench()
        _ = bench.ask("03 00 00 00 01")
        _ = bench.ask("08 00 01 00 00")
        #expect(bench.ask("0C")?.dropFirst(8).map { $0 } == hex("80 00 80 40 80"))
        _ = bench.ask("08 00 01 FF 00")
        #expect(bench.ask("0C")?.dropFirst(8).map { $0 } == hex("80 00"))
    }

    @Test("The log keeps the last 64 events")
    func bound() {
        var bench = Bench()
        for round in 0..<200 {
            _ = bench.ask(round == 199 ? "03 00 00 00 00" : "03 00 00 00 01")
        }
        let response = bench.ask("0C") ?? []
        #expect(response.count == 8 + 64)
        #expect(response[1] == 70)
        #expect(Array(response[8..<13]) == hex("80 41 80 40 80"))
    }

    @Test("A slave whose log nobody can read keeps none")
    func noLog() {
        var bench = Bench()
        bench.device.slaveProfile.functions.remove(.getCommEventLog)
        _ = bench.ask("03 00 00 00 01")
        bench.slave.noteCommunicationErrors()
        bench.device.slaveProfile.functions.insert(.getCommEventLog)
        #expect(bench.ask("0C")?.dropFirst(8).map { $0 } == hex("80"))
    }
}
