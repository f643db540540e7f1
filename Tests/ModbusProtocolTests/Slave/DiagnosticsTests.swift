import ModbusProtocol
import TestSupport
import Testing

struct DiagnosticsTests {
    @Test("Sub-function 0 echoes any even number of bytes")
    func echo() {
        var bench = Bench()
        #expect(bench.ask("08 00 00 A5 37") == hex("08 00 00 A5 37"))
        #expect(bench.ask("08 00 00 01 02 03 04") == hex("08 00 00 01 02 03 04"))
        #expect(bench.ask("08 00 00 01") == hex("88 03"))
        #expect(bench.ask("08 00 00 01 02 03") == hex("88 03"))
        #expect(bench.ask("08 00 00") == hex("88 03"))
        #expect(bench.ask("08 00") == hex("88 03"))
    }

    @Test("An unknown or disabled sub-function is 01, wrong data for a known one 03")
    func subfunctions() {
        var bench = Bench()
        let known = Set(DiagnosticSubfunction.allCases.map(\.rawValue))
        for code in UInt16(0)...0x40 where !known.contains(code) {
            #expect(bench.ask([8] + word(Int(code)) + [0x12, 0x34]) == hex("88 01"))
        }
        #expect(bench.ask("08 FF FF 00 00") == hex("88 01"))
        for code in known where code != 0 {
            #expect(bench.ask([8] + word(Int(code)) + [0x12, 0x34]) == hex("88 03"), "\(code)")
        }
        bench.device.slaveProfile.diagnosticSubfunctions = [.returnQueryData]
        #expect(bench.ask("08 00 0B 00 00") == hex("88 01"))
        #expect(bench.ask("08 00 00 00 00") == hex("08 00 00 00 00"))
    }

    @Test("Each counter is told by its own sub-function")
    func counters() {
        var bench = Bench()
        for _ in 0..<5 { bench.slave.noteBusMessages() }
        for _ in 0..<4 { bench.slave.noteCommunicationErrors() }
        for _ in 0..<3 { bench.slave.noteCharacterOverrun() }
        bench.device.refusal = .serverDeviceBusy
        #expect(bench.ask("03 00 00 00 01") == hex("83 06"))
        bench.device.refusal = nil
        #expect(bench.ask("03 00 00 00 00") == hex("83 03"))
        #expect(bench.ask("06 00 00 00 01", isBroadcast: true) == nil)
        #expect(bench.ask("08 00 0B 00 00") == hex("08 00 0B 00 05"))
        #expect(bench.ask("08 00 0C 00 00") == hex("08 00 0C 00 04"))
        #expect(bench.ask("08 00 0D 00 00") == hex("08 00 0D 00 02"))
        // Three requests before, three questions, and this one.
        #expect(bench.ask("08 00 0E 00 00") == hex("08 00 0E 00 07"))
        #expect(bench.ask("08 00 0F 00 00") == hex("08 00 0F 00 01"))
        #expect(bench.ask("08 00 10 00 00") == hex("08 00 10 00 00"))
        #expect(bench.ask("08 00 11 00 00") == hex("08 00 11 00 01"))
        #expect(bench.ask("08 00 12 00 00") == hex("08 00 12 00 03"))
    }

    @Test("The diagnostic register is what the device set")
    func diagnosticRegister() {
        var bench = Bench()
        bench.slave.diagnosticRegister = 0xBEEF
        #expect(bench.ask("08 00 02 00 00") == hex("08 00 02 BE EF"))
    }

    @Test("Sub-function 3 changes the ASCII delimiter")
    func delimiter() {
        var bench = Bench()
        #expect(bench.ask("08 00 03 21 00") == hex("08 00 03 21 00"))
        #expect(bench.slave.asciiDelimiter == 0x21)
        #expect(bench.ask("08 00 03 21 01") == hex("88 03"))
    }

    @Test("Sub-function 0A clears all counters and the register, 14 only the overruns")
    func clearing() {
        var bench = Bench()
        bench.slave.noteBusMessages()
        bench.slave.noteCharacterOverrun()
        bench.slave.diagnosticRegister = 1
        #expect(bench.ask("08 00 14 00 00") == hex("08 00 14 00 00"))
        #expect(bench.slave.counters.characterOverruns == 0)
        #expect(bench.slave.counters.busMessages == 1)
        bench.slave.noteCharacterOverrun()
        #expect(bench.ask("08 00 0A 00 00") == hex("08 00 0A 00 00"))
        #expect(bench.slave.counters.characterOverruns == 0)
        #expect(bench.slave.counters.busMessages == 0)
        #expect(bench.slave.diagnosticRegister == 0)
    }

    @Test("In listen-only mode nothing is answered or carried out, until a restart, also silent")
    func listenOnly() {
        var bench = Bench()
        #expect(bench.ask("08 00 04 00 00") == nil)
        #expect(bench.slave.isListenOnly)
        for request in [
            "03 00 00 00 01", "06 00 00 00 01", "41", "08 00 00 12 34", "08 00 01 12 34",
        ] {
            #expect(bench.ask(request) == nil)
        }
        #expect(bench.ask("06 00 00 00 01", isBroadcast: true) == nil)
        #expect(bench.ask("08 00 01 00 00", isBroadcast: true) == nil)
        #expect(bench.device.calls.isEmpty)
        #expect(bench.slave.isListenOnly)
        #expect(bench.slave.counters.noResponses == 8)
        #expect(bench.slave.counters.serverMessages == 1)
        #expect(bench.ask("08 00 01 00 00") == nil)
        #expect(!bench.slave.isListenOnly)
        #expect(bench.ask("03 00 00 00 01") == hex("03 02 00 00"))
        #expect(bench.slave.counters.noResponses == 0)
    }

    @Test("A restart outside listen-only mode is answered and clears the counters")
    func restart() {
        var bench = Bench()
        bench.slave.noteBusMessages()
        #expect(bench.ask("06 00 00 00 01") != nil)
        #expect(bench.ask("08 00 01 FF 00") == hex("08 00 01 FF 00"))
        #expect(bench.slave.counters == SerialCounters())
        #expect(bench.ask("08 00 01 00 01") == hex("88 03"))
    }

    @Test("A counter goes from 65535 to 0")
    func rollover() {
        var slave = ModbusSlave()
        for _ in 0..<65_536 { slave.noteBusMessages() }
        #expect(slave.counters.busMessages == 0)
    }
}
