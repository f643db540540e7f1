import MBusProtocol
import TestSupport
import Testing

struct TelegramWriterTests {
    static let header = TelegramHeader(
        address: SecondaryAddress(
            identification: IdentificationNumber(number: 12_345_678),
            manufacturer: 0x4DE3,
            version: 1
        ),
        accessNumber: 255
    )

    @Test("Records of every size are cut into telegrams that hold them all, in order")
    func random() throws {
        var generator = Chance.generator
        for _ in 0..<300 {
            let capacity = Int.random(in: 30...252, using: &generator)
            let records = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                record(Int.random(in: 0...10, using: &generator), &generator)
            }
            let isTailed = Bool.random(using: &generator)
            let tail = isTailed ? generator.bytes(Int.random(in: 0...17, using: &generator)) : nil
            let writer = TelegramWriter(
                records: records,
                manufacturerData: tail,
                capacity: capacity
            )
            let telegrams = writer.telegrams(header: Self.header)
            #expect(telegrams.count == writer.count)
            let read = try telegrams.map { try Telegram(parsing: $0) }
            let all = read.flatMap(\.records).map(\.encoded)
            #expect(all == records, "\(Chance.note)")
            #expect(telegrams.allSatisfy { $0.count <= capacity }, "\(Chance.note)")
            #expect(read.dropLast().allSatisfy { $0.moreFollows }, "\(Chance.note)")
            #expect(read.last?.moreFollows == false && read.last?.manufacturerData == tail)
            #expect(isFull(read, capacity), "\(Chance.note)")
        }
    }

    /// A record with a text of some characters.
    private func record(_ length: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        [0x0D, 0xFD, 0x0E, UInt8(length)] + generator.bytes(length)
    }

    /// Whether no telegram could have held the first record of the next one.
    private func isFull(_ telegrams: [Telegram], _ capacity: Int) -> Bool {
        zip(telegrams, telegrams.dropFirst()).allSatisfy { telegram, next in
            let used = telegram.records.reduce(13) { $0 + $1.encoded.count }
            guard let first = next.records.first else { return true }
            return used + first.encoded.count > capacity
        }
    }

    @Test("Exactly 252 bytes are one telegram, one more makes two")
    func boundary() throws {
        let record: [UInt8] = [0x07, 0x03] + [UInt8](repeating: 1, count: 8)
        let full = [[UInt8]](repeating: record, count: 24)
        #expect(TelegramWriter(records: full).count == 1)
        #expect(TelegramWriter(records: full, manufacturerData: []).count == 2)
        let writer = TelegramWriter(records: full + [[0x01, 0x7A, 0x05]])
        let telegrams = writer.telegrams(header: Self.header)
        #expect(telegrams.map(\.count) == [12 + 230 + 1, 12 + 10 + 3])
        #expect(telegrams.map { $0[8] } == [255, 0])
    }

    @Test("A record that fits nowhere is left out, and nothing else is")
    func tooLarge() {
        let large = [UInt8](repeating: 0, count: 300)
        let writer = TelegramWriter(records: [large, [0x01, 0x7A, 0x05]])
        var output: [UInt8] = [0xAA]
        #expect(writer.append(0, header: Self.header, into: &output))
        #expect(output == [0xAA, 0x72] + Self.header.bytes + [0x01, 0x7A, 0x05])
        #expect(!writer.append(1, header: Self.header, into: &output))
        #expect(!writer.append(-1, header: Self.header, into: &output))
        #expect(TelegramWriter(records: []).count == 1)
        #expect(TelegramWriter(records: [[1, 2, 3]], capacity: .min).count == 1)
    }
}
