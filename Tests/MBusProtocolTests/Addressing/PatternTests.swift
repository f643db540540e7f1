import MBusProtocol
import TestSupport
import Testing

struct PatternTests {
    static let address = SecondaryAddress(
        identification: IdentificationNumber(packed: 0x1234_5678),
        manufacturer: 0x1925,
        version: 7,
        medium: .electricity
    )

    @Test("F in any place of the identification matches any digit there, and only there")
    func nibbles() {
        for place in 0..<8 as Range<UInt32> {
            let mask = UInt32(0xF) << (place * 4)
            var pattern = SecondaryAddressPattern(address: Self.address)
            pattern.address.identification = .init(packed: 0x1234_5678 | mask)
            for digit in 0..<16 as Range<UInt32> {
                var device = Self.address
                let packed = 0x1234_5678 & ~mask | digit << (place * 4)
                device.identification = IdentificationNumber(packed: packed)
                #expect(pattern.matches(device))
                let isSame = device == Self.address
                #expect(SecondaryAddressPattern(address: Self.address).matches(device) == isSame)
            }
            var other = Self.address
            let neighbour = UInt32(1) << ((place + 1) % 8 * 4)
            other.identification = IdentificationNumber(packed: 0x1234_5678 ^ neighbour)
            #expect(!pattern.matches(other))
        }
    }

    @Test("FF in each byte of manufacturer, version and medium is a wildcard of its own")
    func bytes() {
        for place in 4..<8 {
            var wire = Self.address.bytes
            wire[place] = 0xFF
            let pattern = SecondaryAddressPattern(selection: wire)
            #expect(pattern?.matches(Self.address) == true)
            for other in 4..<8 {
                var device = Self.address.bytes
                device[other] ^= 0x5A
                let candidate = SecondaryAddress(bytes: device)
                #expect(candidate.map { pattern?.matches($0) } == (other == place))
            }
        }
        #expect(SecondaryAddressPattern.any.matches(Self.address))
        #expect(SecondaryAddressPattern.any.text == "FFFFFFFFFFFFFFFF")
    }

    @Test("An enhanced selection compares the fabrication number, wildcards and all")
    func enhanced() throws {
        let data = hex("FFFFFFFF FFFF FF FF 0C 78 FF 56 34 F2")
        let pattern = try #require(SecondaryAddressPattern(selection: data))
        #expect(pattern.fabrication?.digits == "F23456FF")
        #expect(pattern.bytes == data)
        let number = IdentificationNumber("12345699")
        #expect(pattern.matches(Self.address, fabrication: number))
        #expect(!pattern.matches(Self.address, fabrication: IdentificationNumber("13345699")))
        #expect(!pattern.matches(Self.address))
        let high = hex("FFFFFFFF FFFF FF FF 0C 78 F2 34 56 FF")
        #expect(SecondaryAddressPattern(selection: high, highByteFirst: true) == pattern)
    }

    @Test("Other lengths and other records are no selection")
    func malformed() {
        let base = Self.address.bytes
        for tail in ["0C", "0C 78", "0C 79 01 02 03 04", "04 78 01 02 03 04", "0C78 01020304 05"] {
            #expect(SecondaryAddressPattern(selection: base + hex(tail)) == nil)
        }
        #expect(SecondaryAddressPattern(selection: base.dropLast()) == nil)
    }

    @Test("A pattern matches exactly what a comparison digit by digit would")
    func random() {
        var generator = Chance.generator
        for _ in 0..<2000 {
            let packed = UInt32.random(in: 0...(.max), using: &generator)
            let candidate = UInt32.random(in: 0...(.max), using: &generator)
            let mask = (0..<8).reduce(0 as UInt32) { mask, _ in
                mask << 4 | (Int.random(in: 0..<4, using: &generator) == 0 ? 0 : 0xF)
            }
            let pattern = SecondaryAddressPattern(
                address: SecondaryAddress(
                    identification: IdentificationNumber(packed: packed | mask),
                    manufacturer: 0xFFFF,
                    version: 0xFF,
                    medium: Medium(rawValue: 0xFF)
                )
            )
            var device = Self.address
            device.identification = IdentificationNumber(packed: candidate)
            let expected = zip(pattern.address.identification.digits, device.identification.digits)
                .allSatisfy { $0 == "F" || $0 == $1 }
            #expect(pattern.matches(device) == expected, "\(Chance.note)")
        }
    }
}
