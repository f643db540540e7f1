import TestSupport
import Testing

@testable import ModbusProtocol

struct ChecksumTests {
    @Test("The CRC of the ASCII digits 1 to 9 is the published check value")
    func checkValue() {
        #expect(CRC16.compute(Array("123456789".utf8)) == 0x4B37)
    }

    @Test("The CRC of no bytes is the initial value")
    func empty() { #expect(CRC16.compute([]) == 0xFFFF) }

    @Test("The table gives the same CRC as shifting bit by bit", arguments: [1, 2, 3, 8, 255, 256])
    func tableAgainstBits(length: Int) {
        let seed: UInt64 = 20_260_101
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let bytes = generator.bytes(length)
            var crc: UInt16 = 0xFFFF
            for byte in bytes {
                crc ^= UInt16(byte)
                for _ in 0..<8 { crc = crc & 1 != 0 ? crc >> 1 ^ 0xA001 : crc >> 1 }
            }
            #expect(CRC16.compute(bytes) == crc, "seed \(seed)")
            #expect(CRC16.compute(([0x11] + bytes)[1...]) == crc, "seed \(seed), slice")
        }
    }

    @Test("A frame is valid with its CRC and with no single bit flipped")
    func everyFlippedBit() {
        let frame = hex("06 03 20 00 00 02 CE 7C")
        #expect(CRC16.isValid(frame[...]))
        for bit in 0..<frame.count * 8 {
            var broken = frame
            broken[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!CRC16.isValid(broken[...]), "bit \(bit)")
        }
    }

    @Test("Two bytes are no frame, whatever they are")
    func tooShort() { #expect(!CRC16.isValid([0xFF, 0xFF])) }

    @Test("The LRC of the worked frame is D5")
    func lrc() {
        #expect(LRC.compute(hex("06 03 20 00 00 02")) == 0xD5)
        #expect(LRC.compute(hex("06 03 20 00 00 02 D5")) == 0)
        #expect(LRC.compute([]) == 0)
    }
}
