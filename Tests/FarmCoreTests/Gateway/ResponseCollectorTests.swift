import Testing

@testable import FarmCore

@Suite("Finding a response in what is heard")
struct ResponseCollectorTests {
    /// 11 µs a byte.
    private static let timing: GatewayTiming = {
        var line = LinePlan()
        line.baudRate = 1_000_000
        line.timing = .realistic
        return GatewayTiming(line, framing: .rtu)
    }()

    /// A request and its response without address and checksum, as the standard prints them
    /// (Modbus application protocol V1.1b3, section 6), or of the documented meters.
    private static let examples: [(String, String)] = [
        ("01 00 13 00 13", "01 03 CD 6B 05"),
        ("02 00 C4 00 16", "02 03 AC DB 35"),
        ("03 00 6B 00 03", "03 06 02 2B 00 00 00 64"),
        ("04 00 08 00 01", "04 02 00 0A"),
        ("05 00 AC FF 00", "05 00 AC FF 00"),
        ("06 00 01 00 03", "06 00 01 00 03"),
        ("07", "07 6D"),
        ("08 00 00 A5 37", "08 00 00 A5 37"),
        ("08 00 00 A5 37 12 34", "08 00 00 A5 37 12 34"),
        ("0B", "0B FF FF 01 08"),
        ("0C", "0C 08 00 00 01 08 01 21 20 00"),
        ("0F 00 13 00 0A 02 CD 01", "0F 00 13 00 0A"),
        ("10 00 01 00 02 04 00 0A 01 02", "10 00 01 00 02"),
        ("11", "11 03 05 FF 42"),
        (
            "14 0E 06 00 04 00 01 00 02 06 00 03 00 09 00 02",
            "14 0C 05 06 0D FE 00 20 05 06 33 CD 00 40"
        ),
        (
            "15 0D 06 00 04 00 07 00 03 06 AF 04 BE 10 0D",
            "15 0D 06 00 04 00 07 00 03 06 AF 04 BE 10 0D"
        ),
        ("16 00 04 00 F2 00 25", "16 00 04 00 F2 00 25"),
        (
            "17 00 03 00 06 00 0E 00 03 06 00 FF 00 FF 00 FF",
            "17 0C 00 FE 0A CD 00 01 00 03 00 0D 00 FF"
        ),
        ("18 04 DE", "18 00 06 00 02 01 B8 12 84"),
        (
            "2B 0E 01 00",
            "2B 0E 01 01 00 00 03 00 02 41 42 01 03 43 44 45 02 01 31"
        ),
        ("03 00 00 00 01", "83 02"),
    ]

    private func collector(_ request: [UInt8]) -> ResponseCollector {
        var collector = ResponseCollector(framing: .rtu, timing: Self.timing)
        collector.begin(unit: 17, pdu: request)
        return collector
    }

    @Test("Every function's response ends with its last byte, byte by byte", arguments: examples)
    func lengths(_ request: String, _ response: String) {
        var collector = collector(Bytes.hex(request))
        let frame = Bytes.withCRC([17] + Bytes.hex(response))
        for (index, byte) in frame.enumerated() {
            let found = collector.heard([byte], at: Int64(index + 1) * 11_000)
            #expect(found == (index == frame.count - 1 ? Bytes.hex(response) : nil))
        }
        #expect(!collector.isReceiving && collector.endsBy == nil)
    }

    @Test("A frame of somebody else right before it is passed over", arguments: examples)
    func behindAnother(_ request: String, _ response: String) {
        var collector = collector(Bytes.hex(request))
        let other = Bytes.withCRC([9, 3, 2, 1, 2])
        let bytes = other + Bytes.withCRC([17] + Bytes.hex(response))
        #expect(collector.heard(bytes, at: 1_000_000) == Bytes.hex(response))
    }

    @Test("The largest response is taken, a longer one is noise")
    func largest() {
        var collector = collector(Bytes.hex("03 00 00 00 7D"))
        let largest = [3, 250] + [UInt8](repeating: 7, count: 250)
        #expect(collector.heard(Bytes.withCRC([17] + largest), at: 10_000_000) == largest)
        let longer = [3, 254] + [UInt8](repeating: 7, count: 254)
        #expect(collector.heard(Bytes.withCRC([17] + longer), at: 20_000_000) == nil)
        #expect(collector.silence() == nil)
    }

    @Test("No bytes at all can make it fail or keep more than a frame")
    func anything() {
        var state: UInt64 = 0x5EED
        for round in 0..<2000 {
            var collector = collector([UInt8(round & 0x7F), 0, 0, 0, 1])
            var time: Int64 = 0
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let count = Int(state >> 58)
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: state >> UInt64($0 % 50)) }
                time += Int64(state >> 40 & 0x3F_FFFF) + Int64(count) * 11_000
                #expect(collector.heard([17, UInt8(round & 0x7F)] + bytes, at: time) == nil)
            }
            _ = collector.silence()
            #expect(!collector.isReceiving)
        }
    }
}
