import MBusProtocol
import TestSupport
import Testing

/// The rows of the table of E.2.
struct TransactionTests {
    @Test("SND_NKE to the own address and to 254 is acknowledged, to 255 and others not")
    func normalize() {
        var bench = Bench()
        #expect(bench.ask("40 05") == "E5")
        #expect(bench.ask("40 FE") == "E5")
        for address in ["FF", "06", "00", "FB", "FC", "FD"] {
            #expect(bench.ask("40 \(address)") == "")
        }
    }

    @Test("A device that was never configured answers at address 0")
    func unconfigured() {
        var bench = Bench()
        bench.device.primaryAddress = 0
        #expect(bench.ask("40 00") == "E5" && bench.ask("40 05") == "")
        bench.device.primaryAddress = 251
        #expect(bench.ask("40 FB") == "")
    }

    @Test("REQ_UD2 gets a telegram with the own address, whose access number goes up by one")
    func request() {
        var bench = Bench()
        #expect(bench.ask("5B 05") == "72000100")
        #expect(bench.ask("7B FE") == "72010200")
        #expect(bench.ask("5B FF") == "" && bench.ask("5B 06") == "")
        bench.slave.accessNumber = 255
        #expect(bench.ask("5B 05") == "72020000")
    }

    @Test("REQ_UD1 gets the alarm, or E5 when there is none")
    func classOne() {
        var bench = Bench()
        #expect(bench.ask("5A 05") == "E5")
        bench.device.alarm = 4
        #expect(bench.ask("7A 05") == "7104")
        #expect(bench.ask("7A FF") == "")
    }

    @Test("The primary address is set and holds from the next frame on")
    func primaryAddress() {
        var bench = Bench()
        #expect(bench.ask("53 FE 51 01 7A 08") == "E5")
        #expect(bench.ask("40 05") == "" && bench.ask("40 08") == "E5")
        #expect(bench.ask("53 08 51 01 7A FB") == "E5")
        #expect(bench.device.performed == [.setPrimaryAddress(8)])
    }

