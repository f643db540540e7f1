import ModbusProtocol
import TestSupport
import Testing

struct RTUDecoderTests {
    /// One request of each function whose length is known, the long ones with much data.
    static let requests: [HeardRequest] = [
        "01 00 13 00 25", "02 00 C4 00 16", "03 20 00 00 02", "04 00 08 00 01", "05 00 AC FF 00",
        "06 00 01 00 03", "07", "08 00 00 A5 37", "0B", "0C", "0F 00 13 00 0A 02 CD 01",
        "10 00 C8 00 01 02 00 01", "11", "14 07 06 00 04 00 01 00 02",
        "15 09 06 00 04 00 07 00 01 06 AF", "16 00 04 00 F2 00 25",
        "17 00 03 00 06 00 0E 00 02 04 00 FF 00 FF", "18 04 DE", "2B 0E 01 00",
    ].enumerated().map { HeardRequest(unit: UInt8($0 + 1), pdu: hex($1)) }

    static func stream(_ requests: [HeardRequest]) -> [UInt8] {
        requests.flatMap { rtu($0.unit, $0.pdu) }
    }

    @Test("A request of every known function is taken at its last byte", arguments: requests)
    func everyFunction(request: HeardRequest) {
        let frame = rtu(request.unit, request.pdu)
        for way in everySplit(of: frame) {
            var decoder = RTUDecoder()
            #expect(decoder.hear(way) == [request])
            #expect(decoder.isIdle)
            #expect(decoder.communicationErrors == 0)
        }
        var decoder = RTUDecoder()
        decoder.receive(frame.dropLast())
        #expect(decoder.next() == .needMore)
    }

    @Test("Requests back to back, without any silence, are all taken, however they are cut")
    func backToBack() {
        let stream = Self.stream(Self.requests)
        for way in everySplit(of: stream) {
            var decoder = RTUDecoder()
            #expect(decoder.hear(way) == Self.requests, "cut after \(way[0].count)")
            #expect(decoder.communicationErrors == 0)
        }
    }

    @Test(
        "The longest writes, frames of 255 bytes, are taken",
        arguments: ["10 00 00 00 7B F6", "0F 00 00 07 B0 F6"]
    )
    func longest(head: String) {
        let pdu = hex(head) + [UInt8](repeating: 0x5A, count: 246)
        let frame = rtu(9, pdu)
        #expect(frame.count == 255)
        var decoder = RTUDecoder()
        #expect(decoder.hear(frame.map { [$0] }) == [HeardRequest(unit: 9, pdu: pdu)])
    }

    @Test("An unknown function ends at the silence, and not before")
    func unknownFunction() {
        let pdu = hex("41 01 02 03 04 05")
        for way in everySplit(of: rtu(6, pdu)) {
            var decoder = RTUDecoder()
            #expect(decoder.hear(way).isEmpty)
            #expect(decoder.next() == .awaitSilence)
            decoder.silence()
            guard case .frame(let frame) = decoder.next() else {
                Issue.record("no frame at the silence")
                continue
            }
            #expect(frame.unit == 6)
            #expect(Array(decoder.bytes(of: frame)) == pdu)
            #expect(decoder.next() == .needMore)
            #expect(decoder.communicationErrors == 0)
        }
    }

    @Test(
        "A frame of another length than its function says is taken at the silence",
        arguments: [
            "03 00 00 00 01 00", "03 04 00 03 99 18", "08 00 00 01 02 03 04 05 06", "07 00",
            "10 00 00 00 01 04 00 01", "2B 0D 00",
        ]
    )
    func otherLength(pdu: String) {
        for way in everySplit(of: rtu(6, hex(pdu))) {
            var decoder = RTUDecoder()
            let heard = decoder.hear(way, thenSilence: true)
            #expect(heard == [HeardRequest(unit: 6, pdu: hex(pdu))])
            #expect(decoder.communicationErrors == 0)
        }
    }

    @Test("A request whose end is missing is dropped at the silence, and the next one is heard")
    func cutOff() {
        let request = Self.requests[2]
        let frame = rtu(request.unit, request.pdu)
        for length in 1..<frame.count {
            var decoder = RTUDecoder()
            #expect(decoder.hear([Array(frame.prefix(length))], thenSilence: true).isEmpty)
            #expect(decoder.communicationErrors == 1)
            #expect(decoder.isIdle)
            #expect(decoder.hear([frame]) == [request])
        }
    }

    @Test("A silence on an idle line means nothing")
    func idleSilence() {
        var decoder = RTUDecoder()
        #expect(decoder.hear([], thenSilence: true).isEmpty)
        #expect(decoder.hear([Self.stream(Self.requests)], thenSilence: true) == Self.requests)
        #expect(decoder.communicationErrors == 0)
    }

    @Test("Dropping what is pending counts one error, on an idle line none")
    func discard() {
        var decoder = RTUDecoder()
        decoder.discard()
        #expect(decoder.communicationErrors == 0)
        decoder.receive(hex("01 03 00"))
        decoder.discard()
        #expect(decoder.communicationErrors == 1)
        #expect(decoder.hear([Self.stream(Self.requests)]) == Self.requests)
    }

    @Test("A long write in pieces is never taken for a request that stands in its data")
    func embeddedRequest() {
        let inner = rtu(1, hex("06 00 01 00 03"))
        let outer = HeardRequest(unit: 2, pdu: hex("10 00 00 00 04 08") + inner)
        for way in everySplit(of: rtu(outer.unit, outer.pdu)) {
            var decoder = RTUDecoder()
            #expect(decoder.hear(way) == [outer])
        }
    }

    @Test("Another MEI type than 14 ends at the silence, as an unknown function")
    func otherInterface() {
        var decoder = RTUDecoder()
        decoder.receive(hex("06 2B 0D"))
        #expect(decoder.next() == .awaitSilence)
        decoder = RTUDecoder()
        decoder.receive(hex("06 2B 0E"))
        #expect(decoder.next() == .needMore)
    }
}
