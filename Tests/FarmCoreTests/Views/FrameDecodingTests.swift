import FarmCore
import MBusProtocol
import MeterModels
import TestSupport
import Testing

@Suite("Frames in words")
struct FrameDecodingTests {
    private static let models = ModelLibrary(TestMeter.library)

    private func decoding(
        _ hex: String,
        _ direction: TrafficFrame.Direction,
        answering request: String? = nil,
        model: String? = nil
    ) throws -> FrameDecoding {
        FrameDecoding(
            Bytes.hex(hex),
            .rtu,
            direction,
            answering: request.map(Bytes.hex),
            model: try model.map { try Self.models.model($0) }
        )
    }

    private func field(_ name: String, _ decoding: FrameDecoding) -> String? {
        decoding.fields.first { $0.name == name }?.text
    }

    // MARK: Modbus

    @Test("The worked read of 0 046 77: 00039918h is 235.8 V")
    func voltage() throws {
        let asked = "06 03 20 00 00 02 CE 7C"
        let request = try decoding(asked, .request, model: "legrand-004677")
        #expect(request.isIntact)
        #expect(
            request.sentence
                == "asks unit 6 for 2 holding registers from 0x2000: voltage.l1"
        )
        #expect(field("function", request) == "3 read holding registers")
        #expect(field("unit", request) == "6")
        #expect(field("address", request) == "0x2000 (8192)")
        let answer = try decoding(
            "06 03 04 00 03 99 18 16 A9",
            .response,
            answering: asked,
            model: "legrand-004677"
        )
        #expect(answer.items.map(\.name) == ["voltage.l1"])
        #expect(answer.items.first?.value == .number(235.8))
        #expect(answer.items.first?.text == "voltage.l1 = 235.8 V")
        #expect(
            answer.sentence == "unit 6 answers 2 holding registers: voltage.l1 = 235.8 V"
        )
    }

    @Test("The worked refusal: exception 1 to an unknown register")
    func refusal() throws {
        let request = try decoding("01 03 40 00 00 01 91 CA", .request)
        #expect(request.sentence == "asks unit 1 for 1 holding register from 0x4000")
        let answer = try decoding(
            "01 83 01 80 F0",
            .response,
            answering: "01 03 40 00 00 01 91 CA"
        )
        #expect(answer.isIntact)
        #expect(answer.sentence == "unit 1 refuses function 3: exception 1, illegal function")
    }

    @Test("A wrong checksum is told, and what cannot be a frame too")
    func damaged() throws {
        let wrong = try decoding("01 83 01 80 F1", .response)
        #expect(!wrong.isIntact)
        #expect(wrong.sentence.hasPrefix("damaged: "))
        #expect(field("CRC", wrong) == "80 F1, wrong")
        #expect(try !decoding("01", .request).isIntact)
        #expect(try decoding("01 02 03", .noise).sentence == "noise on the line")
    }

    @Test("The same request in Modbus TCP and in ASCII says the same")
    func framings() throws {
        let model = try Self.models.model("legrand-004677")
        let pdu: [UInt8] = [3, 0x20, 0, 0, 2]
        let tcp = FrameDecoding(Bytes.tcp(7, 6, pdu), .tcp, .request, model: model)
        #expect(tcp.isIntact && field("transaction", tcp) == "7")
        // LRC: −(06 + 03 + 20 + 00 + 00 + 02) = D5.
        let characters = Array(":060320000002D5\r\n".utf8)
        let ascii = FrameDecoding(characters, .ascii, .request, model: model)
        #expect(ascii.isIntact && field("LRC", ascii) == "D5")
        for decoding in [tcp, ascii] {
            #expect(
                decoding.sentence
                    == "asks unit 6 for 2 holding registers from 0x2000: voltage.l1"
            )
        }
    }

    @Test("Writes name what is written")
    func writes() throws {
        let frame = Bytes.withCRC([5, 6, 0x02, 0x00, 0, 3])
        let model = try Self.models.model("meterfarm-reference")
        let write = FrameDecoding(frame, .rtu, .request, model: model)
        #expect(write.isIntact)
        #expect(write.sentence.hasPrefix("writes 3 to 0x0200 of unit 5"))
        #expect(write.items.count == 1)
        let everybody = FrameDecoding(Bytes.withCRC([0, 6, 2, 0, 0, 3]), .rtu, .request)
        #expect(everybody.sentence == "writes 3 to 0x0200 of everybody")
    }

    // MARK: M-Bus

    private func link(_ frame: LinkFrame, model: String? = nil) throws -> FrameDecoding {
        FrameDecoding(
            frame.encoded,
            .mBus,
            frame.control?.isFromMaster == true ? .request : .response,
            model: try model.map { try Self.models.model($0) }
        )
    }

    @Test("The transactions of the link layer are told apart")
    func transactions() throws {
        #expect(try link(.acknowledgement).sentence == "acknowledges")
        #expect(
            try link(.short(.sndNKE, address: 7)).sentence == "resets the link of address 7"
        )
        let read = try link(.short(.reqUD2(frameCountBit: true), address: 254))
        #expect(read.sentence == "asks address 254, whoever is there for its readout")
        #expect(field("C", read) == "7B REQ_UD2, FCB 1")
        let speed = try link(.long(.sndUD, address: 7, ci: 0xBB, data: []))
        #expect(speed.sentence == "sets address 7 to 2400 bit/s")
        let pattern = SecondaryAddressPattern("1234567FFFFFFFFF")
        let select = try link(
            .long(.sndUD, address: 253, ci: 0x52, data: pattern?.bytes ?? [])
        )
        #expect(select.sentence.hasPrefix("selects 1234567F"))
        let address = try link(.long(.sndUD, address: 7, ci: 0x51, data: [0x01, 0x7A, 9]))
        #expect(address.items.count == 1)
        #expect(address.items.first?.value == .number(9))
        let broken = FrameDecoding([0x10, 0x40, 0x07, 0x48, 0x16], .mBus, .request)
        #expect(!broken.isIntact)
    }

    @Test("A readout is told record by record, with the model's names")
    func readout() throws {
        let bench = try MBusBench([(7, "12345678")])
        let bytes = bench.ask(.short(.reqUD2, address: 7))
        let model = try Self.models.model("m1pro-40")
        let known = FrameDecoding(bytes, .mBus, .response, model: model)
        #expect(known.isIntact)
        #expect(field("identification", known) == "12345678")
        let power = known.items.first { $0.name == "power.active.total" }
        #expect(power?.value == .number(2300) && power?.unit == "W")
        let plain = FrameDecoding(bytes, .mBus, .response)
        #expect(plain.items.count == known.items.count)
        #expect(plain.items.contains { $0.name == "power" && $0.value == .number(2300) })
        #expect(plain.sentence.hasPrefix("12345678 of HHC answers"))
    }
}
