import ModbusProtocol
import TestSupport
import Testing

struct CheckOrderTests {
    @Test("A function that is not enabled is 01, even when everything else is wrong too")
    func functionFirst() {
        var bench = Bench()
        bench.device.slaveProfile.functions = [3]
        bench.device.refusal = .serverDeviceFailure
        #expect(bench.ask("10 FF FF FF FF") == hex("90 01"))
        #expect(bench.ask("06") == hex("86 01"))
        #expect(bench.device.calls.isEmpty)
    }

    @Test(
        "Functions that no slave has are 01, though the profile enables them",
        arguments: [
            0x14, 0x15, 0x18, 0x09, 0x41, 0x7F,
        ] as [UInt8]
    )
    func notImplemented(code: UInt8) {
        var bench = Bench()
        bench.device.slaveProfile.functions.insert(FunctionCode(rawValue: code))
        #expect(bench.ask([code, 0, 0]) == [code | 0x80, 1])
    }

    @Test("A code of 0 or above 127 is 01 as well")
    func invalidCodes() {
        var bench = Bench()
        #expect(bench.ask("00") == hex("80 01"))
        #expect(bench.ask("83 02") == hex("83 01"))
    }

    @Test("A slave that is told so keeps silent about unknown functions")
    func silentProfile() {
        var bench = Bench()
        bench.device.slaveProfile.unknownFunction = .silence
        #expect(bench.ask("41") == nil)
        #expect(bench.slave.counters.noResponses == 1)
        #expect(bench.slave.counters.exceptions == 0)
    }

    @Test(
        "A quantity is judged before the address, the address before the device",
        arguments: [
            ("03 FF FF 00 00", "83 03"), ("03 FF FF 00 7E", "83 03"), ("03 FF FF 00 02", "83 02"),
            ("04 FF FF 00 00", "84 03"), ("04 FF 84 00 7D", "84 02"), ("04 FF 83 00 7D", "84 04"),
            ("01 FF FF 00 00", "81 03"), ("01 FF FF 07 D1", "81 03"), ("01 FF FF 00 02", "81 02"),
            ("02 FF FF 07 D0", "82 02"), ("02 FF FF 00 01", "82 04"), ("05 FF FF 00 01", "85 03"),
            ("05 FF FF FF 00", "85 04"), ("06 FF FF 00 01", "86 04"),
            ("0F FF FF 00 00 00", "8F 03"), ("0F FF FF 00 02 01 03", "8F 02"),
            ("0F FF FF 00 01 01 01", "8F 04"), ("10 FF FF 00 00 00", "90 03"),
            ("10 FF FF 00 02 04 00 01 00 02", "90 02"), ("10 FF FF 00 01 02 00 01", "90 04"),
            ("16 FF FF 00 00 00 00", "96 04"),
            ("17 FF FF 00 00 00 00 00 01 02 00 00", "97 03"),
            ("17 FF FF 00 02 00 00 00 01 02 00 00", "97 02"),
            ("17 00 00 00 02 FF FF 00 02 04 00 00 00 00", "97 02"),
            ("17 00 00 00 02 00 00 00 01 02 00 00", "97 04"),
        ]
    )
    func order(request: String, response: String) {
        var bench = Bench()
        bench.device.refusal = .serverDeviceFailure
        #expect(bench.ask(request) == hex(response))
    }

    @Test(
        "A request one byte too short or too long is 03 and changes nothing",
        arguments: [
            "01 00 00 00 08", "02 00 00 00 08", "03 00 00 00 01", "04 00 00 00 01",
            "05 00 00 FF 00",
            "06 00 00 00 01", "07", "0B", "0C", "0F 00 00 00 08 01 FF", "10 00 00 00 01 02 00 01",
            "11",
            "16 00 00 FF FF 00 00", "17 00 00 00 01 00 00 00 01 02 00 00", "2B 0E 01 00",
            "08 00 0B 00 00",
        ]
    )
    func wrongLength(request: String) {
        let pdu = hex(request)
        let refusal = [pdu[0] | 0x80, 3]
        var bench = Bench()
        bench.device.objects = [0: [0x41]]
        #expect(bench.ask(pdu)?.first == pdu[0], "the request itself is good")
        bench = Bench()
        #expect(bench.ask(pdu + [0]) == refusal)
        if pdu.count > 2 { #expect(bench.ask(Array(pdu.dropLast())) == refusal) }
        #expect(bench.device.calls.isEmpty)
    }

    @Test(
        "An exception of the device is passed on, what it appended is taken back",
        arguments: ModbusException.allCases
    )
    func deviceRefusal(exception: ModbusException) {
        var bench = Bench()
        bench.device.refusal = exception
        #expect(bench.ask("03 00 00 00 02") == [0x83, exception.rawValue])
        #expect(bench.ask("16 00 00 00 00 00 00") == [0x96, exception.rawValue])
        #expect(bench.slave.counters.exceptions == 2)
        #expect(bench.slave.counters.busyResponses == (exception == .serverDeviceBusy ? 2 : 0))
    }

    @Test("A device that appends too few bytes gives 04, not a broken response")
    func faultyDevice() {
        var bench = Bench()
        bench.device.missingBytes = 1
        #expect(bench.ask("03 00 00 00 02") == hex("83 04"))
        #expect(bench.ask("01 00 00 00 02") == hex("81 04"))
        #expect(bench.ask("16 00 00 00 00 00 00") == hex("96 04"))
    }

    @Test("Nothing at all, and more than a PDU can hold, get no answer")
    func notARequest() {
        var bench = Bench()
        #expect(bench.ask([]) == nil)
        #expect(bench.ask([8, 0, 0] + [UInt8](repeating: 0, count: 252)) == nil)
        #expect(bench.ask([8, 0, 0] + [UInt8](repeating: 0, count: 250))?.count == 253)
    }
}
