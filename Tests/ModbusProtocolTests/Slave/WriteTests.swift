import ModbusProtocol
import TestSupport
import Testing

struct WriteTests {
    @Test("Function 5 knows FF00 and 0000 and nothing else")
    func singleCoil() {
        var bench = Bench()
        #expect(bench.ask("05 00 AC FF 00") == hex("05 00 AC FF 00"))
        #expect(bench.device.coils[0xAC])
        for value in ["00 01", "FF FF", "01 00", "00 FF", "FF 01"] {
            #expect(bench.ask("05 00 AC" + value) == hex("85 03"))
        }
        #expect(bench.device.coils[0xAC])
        #expect(bench.ask("05 00 AC 00 00") == hex("05 00 AC 00 00"))
        #expect(!bench.device.coils[0xAC])
        #expect(bench.ask("05 10 00 FF 00") == hex("85 02"))
    }

    @Test("Function 6 writes one register and echoes")
    func singleRegister() {
        var bench = Bench()
        #expect(bench.ask("06 00 01 00 03") == hex("06 00 01 00 03"))
        #expect(bench.device.holding[1] == 3)
        #expect(
            bench.device.calls == [
                .writeRegisters(1, [0, 3], .writeSingleRegister, isBroadcast: false)
            ]
        )
        #expect(bench.ask("06 01 00 00 03") == hex("86 02"))
    }

    @Test("Function 15 writes coils, as in the standard's example")
    func multipleCoils() {
        var bench = Bench()
        #expect(bench.ask("0F 00 13 00 0A 02 CD 01") == hex("0F 00 13 00 0A"))
        let written = bench.device.coils[0x13..<0x1D].map { $0 ? "1" : "0" }.joined()
        #expect(written == "1011001110")
        #expect(bench.ask("0F 0F FF 00 02 01 03") == hex("8F 02"))
    }

    @Test(
        "Function 15 wants the byte count that follows from the quantity",
        arguments: [
            "0F 00 00 00 08 02 01 01", "0F 00 00 00 09 01 01", "0F 00 00 00 08 00",
            "0F 00 00 00 08 01", "0F 00 00 00 08 01 01 01",
        ]
    )
    func coilByteCount(request: String) {
        var bench = Bench()
        #expect(bench.ask(request) == hex("8F 03"))
        #expect(bench.device.calls.isEmpty)
    }

    @Test("Function 16 writes registers")
    func multipleRegisters() {
        var bench = Bench()
        #expect(bench.ask("10 00 01 00 02 04 00 0A 01 02") == hex("10 00 01 00 02"))
        #expect(bench.device.holding[1...2] == [0x000A, 0x0102])
        #expect(bench.ask("10 00 FF 00 02 04 00 0A 01 02") == hex("90 02"))
        #expect(bench.device.holding[255] == 0)
    }

    @Test(
        "Function 16 wants the byte count that follows from the quantity",
        arguments: [
            "10 00 00 00 01 01 00", "10 00 00 00 01 04 00 01 00 02", "10 00 00 00 02 02 00 01",
            "10 00 00 00 01 02 00", "10 00 00 00 01 02 00 01 00", "10 00 00 00 01 00",
        ]
    )
    func registerByteCount(request: String) {
        var bench = Bench()
        #expect(bench.ask(request) == hex("90 03"))
        #expect(bench.device.calls.isEmpty)
    }

    @Test("123 registers and 1968 coils are written in one request, more are 03")
    func limits() {
        func registers(_ count: Int) -> [UInt8] {
            hex("10 00 00") + word(count) + [UInt8(truncatingIfNeeded: 2 * count)]
                + [UInt8](repeating: 7, count: 2 * count)
        }
        func coils(_ count: Int) -> [UInt8] {
            let size = (count + 7) / 8
            return hex("0F 00 00") + word(count) + [UInt8(size)]
                + [UInt8](repeating: 7, count: size)
        }
        var bench = Bench()
        #expect(bench.ask(registers(123)) == hex("10 00 00 00 7B"))
        #expect(bench.device.holding[122] == 0x0707)
        #expect(bench.ask(registers(123 + 1).dropLast(2)) == hex("90 03"))
        #expect(bench.ask(coils(1968)) == hex("0F 00 00 07 B0"))
        #expect(bench.ask(coils(1969)) == hex("8F 03"))
        bench.device.slaveProfile = SlaveProfile(functions: [16], writeLimit: 64)
        #expect(bench.ask(registers(64)) == hex("10 00 00 00 40"))
        #expect(bench.ask(registers(65)) == hex("90 03"))
    }

    @Test(
        "Function 22 changes the bits that the AND mask leaves free, as in the standard's example"
    )
    func maskWrite() {
        var bench = Bench()
        bench.device.holding[4] = 0x0012
        #expect(bench.ask("16 00 04 00 F2 00 25") == hex("16 00 04 00 F2 00 25"))
        #expect(bench.device.holding[4] == 0x0017)
        #expect(
            bench.device.calls == [
                .readRegisters(.holding, 4, 1),
                .writeRegisters(4, [0x00, 0x17], .maskWriteRegister, isBroadcast: false),
            ]
        )
        #expect(bench.ask("16 01 00 00 F2 00 25") == hex("96 02"))
    }

    @Test("Function 23 writes first and then reads")
    func readWrite() {
        var bench = Bench()
        let response = bench.ask("17 00 00 00 02 00 01 00 01 02 BE EF")
        #expect(response == hex("17 04 00 00 BE EF"))
        #expect(bench.device.calls.last == .readRegisters(.holding, 0, 2))
    }

    @Test("Function 23 writes nothing when either range is not in the map")
    func readWriteChecksBoth() {
        var bench = Bench()
        #expect(bench.ask("17 01 00 00 01 00 01 00 01 02 BE EF") == hex("97 02"))
        #expect(bench.device.holding[1] == 0)
        #expect(bench.ask("17 00 00 00 01 01 00 00 01 02 BE EF") == hex("97 02"))
        #expect(bench.ask("17 00 00 00 01 00 01 00 01 04 BE EF 00 00") == hex("97 03"))
        #expect(bench.device.holding[1] == 0)
    }

    @Test("Function 23 reads at most 125 and writes at most 121 registers")
    func readWriteLimits() {
        func request(read: Int, write: Int) -> [UInt8] {
            hex("17 00 00") + word(read) + hex("00 00") + word(write)
                + [UInt8(truncatingIfNeeded: 2 * write)] + [UInt8](repeating: 1, count: 2 * write)
        }
        var bench = Bench()
        #expect(bench.ask(request(read: 125, write: 121))?.count == 252)
        #expect(bench.ask(request(read: 126, write: 1)) == hex("97 03"))
        #expect(bench.ask(request(read: 1, write: 0)) == hex("97 03"))
        #expect(bench.ask(request(read: 0, write: 1)) == hex("97 03"))
        #expect(bench.ask(request(read: 1, write: 122).dropLast(2)) == hex("97 03"))
    }
}

extension Bench {
    fileprivate mutating func ask(_ request: ArraySlice<UInt8>) -> [UInt8]? { ask(Array(request)) }
}
