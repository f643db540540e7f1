import ModbusProtocol
import TestSupport
import Testing

struct ASCIIDecoderTests {
    let request = HeardRequest(unit: 6, pdu: hex("03 20 00 00 02"))

    func hear(_ text: String) -> (frames: [HeardRequest], errors: Int) {
        var decoder = ASCIIDecoder()
        return (decoder.hear([Array(text.utf8)]), decoder.communicationErrors)
    }

    @Test("Frames are found however the characters are cut, with noise between them")
    func splits() {
        let frames = RTUDecoderTests.requests
        let stream = frames.flatMap { Array("~7\r\n".utf8) + ascii($0.unit, $0.pdu) }
        for way in everySplit(of: stream) {
            var decoder = ASCIIDecoder()
            #expect(decoder.hear(way) == frames)
            #expect(decoder.communicationErrors == 0)
            #expect(decoder.isIdle)
        }
    }

    @Test("Lower-case digits are accepted")
    func lowerCase() {
        #expect(hear(":060320000002d5\r\n") == ([request], 0))
    }

    @Test("A colon restarts the reception")
    func restart() {
        #expect(hear(":0603:060320000002D5\r\n") == ([request], 1))
        #expect(hear(":060320000002D5\r:060320000002D5\r\n") == ([request], 1))
    }

    @Test(
        "A bad frame is dropped, counted once, and the next one is heard",
        arguments: [
            ":060320000002D6\r\n", ":06032000000D5\r\n", ":06032G000002D5\r\n",
            ":0603 20000002D5\r\n",
            ":060320000002D5\n", ":060320000002D5\rX\n", ":\r\n", ":06FA\r\n", ":0\r\n",
        ]
    )
    func badFrame(bad: String) {
        #expect(hear(bad + ":060320000002D5\r\n") == ([request], 1))
    }

    @Test("The longest frame has 513 characters; one byte more is dropped")
    func limit() {
        let longest = [UInt8](repeating: 0x11, count: 253)
        var decoder = ASCIIDecoder()
        #expect(ascii(1, longest).count == ASCIIDecoder.maximumFrame)
        #expect(decoder.hear([ascii(1, longest)]) == [HeardRequest(unit: 1, pdu: longest)])
        #expect(decoder.hear([ascii(1, longest + [0x11])]).isEmpty)
        #expect(decoder.communicationErrors == 1)
    }

    @Test("Endless digits never fill more than one frame")
    func bounded() {
        var decoder = ASCIIDecoder()
        for _ in 0..<200 {
            _ = decoder.hear([Array(":".utf8) + [UInt8](repeating: 0x30, count: 1000)])
            #expect(decoder.pendingCount <= 255)
        }
    }

    @Test("A timeout drops a begun frame and counts it, on an idle line nothing happens")
    func timeout() {
        var decoder = ASCIIDecoder()
        decoder.silence()
        #expect(decoder.communicationErrors == 0)
        #expect(decoder.hear([Array(":0603".utf8)]).isEmpty)
        #expect(!decoder.isIdle)
        decoder.silence()
        #expect(decoder.communicationErrors == 1)
        #expect(decoder.hear([Array("20000002D5\r\n".utf8)]).isEmpty)
        #expect(decoder.communicationErrors == 1)
    }

    @Test("Another delimiter than LF is obeyed by both sides")
    func delimiter() {
        var decoder = ASCIIDecoder()
        decoder.delimiters = [0x21]
        var frame: [UInt8] = []
        ASCIIEncoder.append(unit: 6, pdu: request.pdu, delimiter: 0x21, into: &frame)
        #expect(frame == Array(":060320000002D5\r!".utf8))
        #expect(decoder.hear([frame]) == [request])
        #expect(decoder.hear([ascii(6, request.pdu)]).isEmpty)
    }
}
