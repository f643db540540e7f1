import ModbusProtocol
import TestSupport
import Testing

struct RTUNoiseTests {
    let requests = RTUDecoderTests.requests

    @Test(
        "A request behind noise in the same buffer is not lost",
        arguments: 0..<60 as Range<UInt64>
    )
    func noiseBefore(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for request in requests {
            let noise = generator.bytes(Int.random(in: 1...40, using: &generator))
            let stream = noise + rtu(request.unit, request.pdu)
            for way in [[stream], stream.map { [$0] }, generator.pieces(of: stream, longest: 7)] {
                var decoder = RTUDecoder()
                let heard = decoder.hear(way, thenSilence: true)
                #expect(heard.last == request, "seed \(seed), noise \(text(noise))")
                #expect(decoder.communicationErrors >= 1, "seed \(seed)")
                #expect(decoder.isIdle)
            }
        }
    }

    @Test(
        "The result does not depend on how noise and requests are cut",
        arguments: 0..<40 as Range<UInt64>
    )
    func cutsDoNotMatter(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var stream: [UInt8] = []
        for request in requests.shuffled(using: &generator) {
            if Bool.random(using: &generator) { stream += generator.bytes(5) }
            stream += rtu(request.unit, request.pdu)
        }
        var whole = RTUDecoder()
        let expected = whole.hear([stream], thenSilence: true)
        #expect(expected.count > requests.count / 2, "seed \(seed)")
        for way in everySplit(of: stream) {
            var decoder = RTUDecoder()
            #expect(decoder.hear(way, thenSilence: true) == expected, "seed \(seed)")
            #expect(decoder.communicationErrors == whole.communicationErrors, "seed \(seed)")
        }
    }

    @Test("Noise and a silence before each request: every request is heard")
    func noiseAndSilence() {
        let seed: UInt64 = 77
        var generator = SeededGenerator(seed: seed)
        var decoder = RTUDecoder()
        for round in 0..<300 {
            let request = requests[round % requests.count]
            let noise = generator.bytes(Int.random(in: 1...300, using: &generator))
            _ = decoder.hear(generator.pieces(of: noise, longest: 50), thenSilence: true)
            let heard = decoder.hear([rtu(request.unit, request.pdu)])
            #expect(heard == [request], "seed \(seed), round \(round)")
        }
        #expect(decoder.communicationErrors >= 300)
    }

    @Test("Noise that promises a long request waits for the silence; then the request is heard")
    func falsePromise() {
        let noise = hex("55 10 00 00 00 64 C8")
        var decoder = RTUDecoder()
        decoder.receive(noise + rtu(3, hex("07")))
        #expect(decoder.next() == .needMore)
        #expect(decoder.hear([], thenSilence: true) == [HeardRequest(unit: 3, pdu: [7])])
        #expect(decoder.communicationErrors == 1)
        #expect(decoder.isIdle)
    }

    @Test("Noise that promises a long request gives way to later requests without any silence")
    func falsePromiseWithoutSilence() {
        var decoder = RTUDecoder()
        let request = requests[2]
        let frame = rtu(request.unit, request.pdu)
        let heard = decoder.hear(
            [hex("55 10 00 00 00 64 C8")] + Array(repeating: frame, count: 40)
        )
        #expect(heard == Array(repeating: request, count: 40))
    }

    @Test("A wrong CRC is dropped, the request behind it is taken at once")
    func wrongChecksum() {
        var broken = rtu(6, hex("03 20 00 00 02"))
        broken[7] ^= 0x10
        let request = requests[2]
        for way in everySplit(of: broken + rtu(request.unit, request.pdu)) {
            var decoder = RTUDecoder()
            #expect(decoder.hear(way) == [request])
            #expect(decoder.communicationErrors == 1)
        }
    }

    @Test("The reply of another slave on the line is not mixed with the next request")
    func foreignReply() {
        let reply = rtu(9, hex("03 04 00 03 99 18"))
        let request = requests[2]
        for way in everySplit(of: reply + rtu(request.unit, request.pdu)) {
            var decoder = RTUDecoder()
            #expect(decoder.hear(way) == [request])
        }
    }

    @Test("Endless noise never fills more than one frame")
    func bounded() {
        let seed: UInt64 = 4711
        var generator = SeededGenerator(seed: seed)
        var decoder = RTUDecoder()
        for _ in 0..<500 {
            _ = decoder.hear([generator.bytes(Int.random(in: 1...2000, using: &generator))])
            #expect(decoder.pendingCount <= RTUDecoder.maximumFrame, "seed \(seed)")
        }
    }

    @Test("A frame of 257 bytes with a right CRC is not taken")
    func tooLong() {
        var decoder = RTUDecoder()
        let pdu = [0x41] + [UInt8](repeating: 0, count: 253)
        #expect(decoder.hear([rtu(6, pdu)], thenSilence: true).isEmpty)
        #expect(decoder.communicationErrors == 1)
        let longest = Array(pdu.dropLast())
        #expect(
            decoder.hear([rtu(6, longest)], thenSilence: true)
                == [HeardRequest(unit: 6, pdu: longest)]
        )
    }

    @Test("The tail of overlong noise is not taken for a frame at the silence")
    func tailOfNoise() {
        var decoder = RTUDecoder()
        let tail = rtu(6, [0x41] + [UInt8](repeating: 1, count: 252))
        let heard = decoder.hear([[0xFF] + tail], thenSilence: true)
        #expect(heard.isEmpty)
        #expect(decoder.communicationErrors == 1)
    }

    @Test("A request behind more noise than a frame holds is found without a silence")
    func longNoise() {
        let request = requests[2]
        let frame = rtu(request.unit, request.pdu)
        for length in [250, 256, 257, 300, 1000] {
            var decoder = RTUDecoder()
            let noise = [UInt8](repeating: 0xFF, count: length)
            #expect(decoder.hear([noise] + frame.map { [$0] }) == [request], "\(length)")
        }
    }

    @Test("Of two requests behind noise, one inside the other, the one that ends first is taken")
    func nested() {
        let inner = hex("06 00 01 00 03")
        let outer = rtu(2, hex("10 00 00 00 06 0C") + rtu(1, inner) + hex("00 00 00 00"))
        for way in everySplit(of: hex("FF FF") + outer) {
            var decoder = RTUDecoder()
            let heard = decoder.hear(way, thenSilence: true)
            #expect(heard == [HeardRequest(unit: 1, pdu: inner)])
            #expect(decoder.communicationErrors == 2)
        }
    }

    @Test("A byte count that no frame can hold is noise at once")
    func impossibleByteCount() {
        let request = requests[2]
        let stream = hex("01 10 00 00 00 64 FF") + rtu(request.unit, request.pdu)
        for way in everySplit(of: stream) {
            var decoder = RTUDecoder()
            #expect(decoder.hear(way) == [request])
        }
    }
}
