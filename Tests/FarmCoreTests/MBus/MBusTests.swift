import FarmCore
import MBusProtocol
import MeterModels
import SimulatedTime
import TestSupport
import Testing

@Suite("Meters on an M-Bus")
struct MBusTests {
    private let ack: [UInt8] = [0xE5]

    @Test("A meter acknowledges a reset of its link and says what it measures")
    func readout() throws {
        let bench = try MBusBench([(7, "12345678")])
        #expect(bench.normalize(7) == ack)
        let telegram = try #require(bench.read(7))
        #expect(telegram.header.address.identification.digits == "12345678")
        #expect(telegram.header.address.medium == .electricity)
        let power = try #require(telegram.records.first { $0.value.bytes == [0x2B] })
        #expect(power.number == 2300)
        let voltage = try #require(telegram.records.first { $0.value.bytes == [0xFD, 0x48] })
        #expect(voltage.number == 230)
        #expect(!telegram.moreFollows)
    }

    @Test("Everybody answers 254, and nobody 255, 0 of somebody else, or a wrong checksum")
    func addresses() throws {
        let bench = try MBusBench([(7, "12345678")])
        #expect(bench.normalize(254) == ack)
        #expect(bench.normalize(255) == [])
        #expect(bench.normalize(0) == [])
        #expect(bench.normalize(8) == [])
        var wrong = LinkFrame.short(.sndNKE, address: 7).encoded
        wrong[3] ^= 1
        #expect(bench.bench.ask(bench.master, wrong) == [])
        #expect(bench.normalize(7) == ack)
    }

    @Test("A primary address is changed at once, and kept in the setting")
    func setAddress() throws {
        let bench = try MBusBench([(7, "12345678")])
        #expect(bench.send(7, ci: 0x51, [0x01, 0x7A, 9]) == ack)
        #expect(bench.normalize(7) == [])
        #expect(bench.normalize(9) == ack)
        // 251 is no address: acknowledged and not carried out.
        #expect(bench.send(9, ci: 0x51, [0x01, 0x7A, 251]) == ack)
        #expect(bench.normalize(9) == ack)
    }

    @Test("An identification number is changed, and the meter is selected by the new one alone")
    func setIdentification() throws {
        let bench = try MBusBench([(7, "12345678")])
        #expect(bench.send(7, ci: 0x51, [0x0C, 0x79, 0x44, 0x33, 0x22, 0x11]) == ack)
        #expect(bench.select("12345678") == [])
        #expect(bench.select("11223344") == ack)
        #expect(bench.read(253)?.header.address.identification.digits == "11223344")
        #expect(bench.normalize(253) == [])
        #expect(bench.read(253) == nil)
    }

    @Test("With bytes that take no time all who match answer a selection with one clean E5")
    func collision() throws {
        let bench = try MBusBench([(0, "12345678"), (0, "12345679"), (0, "22345678")])
        #expect(bench.select("1234567F") == ack)
        // The second stage: the telegrams of two meters are no frame.
        #expect(bench.read(253) == nil)
        #expect(bench.select("12345679") == ack)
        #expect(bench.read(253)?.header.address.identification.digits == "12345679")
        #expect(bench.select("3FFFFFFF") == [])
    }

    @Test("On a real line answers may collide to garbage, with the same seed the same")
    func realLine() throws {
        func lives() throws -> [[UInt8]] {
            let line = #"{ "timing": "realistic" }"#
            let bench = try MBusBench((1...6).map { (0, "1234567\($0)") }, line: line)
            return (0..<5).map { _ in bench.select("1234567F") }
        }
        let first = try lives()
        #expect(try first == lives())
        #expect(first.contains { $0 != ack && !$0.isEmpty })
    }

    @Test("A new speed is acknowledged at the old one and given up when nobody follows")
    func speed() throws {
        let line = #"{ "timing": "realistic", "check": "strict" }"#
        let bench = try MBusBench([(7, "12345678")], line: line)
        let fast = ClientLine(LineFormat(baudRate: 9600, parity: .even, stopBits: 1))
        let other = MBusBench.client(of: bench.bench.bus, bench.bench.stage, set: fast)
        #expect(bench.send(7, ci: 0xBD, []) == ack)
        #expect(bench.normalize(7) == [])
        let reset = LinkFrame.short(.sndNKE, address: 7).encoded
        #expect(bench.bench.ask(other, reset) == ack)
        let back = LinkFrame.long(.sndUD, address: 7, ci: 0xBB, data: []).encoded
        #expect(bench.bench.ask(other, back) == ack)
        #expect(bench.normalize(7) == ack)
        // Nobody follows to 300 bit/s: after five minutes it is back.
        #expect(bench.send(7, ci: 0xB8, [], bit: false) == ack)
        #expect(bench.normalize(7) == [])
        bench.bench.stage.run(for: 301 * HostStage.second)
        _ = bench.normalize(7)
        #expect(bench.normalize(7) == ack)
    }

    @Test(
        "Faults strike answers on the M-Bus",
        arguments: [
            #""noReply""#, #"{ "checksum": "bitFlip" }"#, #"{ "length": "+1" }"#,
            #"{ "truncate": 3 }"#, #"{ "duplicate": 1 }"#, #""stuckFrameCount""#,
        ]
    )
    func faults(effect: String) throws {
        let bench = try MBusBench(
            [(7, "12345678")],
            faults: #"[ { "name": "f", "target": { "meter": "m1" }, "effect": \#(effect) } ]"#
        )
        let whole = try MBusBench([(7, "12345678")])
        let request = LinkFrame.short(.reqUD2(frameCountBit: true), address: 7)
        let again = LinkFrame.short(.reqUD2(frameCountBit: false), address: 7)
        let right = (whole.ask(request), whole.ask(again))
        let struck = (bench.ask(request), bench.ask(again))
        switch effect {
        case #""noReply""#: #expect(struck.0 == [])
        case #"{ "duplicate": 1 }"#: #expect(struck.0 == right.0 + right.0)
        case #"{ "truncate": 3 }"#: #expect(struck.0 == right.0.dropLast(3))
        case #""stuckFrameCount""#: #expect(struck.0 == struck.1 && right.0 != right.1)
        default:
            var decoder = LinkDecoder()
            decoder.receive(struck.0)
            #expect(decoder.next() == nil && struck.0.count == right.0.count)
        }
    }
}
