import MBusProtocol
import TestSupport
import Testing

struct DataInformationTests {
    @Test("The blocks of E.3 are written as printed")
    func printed() {
        #expect(DataInformation(.bcd8, tariff: 1).bytes == hex("8C10"))
        #expect(DataInformation(.bcd8, tariff: 2).bytes == hex("8C20"))
        #expect(DataInformation(.bcd8, tariff: 3).bytes == hex("8C30"))
        #expect(DataInformation(.bcd8, tariff: 4).bytes == hex("8C8010"))
        #expect(DataInformation(.bcd8, subunit: 1).bytes == hex("8C40"))
        #expect(DataInformation(.bcd8, storage: 1).bytes == hex("4C"))
        #expect(DataInformation(.bcd8, storage: 2).bytes == hex("8C01"))
        #expect(DataInformation(.int32, function: .maximum).bytes == hex("14"))
        #expect(DataInformation(.int16, function: .minimum).bytes == hex("22"))
        #expect(DataInformation(.special(0x0F)).bytes == hex("0F"))
    }

    @Test("A block that is longer than need be keeps its bytes")
    func padded() throws {
        var bytes = hex("8EB000 84")[...]
        let block = try DataInformation(decoding: &bytes)
        #expect(block.tariff == 3 && block.subunit == 0 && block.storage == 0)
        #expect(block.coding == .bcd12 && block.encoded == hex("8EB000"))
        #expect(Array(bytes) == [0x84])
        #expect(block != DataInformation(.bcd12, tariff: 3))
    }

    @Test("Random blocks come back, the largest numbers among them")
    func roundTrip() throws {
        var generator = Chance.generator
        for round in 0..<2000 {
            let codings: [DataCoding] = [.int8, .int64, .real32, .bcd12, .variable, .selection]
            let block = DataInformation(
                codings.randomElement(using: &generator) ?? .none,
                function: ValueFunction.allCases.randomElement(using: &generator) ?? .maximum,
                storage: round == 0 ? .max : generator.next() >> UInt64.random(in: 0...63),
                tariff: round == 0 ? .max : .random(in: 0...100, using: &generator),
                subunit: round == 0 ? .max : .random(in: 0...100, using: &generator)
            )
            var bytes = block.bytes[...]
            let read = try DataInformation(decoding: &bytes)
            #expect(read == block && bytes.isEmpty, "\(Chance.note)")
            #expect(read.storage == block.storage && read.tariff == block.tariff)
            #expect(read.subunit == block.subunit && read.function == block.function)
        }
    }

    @Test("All 16 codings of a DIF come back with their widths")
    func codings() {
        let widths: [Int?] = [0, 1, 2, 3, 4, 4, 6, 8, 0, 1, 2, 3, 4, nil, 6, nil]
        for (dif, width) in zip(0...15 as ClosedRange<UInt8>, widths) {
            #expect(DataCoding(dif: dif).nibble == dif)
            #expect(DataCoding(dif: dif).width == width)
        }
    }
}
