import TestSupport
import Testing

@testable import ModbusProtocol

struct MBAPDecoderTests {
    let stream =
        mbap(1, 1, hex("03 20 00 00 02")) + mbap(0xFFFE, 255, hex("07"))
        + mbap(3, 0, hex("10 00 C8 00 01 02 00 01"))
    let requests: [HeardEvent] = [
        .request(transaction: 1, unit: 1, pdu: hex("03 20 00 00 02")),
        .request(transaction: 0xFFFE, unit: 255, pdu: hex("07")),
        .request(transaction: 3, unit: 0, pdu: hex("10 00 C8 00 01 02 00 01")),
    ]

    @Test("Requests are found however the segments are cut")
    func splits() {
        for way in everySplit(of: stream) {
            var decoder = MBAPDecoder()
            #expect(decoder.hear(way) == requests, "cut after \(way[0].count)")
            #expect(decoder.pendingCount == 0)
        }
    }

    @Test("A header is written as the standard draws it")
    func header() {
        #expect(
            mbap(0x1234, 7, hex("03 00 01 00 02")) == hex("12 34 00 00 00 06 07 03 00 01 00 02")
        )
    }

    @Test("A begun response can be taken back, so that nothing is sent")
    func cancel() {
        var output = hex("AA")
        let start = MBAPEncoder.begin(transaction: 1, unit: 1, in: &output)
        output.append(3)
        MBAPEncoder.cancel(from: start, in: &output)
        #expect(output == hex("AA"))
    }

    @Test("Another protocol identifier is skipped by its length, and the next request is heard")
    func protocolIdentifier() {
        let foreign = hex("00 09 00 01 00 06 01 03 00 00 00 01")
        for way in everySplit(of: foreign + stream) {
            var decoder = MBAPDecoder()
            #expect(decoder.hear(way) == [.discarded(.protocolIdentifier(1))] + requests)
        }
    }

    @Test("A length outside 2 to 254 closes", arguments: [0, 1, 255, 256, 65_535] as [UInt16])
    func badLength(length: UInt16) {
        let header = hex("00 01 00 00") + word(Int(length))
        for way in everySplit(of: mbap(7, 1, [7]) + header + stream) {
            var decoder = MBAPDecoder()
            let first = HeardEvent.request(transaction: 7, unit: 1, pdu: [7])
            #expect(decoder.hear(way) == [first, .close(.lengthOutOfRange(length))])
            #expect(decoder.hear([stream]).isEmpty, "nothing is heard after a close")
            #expect(decoder.pendingCount == 0)
        }
    }

    @Test("The shortest and the longest request are heard", arguments: [1, 253])
    func limits(size: Int) {
        let pdu = [UInt8](repeating: 0x41, count: size)
        var decoder = MBAPDecoder()
        let heard = decoder.hear([mbap(2, 9, pdu)])
        #expect(heard == [.request(transaction: 2, unit: 9, pdu: pdu)])
    }

    @Test("A length of 1, a unit without a request, closes")
    func emptyRequest() {
        var decoder = MBAPDecoder()
        #expect(decoder.hear([mbap(1, 1, [])]) == [.close(.lengthOutOfRange(1))])
    }

    @Test("Thousands of requests in one read are all heard, and the buffer is drained")
    func manyRequests() {
        var decoder = MBAPDecoder()
        let many = (0..<5000).flatMap { mbap(UInt16($0), 1, hex("03 00 00 00 01")) }
        let heard = decoder.hear([many, many])
        #expect(heard.count == 10_000)
        #expect(heard.last == .request(transaction: 4999, unit: 1, pdu: hex("03 00 00 00 01")))
        #expect(decoder.pendingCount == 0)
    }

    @Test("Bytes beyond the bound of an undrained decoder close the connection")
    func overflow() {
        var decoder = MBAPDecoder()
        let chunk = Array(repeating: stream, count: 1000).flatMap { $0 }
        for _ in 0..<100 { decoder.receive(chunk) }
        #expect(decoder.pendingCount <= 131_072)
        var events: [MBAPDecoder.Event] = []
        while let event = decoder.next() { events.append(event) }
        #expect(events.last == .close(.overflow))
        #expect(events.count > 3000)
    }

    @Test("A frame that is older than the last bytes shows nothing instead of trapping")
    func staleFrame() {
        var decoder = MBAPDecoder()
        decoder.receive(mbap(1, 1, [UInt8](repeating: 7, count: 200)))
        guard case .frame(let frame) = decoder.next() else {
            Issue.record("no frame")
            return
        }
        decoder.receive([0])
        #expect(decoder.bytes(of: frame).isEmpty)
    }

    @Test("Parsed bytes are not kept, even when a request is always half there")
    func compaction() {
        var decoder = MBAPDecoder()
        let frame = mbap(1, 1, hex("03 00 00 00 01"))
        let shifted = Array(frame[5...] + frame[..<5])
        _ = decoder.hear([Array(frame[..<5])])
        for _ in 0..<10_000 { _ = decoder.hear([shifted]) }
        #expect(decoder.pendingCount == 5)
        #expect(decoder.buffer.bytes.count < 100)
    }
}
