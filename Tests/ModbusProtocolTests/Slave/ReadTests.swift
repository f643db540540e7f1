import ModbusProtocol
import TestSupport
import Testing

struct ReadTests {
    @Test("Functions 3 and 4 read their own tables")
    func registers() {
        var bench = Bench()
        bench.device.holding[0x10] = 0x1234
        bench.device.holding[0x11] = 0x5678
        bench.device.input[0x10] = 0x9ABC
        #expect(bench.ask("03 00 10 00 02") == hex("03 04 12 34 56 78"))
        #expect(bench.ask("04 00 10 00 01") == hex("04 02 9A BC"))
        #expect(
            bench.device.calls == [.readRegisters(.holding, 16, 2), .readRegisters(.input, 16, 1)]
        )
    }

    @Test("Functions 1 and 2 pack the bits and pad with zeros, as in the standard's example")
    func bits() {
        var bench = Bench()
        // Coils 20 to 38: CD 6B 05 (section 6.1).
        for (index, bit) in "1011001111010110101".enumerated() {
            bench.device.coils[0x13 + index] = bit == "1"
        }
        bench.device.discreteInputs[3] = true
        #expect(bench.ask("01 00 13 00 13") == hex("01 03 CD 6B 05"))
        #expect(bench.ask("02 00 03 00 01") == hex("02 01 01"))
        #expect(bench.ask("02 00 00 00 08") == hex("02 01 08"))
        #expect(bench.ask("02 00 00 00 09") == hex("02 02 08 00"))
    }

    @Test("125 registers are read in one request, 126 are 03")
    func registerLimit() {
        var bench = Bench()
        let response = bench.ask("03 00 00 00 7D")
        #expect(response?.count == 252)
        #expect(response?[1] == 250)
        #expect(bench.ask("03 00 00 00 7E") == hex("83 03"))
        #expect(bench.ask("03 00 00 00 80") == hex("83 03"))
        #expect(bench.ask("03 00 00 FF FF") == hex("83 03"))
    }

    @Test("2000 bits are read in one request, 2001 are 03")
    func bitLimit() {
        var bench = Bench()
        #expect(bench.ask("01 00 00 07 D0")?.count == 252)
        #expect(bench.ask("01 00 00 07 D1") == hex("81 03"))
    }

    @Test("A lower limit of the profile holds, one above the standard does not")
    func profileLimit() {
        var bench = Bench()
        bench.device.slaveProfile = SlaveProfile(functions: [3, 23], readLimit: 96)
        #expect(bench.ask("03 00 00 00 60")?.count == 194)
        #expect(bench.ask("03 00 00 00 61") == hex("83 03"))
        #expect(bench.ask("17 00 00 00 61 00 00 00 01 02 00 00") == hex("97 03"))
        #expect(SlaveProfile(readLimit: 128, writeLimit: 128).readLimit == 125)
        #expect(SlaveProfile(readLimit: 128, writeLimit: 128).writeLimit == 123)
        #expect(SlaveProfile(readLimit: -5, writeLimit: 0).readLimit == 1)
    }

    @Test("A range that begins in the map and ends outside is 02; there is no wrap at 65535")
    func range() {
        var bench = Bench()
        #expect(bench.ask("03 00 FF 00 01") != hex("83 02"))
        #expect(bench.ask("03 00 FF 00 02") == hex("83 02"))
        bench.device.base = 0xFF00
        #expect(bench.ask("03 FF FF 00 01") == hex("03 02 00 00"))
        #expect(bench.ask("03 FF FF 00 02") == hex("83 02"))
        #expect(bench.ask("04 FF FE 00 03") == hex("84 02"))
    }

    @Test("Function 7 gives the exception status")
    func exceptionStatus() {
        var bench = Bench()
        #expect(bench.ask("07") == hex("07 6D"))
    }
}
