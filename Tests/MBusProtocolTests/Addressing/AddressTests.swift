import MBusProtocol
import TestSupport
import Testing

struct AddressTests {
    @Test(
        "Manufacturers are the three letters of E.3 and of the real telegrams",
        arguments: [
            ("ABC", "4304"), ("SOC", "E34D"), ("ABB", "4204"), ("PAD", "2440"), ("EMH", "A815"),
            ("EMU", "B515"), ("FIN", "2E19"), ("GMC", "A31D"), ("IME", "A525"), ("KAM", "2D2C"),
            ("NZR", "523B"), ("SBC", "434C"),
        ]
    )
    func manufacturers(letters: String, bytes: String) {
        let code = ManufacturerCode(letters)
        let wire = hex(bytes)
        #expect(code?.rawValue == UInt16(wire[0]) | UInt16(wire[1]) << 8)
        #expect(code?.letters == letters)
    }

    @Test("What is not three capital letters is no manufacturer")
    func noManufacturer() {
        for text in ["", "AB", "ABCD", "abc", "A1C", "Ä"] {
            #expect(ManufacturerCode(text) == nil)
        }
        for raw in [0x0000, 0xFFFF, 0x8443, 0x0440] as [UInt16] {
            #expect(ManufacturerCode(rawValue: raw).letters == nil)
        }
    }

    @Test("An identification is eight digits, low byte first on the wire")
    func identification() {
        let number = IdentificationNumber(number: 7_620_023)
        #expect(number.digits == "07620023")
        #expect(number.bytes == hex("23006207"))
        #expect(number.number == 7_620_023)
        #expect(IdentificationNumber("7620023") == number)
        #expect(IdentificationNumber("1F")?.packed == 0x1F)
        #expect(IdentificationNumber("1F")?.number == nil)
        #expect(IdentificationNumber(number: 4_294_967_295).digits == "94967295")
        for text in ["", "123456789", "+1", "1 2", "G"] {
            #expect(IdentificationNumber(text) == nil)
        }
    }

    @Test("A secondary address is read from the wire in both byte orders, and from text")
    func secondary() throws {
        let bytes = hex("23006207 2E19 23 02")
        let address = try #require(SecondaryAddress(bytes: bytes))
        #expect(address.identification.digits == "07620023")
        #expect(address.manufacturerCode.letters == "FIN")
        #expect(address.version == 35 && address.medium == .electricity)
        #expect(address.bytes == bytes)
        #expect(address.text == "076200232E192302")
        #expect(SecondaryAddress(address.text) == address)
        #expect(SecondaryAddress(bytes: hex("07620023 192E 23 02"), highByteFirst: true) == address)
        #expect(SecondaryAddress(bytes: bytes.dropLast()) == nil)
        #expect(SecondaryAddress("07620023") == nil && SecondaryAddress("X76200232E192302") == nil)
    }

    @Test("Media have the names of the standard, electricity is 02")
    func media() {
        #expect(Medium.electricity.rawValue == 2 && Medium.electricity.name == "electricity")
        #expect(Medium.water.name == "water" && Medium(rawValue: 0x7E).name == "reserved")
    }
}
