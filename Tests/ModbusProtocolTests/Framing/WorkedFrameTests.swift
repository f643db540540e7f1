import ModbusProtocol
import TestSupport
import Testing

/// The frames of `systems-in-the-seeds.md`, A.8, byte for byte.
struct WorkedFrameTests {
    struct Exchange: CustomTestStringConvertible, Sendable {
        var name: String
        var base: Int
        var registers: [UInt16]
        var request: String
        var response: String
        var testDescription: String { name }
    }

    static let exchanges = [
        Exchange(
            name: "voltage, 235 800 mV",
            base: 0x2000,
            registers: [0x0003, 0x9918],
            request: "06 03 20 00 00 02 CE 7C",
            response: "06 03 04 00 03 99 18 16 A9"
        ),
        Exchange(
            name: "power factor 0.82",
            base: 0x2007,
            registers: [82],
            request: "06 03 20 07 00 01 3F BC",
            response: "06 03 02 00 52 8C 79"
        ),
        Exchange(
            name: "partial active energy",
            base: 0x200C,
            registers: [0, 2],
            request: "06 03 20 0C 00 02 0E 7F",
            response: "06 03 04 00 00 00 02 0D 32"
        ),
        Exchange(
            name: "reset",
            base: 0x00C8,
            registers: [0],
            request: "06 10 00 C8 00 01 02 00 01 51 E8",
            response: "06 10 00 C8 00 01 81 80"
        ),
        Exchange(
            name: "verify",
            base: 0x200C,
            registers: [0, 0],
            request: "06 03 20 0C 00 02 0E 7F",
            response: "06 03 04 00 00 00 00 8C F3"
        ),
    ]

    @Test("An RTU exchange of the seeds is repeated byte for byte", arguments: exchanges)
    func exchange(_ exchange: Exchange) throws {
        var bench = Bench()
        bench.device.base = exchange.base
        bench.device.holding.replaceSubrange(0..<exchange.registers.count, with: exchange.registers)
        #expect(try answer(to: hex(exchange.request), &bench) == hex(exchange.response))
    }

    @Test("A meter that answers 01 to an unknown register repeats the fault frame of the seeds")
    func fault() throws {
        var bench = Bench()
        bench.device.refusal = .illegalFunction
        let response = try answer(to: hex("01 03 40 00 00 01 91 CA"), &bench)
        #expect(response == hex("01 83 01 80 F0"))
    }

    @Test("A function 6 that is not enabled is refused with 86 01")
    func refusedWrite() {
        var bench = Bench()
        bench.device.slaveProfile.functions = [3]
        #expect(bench.ask("06 00 01 00 02") == hex("86 01"))
    }

    @Test("The first request has the ASCII form of the seeds, LRC D5")
    func asciiForm() {
        let frame = ascii(6, hex("03 20 00 00 02"))
        #expect(frame == Array(":060320000002D5\r\n".utf8))
        var decoder = ASCIIDecoder()
        #expect(decoder.hear([frame]) == [HeardRequest(unit: 6, pdu: hex("03 20 00 00 02"))])
    }

    @Test("The worked values decode as the seeds say")
    func values() throws {
        let voltage = try RegisterCodec(.u32).decode(hex("00 03 99 18")[...])
        #expect(voltage == .integer(235_800))
        let power = try RegisterCodec(.i32).decode(hex("FF FF FF ED")[...])
        #expect(power == .integer(-19))
    }

    private func answer(to frame: [UInt8], _ bench: inout Bench) throws -> [UInt8] {
        var decoder = RTUDecoder()
        decoder.receive(frame)
        guard case .frame(let request) = decoder.next() else { throw NoFrame() }
        var output: [UInt8] = []
        let start = RTUEncoder.begin(unit: request.unit, in: &output)
        let answer = bench.slave.answer(
            decoder.bytes(of: request),
            device: &bench.device,
            into: &output
        )
        #expect(answer == .reply)
        RTUEncoder.finish(from: start, in: &output)
        return output
    }

    private struct NoFrame: Error {}
}