    @Test("The secondary address is set, whole or the identification alone")
    func secondaryAddress() throws {
        var bench = Bench()
        #expect(bench.ask("73 05 51 07 79 04 03 02 01 42 04 02 02") == "E5")
        let address = try #require(SecondaryAddress("0102030442040202"))
        #expect(bench.device.performed == [.setSecondaryAddress(address)])
        #expect(bench.select() == "E5")
        #expect(bench.ask("53 FD 51 01 7A 08 0C 79 78 56 34 12") == "E5")
        #expect(
            bench.device.performed.dropFirst() == [
                .setPrimaryAddress(8),
                .setIdentification(IdentificationNumber(packed: 0x1234_5678)),
            ]
        )
    }

    @Test("Both byte orders carry the same secondary address")
    func highByteFirst() {
        let data = hex("07 79 02 02 04 42 01 02 03 04")
        let high = LinkFrame.long(.sndUD, address: 5, ci: 0x55, data: data)
        let expected = SecondaryAddress("0102030442040202").map {
            MBusCommand.setSecondaryAddress($0)
        }
        #expect(MBusSlave.commands(in: high).first == expected)
    }

    @Test("A speed that the device has is set, any other is acknowledged and nothing happens")
    func baudRate() {
        var bench = Bench()
        #expect(bench.ask("53 05 BD") == "E5")
        #expect(bench.ask("73 05 BF") == "E5")
        #expect(bench.device.performed == [.setBaudRate(9600)])
    }

    @Test("An application reset has its subcode and restarts the readout")
    func reset() {
        var bench = Bench()
        #expect(bench.telegram("7B 05") == 1 && bench.telegram("5B 05") == 2)
        #expect(bench.ask("53 05 50 50") == "E5")
        #expect(bench.slave.readout.subcode == .instantaneousValues)
        #expect(bench.telegram("7B 05") == 1)
        #expect(bench.ask("73 05 50") == "E5")
        #expect(bench.slave.readout.subcode == nil)
        #expect(bench.device.performed == [.applicationReset(0x50), .applicationReset(nil)])
    }

    @Test("A selective readout is for the next readout, repeats included")
    func selective() {
        var bench = Bench()
        #expect(bench.ask("53 05 51 08 13 08 5A") == "E5")
        #expect(bench.slave.readout.selectors.count == 2 && bench.device.performed.isEmpty)
        #expect(bench.ask("7B 05") == "72000101")
        #expect(bench.ask("7B 05") == "72000101")
        #expect(bench.ask("5B 05") == "72000200")
        #expect(bench.ask("73 05 51 C8 FF 7F 7E") == "E5")
        #expect(!bench.slave.readout.isSelective)
        #expect(bench.ask("53 05 51 08 13") == "E5" && bench.slave.readout.isSelective)
        #expect(bench.ask("73 05 51 7F") == "E5" && !bench.slave.readout.isSelective)
    }

    @Test("Synchronisation and other records go to the device")
    func others() throws {
        var bench = Bench()
        #expect(bench.ask("53 05 54") == "E5")
        #expect(bench.ask("73 05 51 01 FF 70 03") == "E5")
        var bytes = hex("01 FF 70 03")[...]
        let record = try DataRecord(decoding: &bytes)
        #expect(bench.device.performed == [.synchronise, .write([record])])
    }

    @Test("An unknown CI is acknowledged; the error comes with the next request, if at all")
    func unknown() {
        var bench = Bench()
        #expect(bench.ask("53 05 5C 01") == "E5")
        #expect(bench.telegram("7B 05") == 1)
        bench = Bench()
        bench.device.linkProfile.reportsErrors = true
        #expect(bench.ask("53 05 5C 01") == "E5")
        #expect(bench.ask("7B 05") == "7001")
        #expect(bench.ask("7B 05") == "7001")
        #expect(bench.telegram("5B 05") == 1)
        #expect(bench.ask("73 05 51 04") == "E5" && bench.ask("7B 05") == "7004")
        bench.device.knowsCommands = false
        #expect(bench.ask("53 05 54") == "E5" && bench.ask("5B 05") == "7001")
        #expect(bench.ask("73 05 51 01 FF 70 03") == "E5" && bench.ask("7B 05") == "7000")
    }

    @Test("All slaves do what 255 says, and say nothing")
    func broadcast() {
        var bench = Bench()
        bench.device.linkProfile.reportsErrors = true
        for body in ["73 FF 50", "73 FF 54", "73 FF BB", "73 FF 51 01 7A 09", "73 FF 77"] {
            #expect(bench.ask(body) == "")
        }
        #expect(
            bench.device.performed == [
                .applicationReset(nil), .synchronise, .setBaudRate(2400), .setPrimaryAddress(9),
            ]
        )
        #expect(bench.telegram("7B 09") == 1)
    }

    @Test("Frames of slaves and other functions get no answer")
    func otherFrames() {
        var bench = Bench()
        for body in ["", "08 05", "00 05", "49 05", "C0 05", "08 05 72 00", "5B 05 51", "53 05"] {
            #expect(bench.ask(body) == "")
        }
        #expect(bench.device.performed.isEmpty)
    }

    @Test("A device that ignores 254 is heard by its own address only")
    func testAddress() {
        var bench = Bench()
        bench.device.linkProfile.answersTestAddress = false
        #expect(bench.ask("40 FE") == "" && bench.ask("40 05") == "E5")
    }

    @Test("A telegram that is too long is cut, one that is missing is silence")
    func deviceFaults() {
        var bench = Bench()
        bench.device.padding = 300
        #expect(bench.ask("5B 05").count == 2 * 253)
        bench.device.telegrams = 0
        #expect(bench.ask("7B 05") == "")
    }
}
