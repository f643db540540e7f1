import ModbusProtocol
import TestSupport
import Testing

struct IdentificationTests {
    func bench(_ conformity: IdentificationConformity? = .extended) -> Bench {
        var bench = Bench()
        bench.device.slaveProfile.identification = conformity
        bench.device.objects = [
            0x00: Array("Ve".utf8), 0x01: Array("Pr".utf8), 0x02: Array("1.0".utf8),
            0x03: Array("u".utf8), 0x05: Array("m".utf8), 0x80: [0xDE, 0xAD],
        ]
        return bench
    }

    let basic = "00 02 56 65 01 02 50 72 02 03 31 2E 30"

    @Test("Streams hold the objects of their level and of those below")
    func streams() {
        var bench = bench()
        #expect(bench.ask("2B 0E 01 00") == hex("2B 0E 01 83 00 00 03" + basic))
        #expect(
            bench.ask("2B 0E 02 00") == hex("2B 0E 02 83 00 00 05" + basic + "03 01 75 05 01 6D")
        )
        #expect(
            bench.ask("2B 0E 03 00")
                == hex("2B 0E 03 83 00 00 06" + basic + "03 01 75 05 01 6D 80 02 DE AD")
        )
    }

    @Test("A stream begins at the object asked for, at the first when there is no such object")
    func streamStart() {
        var bench = bench()
        #expect(bench.ask("2B 0E 01 02") == hex("2B 0E 01 83 00 00 01 02 03 31 2E 30"))
        #expect(bench.ask("2B 0E 01 04") == hex("2B 0E 01 83 00 00 03" + basic))
        #expect(bench.ask("2B 0E 01 05") == hex("2B 0E 01 83 00 00 03" + basic))
        #expect(bench.ask("2B 0E 03 80") == hex("2B 0E 03 83 00 00 01 80 02 DE AD"))
    }

    @Test("A level above the conformity is answered as the conformity allows")
    func conformity() {
        var bench = bench(.basicStream)
        #expect(bench.ask("2B 0E 03 00") == hex("2B 0E 03 01 00 00 03" + basic))
        #expect(bench.ask("2B 0E 04 00") == hex("AB 03"), "no individual access")
        bench.device.slaveProfile.identification = .basic
        #expect(bench.ask("2B 0E 04 00") == hex("2B 0E 04 81 00 00 01 00 02 56 65"))
        #expect(bench.ask("2B 0E 04 03") == hex("AB 02"), "not a basic object")
    }

    @Test("Individual access gives one object, 02 when it does not exist")
    func individual() {
        var bench = bench()
        #expect(bench.ask("2B 0E 04 80") == hex("2B 0E 04 83 00 00 01 80 02 DE AD"))
        #expect(bench.ask("2B 0E 04 04") == hex("AB 02"))
    }

    @Test("A bad code is 03, another MEI type 01, no identification at all 01")
    func refusals() {
        var bench = bench()
        #expect(bench.ask("2B 0E 00 00") == hex("AB 03"))
        #expect(bench.ask("2B 0E 05 00") == hex("AB 03"))
        #expect(bench.ask("2B 0D 00 00") == hex("AB 01"))
        #expect(bench.ask("2B") == hex("AB 03"))
        bench.device.slaveProfile.identification = nil
        #expect(bench.ask("2B 0E 01 00") == hex("AB 01"))
    }

    @Test("A stream is split at 253 bytes, and the parts make the whole")
    func split() {
        var bench = bench()
        bench.device.objects = [:]
        // 7 + 2 × (2 + 121) = 253: two objects fit to the byte, the third does not.
        for id in 0..<5 as Range<UInt8> {
            bench.device.objects[id] = [UInt8](repeating: 0x41 + id, count: 121)
        }
        let first = bench.ask("2B 0E 02 00") ?? []
        #expect(first.count == 253)
        #expect(Array(first.prefix(7)) == hex("2B 0E 02 83 FF 02 02"))
        let second = bench.ask("2B 0E 02 02") ?? []
        #expect(second.count == 253)
        #expect(Array(second.prefix(8)) == hex("2B 0E 02 83 FF 04 02 02"))
        let third = bench.ask("2B 0E 02 04") ?? []
        #expect(Array(third.prefix(9)) == hex("2B 0E 02 83 00 00 01 04 79"))
        #expect(third.count == 7 + 2 + 121)
        bench.device.objects[1] = [UInt8](repeating: 0, count: 122)
        #expect(bench.ask("2B 0E 02 00")?.count == 7 + 2 + 121, "one byte more does not fit")
    }

    @Test("An object that is too long for any response is cut to 244 bytes")
    func longObject() {
        var bench = bench()
        bench.device.objects = [0: [UInt8](repeating: 7, count: 300)]
        for request in ["2B 0E 01 00", "2B 0E 04 00"] {
            let response = bench.ask(request) ?? []
            #expect(response.count == 253)
            #expect(response[8] == 244)
        }
    }

    @Test("A device without objects gives an empty stream")
    func noObjects() {
        var bench = bench()
        bench.device.objects = [:]
        #expect(bench.ask("2B 0E 01 00") == hex("2B 0E 01 83 00 00 00"))
    }

    @Test("Function 17 gives identifier, run indicator and more, at most 253 bytes in all")
    func serverID() {
        var bench = bench()
        #expect(bench.ask("11") == hex("11 03 2A FF 31"))
        bench.device.serverID = [UInt8](repeating: 1, count: 400)
        let response = bench.ask("11") ?? []
        #expect(response.count == 253)
        #expect(response[1] == 251)
        bench.device.serverID = []
        #expect(bench.ask("11") == hex("11 00"))
    }
}
