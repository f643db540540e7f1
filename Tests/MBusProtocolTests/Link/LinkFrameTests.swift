import MBusProtocol
import TestSupport
import Testing

struct LinkFrameTests {
    @Test("The worked frames of the M-Bus documentation are written as printed")
    func worked() {
        let nke = LinkFrame.short(.sndNKE, address: 0xFD)
        #expect(nke.encoded == hex("10 40 FD 3D 16"))
        let baud = LinkFrame.long(.sndUD(frameCountBit: false), address: 1, ci: 0xBB, data: [])
        #expect(baud.encoded == hex("68 03 03 68 53 01 BB 0F 16"))
        let address = LinkFrame.long(
            .sndUD(frameCountBit: false),
            address: 0xFE,
            ci: 0x51,
            data: hex("01 7A 08")
        )
        #expect(address.encoded == long(hex("53 FE 51 01 7A 08")))
        #expect(LinkFrame.acknowledgement.encoded == [0xE5])
    }

    @Test("A body gives the frame again, and one byte or 256 are no body")
    func bodies() {
        var generator = Chance.generator
        for count in Array(0...256) {
            let body = generator.bytes(count)
            let frame = LinkFrame(body: body)
            #expect((frame == nil) == (count == 1 || count == 256))
            if let frame { #expect(frame.body == body, "\(Chance.note)") }
        }
        #expect(LinkFrame(body: []) == .acknowledgement)
        #expect(LinkFrame(body: hex("40 05")) == .short(.sndNKE, address: 5))
    }

    @Test("Data that is too long is cut, so that the frame stays one")
    func tooLong() {
        let data = [UInt8](repeating: 7, count: 300)
        let frame = LinkFrame.long(.rspUD, address: 1, ci: 0x72, data: data)
        #expect(frame.encoded.count == LinkFrame.longestFrame)
        var decoder = LinkDecoder()
        let heard = decoder.hear([frame.encoded])
        #expect(heard.map(\.body.count) == [255])
    }
}
