import MBusProtocol
import TestSupport
import Testing

struct LinkDecoderTests {
    static let frames: [LinkFrame] = [
        .short(.sndNKE, address: 0xFE), .acknowledgement, .short(.reqUD2, address: 0x10),
        .long(.sndUD, address: 0xFD, ci: 0x52, data: hex("78563412 24 40 01 02")),
        .long(.sndUD, address: 0x68, ci: 0xBB, data: []),
        .long(.rspUD, address: 0x16, ci: 0x72, data: .init(repeating: 0x68, count: 252)),
    ]

    @Test("Frames in a row are the same however the line cuts them")
    func splits() {
        let stream = Self.frames.flatMap(\.encoded)
        for pieces in everySplit(of: stream) {
            var decoder = LinkDecoder()
            #expect(decoder.hear(pieces) == Self.frames)
            #expect(decoder.isIdle && decoder.errors == 0)
        }
    }

    /// Broken frames; the second start of one with wrong lengths counts as a start of its own.
    @Test(
        "A frame that is wrong is dropped, counted, and the next is heard",
        arguments: [
            ("10 5B 01 5D 16", 1), ("10 5B 01 5C 17", 1), ("68 03 04 68 53 01 BB 0F 16", 2),
            ("68 03 03 69 53 01 BB 0F 16", 1), ("68 03 03 68 53 01 BB 10 16", 1),
            ("68 03 03 68 53 01 BB 0F 15", 1), ("68 02 02 68 53 01 54 16", 2), ("00 FF 7A", 1),
        ]
    )
    func wrong(frame: String, errors: Int) {
        let next = LinkFrame.short(.reqUD2, address: 1)
        for pieces in everySplit(of: hex(frame) + next.encoded) {
            var decoder = LinkDecoder()
            #expect(decoder.hear(pieces) == [next])
            #expect(decoder.errors == errors)
        }
    }

    @Test("A strict decoder hears nothing after an error until the line has rested")
    func strict() {
        let next = LinkFrame.short(.reqUD2, address: 1)
        var decoder = LinkDecoder(resynchronises: false)
        #expect(decoder.hear([[0x00] + next.encoded, next.encoded]) == [])
        #expect(!decoder.isIdle && decoder.errors == 1)
        decoder.silence()
        #expect(decoder.isIdle)
        #expect(decoder.hear([next.encoded]) == [next])
        #expect(decoder.errors == 1)
    }

    @Test("A silence drops half a frame, and what comes then is a frame of its own")
    func silence() {
        let frame = LinkFrame.long(.sndUD, address: 1, ci: 0x50, data: [])
        var decoder = LinkDecoder()
        for cut in 1..<frame.encoded.count {
            #expect(decoder.hear([Array(frame.encoded.prefix(cut))]) == [])
            #expect(!decoder.isIdle)
            decoder.silence()
            #expect(decoder.isIdle && decoder.errors == cut)
            #expect(decoder.hear([frame.encoded]) == [frame])
        }
    }

    @Test("A parity error drops the frame that it is in")
    func discard() {
        let frame = LinkFrame.short(.reqUD2, address: 1)
        var decoder = LinkDecoder()
        #expect(decoder.hear([Array(frame.encoded.prefix(3))]) == [])
        decoder.discard()
        #expect(decoder.isIdle && decoder.errors == 1)
        #expect(decoder.hear([Array(frame.encoded.suffix(2)), frame.encoded]) == [frame])
        #expect(decoder.errors == 1)
    }

    @Test("Frames that nobody takes are bounded")
    func bounded() {
        var decoder = LinkDecoder()
        decoder.receive(repeatElement(0xE5, count: LinkDecoder.waitingLimit + 7))
        #expect(decoder.errors == 7)
        var count = 0
        while decoder.next() != nil { count += 1 }
        #expect(count == LinkDecoder.waitingLimit)
    }

    @Test("Random bytes never trap, and give no frame that is not in them with its checksum")
    func noise() {
        var generator = Chance.generator
        let common: [UInt8] = [0x10, 0x16, 0x68, 0x03, 0x04, 0xE5, 0x40, 0x00]
        for round in 0..<400 {
            var noise = generator.bytes(200)
            for place in noise.indices where Bool.random(using: &generator) {
                noise[place] = common.randomElement(using: &generator) ?? 0
            }
            if round.isMultiple(of: 2) { noise += long(generator.bytes(40)) }
            var decoder = LinkDecoder(resynchronises: round % 3 != 0)
            let heard = decoder.hear([noise])
            for frame in heard { #expect(isThere(frame, in: noise), "\(Chance.note)") }
            var bytewise = LinkDecoder(resynchronises: round % 3 != 0)
            #expect(bytewise.hear(noise.map { [$0] }) == heard, "\(Chance.note)")
            #expect(bytewise.errors == decoder.errors, "\(Chance.note)")
        }
    }

    /// Whether the bytes of a frame, made by hand, stand in the noise.
    private func isThere(_ frame: LinkFrame, in noise: [UInt8]) -> Bool {
        let body = frame.body
        let bytes = body.isEmpty ? [0xE5] : body.count == 2 ? short(body[0], body[1]) : long(body)
        return (0...noise.count - bytes.count).contains { noise[$0...].starts(with: bytes) }
    }

    @Test("Random frames come back after any rubbish and a silence")
    func roundTrip() {
        var generator = Chance.generator
        var decoder = LinkDecoder()
        for _ in 0..<300 {
            decoder.receive(generator.bytes(Int.random(in: 0...40, using: &generator)))
            decoder.silence()
            while decoder.next() != nil {}
            let count = [2, 3, Int.random(in: 4...255, using: &generator)].randomElement()
            let frame = LinkFrame(body: generator.bytes(count ?? 2))
            #expect(decoder.hear([frame?.encoded ?? []]) == [frame], "\(Chance.note)")
        }
    }
}
