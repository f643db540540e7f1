import MBusMaster
import MBusProtocol
import Testing

/// Frames are written out by hand after "The M-Bus: A Documentation", chapters 5 to 7.
@Suite("The M-Bus master")
struct MBusMasterTests {
    @Test("A readout resets the link, asks with FCB 1, and toggles it as long as more follows")
    func readout() throws {
        let bus = try ScriptedBus([
            "E5", telegram("12345678", more: true).replacing("0C 04", with: "0C 03").resummed,
            telegram("12345678"),
        ])
        let telegrams = try bus.master().readout(at: 5)
        #expect(bus.frames == ["1040054516", "107B058016", "105B056016"])
        #expect(telegrams.map(\.header.address.identification.digits) == ["12345678", "12345678"])
        #expect(telegrams.last?.records.first?.number == 1_234_560)
    }

    @Test("What is not answered or disturbed is asked again, twice, with the same FCB")
    func repetition() throws {
        let bus = try ScriptedBus(["", "E5", "68 03", "", telegram("00000001")])
        #expect(try bus.master().readout(at: 5).count == 1)
        #expect(
            bus.frames == ["1040054516", "1040054516", "107B058016", "107B058016", "107B058016"]
        )
    }

    @Test("Nobody, noise, an error report and an empty answer are told apart")
    func errors() throws {
        #expect(throws: MBusMasterError.noAnswer) {
            try ScriptedBus(["", "", ""]).master().readout(at: 7)
        }
        #expect(throws: MBusMasterError.unreadable) {
            try ScriptedBus(["", "FD", ""]).master().readout(at: 7)
        }
        #expect(throws: MBusMasterError.application(code: 8)) {
            try ScriptedBus(["E5", "68 04 04 68 08 07 70 08 87 16"]).master().readout(at: 7)
        }
        #expect(throws: MBusMasterError.noReadout("an acknowledgement came: the meter has no data"))
        {
            try ScriptedBus(["E5", "E5"]).master().readout(at: 7)
        }
    }

    @Test("A meter that begins anew with each request is read once")
    func restarts() throws {
        let same = telegram("12345678", more: true)
        let bus = try ScriptedBus(["E5", same, same])
        #expect(try bus.master().readout(at: 5).count == 1)
    }

    @Test("A selection carries the secondary address, and the fabrication number behind 0C 78")
    func selection() throws {
        let bus = try ScriptedBus(["E5", "", "FD", "E5 E5"])
        let master = try bus.master()
        var pattern = try #require(SecondaryAddressPattern("12345678FFFFFFFF"))
        #expect(try master.select(pattern) == .one)
        pattern.fabrication = IdentificationNumber(packed: 0x0102_0304)
        #expect(try master.select(pattern) == .nobody)
        #expect(try master.select(.any) == .several)
        #expect(try master.select(.any) == .several)
        #expect(bus.frames[0] == "680B0B6853FD5278563412FFFFFFFFB216")
        #expect(bus.frames[1].hasPrefix("6811116853FD5278563412FFFFFFFF0C7804030201"))
    }

    @Test("A search descends where several answer, and where a clean E5 hides two telegrams")
    func search() throws {
        // Two meters, 10000000 and 70000000, whose acknowledgements meet bit by bit.
        let first = ["E5", "68 1B 68 FF"]
        let digits = (0...9).flatMap { digit in
            switch digit {
            case 1: ["E5", telegram("10000000")]
            case 7: ["E5", telegram("70000000")]
            default: [""]
            }
        }
        let bus = try ScriptedBus(first + digits)
        var found: [String] = []
        let unresolved = try bus.master().search { found.append($0.secondary.text) }
        #expect(found == ["1000000043040702", "7000000043040702"])
        #expect(unresolved.isEmpty)
    }

    @Test("Two meters with one identification number are reported as unresolved")
    func twins() throws {
        let bus = try ScriptedBus(["E5", "68 1B 68 FF"])
        let pattern = try #require(SecondaryAddressPattern("12345678FFFFFFFF"))
        var found = 0
        #expect(try bus.master().search(pattern) { _ in found += 1 } == [pattern])
        #expect(found == 0)
    }

    @Test("A line that M-Bus does not know is refused before anything is sent")
    func invalid() {
        #expect(throws: MBusMasterError.self) {
            try MBusMaster(tcp: "127.0.0.1", port: 1, baudRate: 12345)
        }
        #expect(throws: MBusMasterError.self) {
            try MBusMaster(serial: "/dev/null", MBusLineFormat())
        }
        #expect(throws: MBusMasterError.self) { try MBusMaster(tcp: "127.0.0.1", port: 70000) }
    }
}

extension String {
    /// The frame with the checksum of its own bytes.
    fileprivate var resummed: String {
        var words = split(separator: " ").map(String.init)
        let sum = words[4..<words.count - 2].compactMap { UInt8($0, radix: 16) }.reduce(0, &+)
        words[words.count - 2] = String(sum, radix: 16, uppercase: true)
        return words.joined(separator: " ")
    }
}
