import MBusProtocol
import TestSupport
import Testing

struct HeaderTests {
    @Test("The bits of the status are those of E.3")
    func status() {
        var status = ApplicationStatus()
        status.application = .error
        #expect(status.rawValue == 0x02)
        status.isPowerLow = true
        status.hasPermanentError = true
        status.hasTemporaryError = true
        status.manufacturerBits = 5
        #expect(status.rawValue == 0xBE)
        status.isPowerLow = false
        status.application = .ok
        #expect(status.rawValue == 0xB8 && status.manufacturerBits == 5)
    }

    @Test("A header is read in both byte orders")
    func orders() throws {
        let low = try #require(TelegramHeader(bytes: hex("23006207 2E19 23 02 92 08 3412")))
        let high = TelegramHeader(
            bytes: hex("07620023 192E 23 02 92 08 1234"),
            highByteFirst: true
        )
        #expect(low == high)
        #expect(low.accessNumber == 0x92 && low.status.hasPermanentError && low.signature == 0x1234)
        #expect(TelegramHeader(bytes: low.bytes.dropLast()) == nil)
    }

    @Test("A telegram with high bytes first has the same numbers")
    func highByteFirst() throws {
        let data = hex("12345678 0442 01 02 05 00 0000 04 03 00 00 04 FA 0D FD 0E 02 41 42")
        let telegram = try Telegram(.long(.rspUD, address: 1, ci: 0x76, data: data))
        #expect(telegram.header.address.manufacturerCode.letters == "ABB")
        #expect(telegram.records.map(\.integer) == [1274, nil])
        #expect(telegram.records.last?.text == "AB")
    }

    @Test("Subcodes of an application reset have a part and a telegram")
    func subcodes() {
        let subcode = ApplicationReset(rawValue: 0x53)
        #expect(subcode.part == .instantaneousValues && subcode.telegram == 3)
    }

    @Test(
        "A telegram that is cut off or malformed is an error",
        arguments: [
            ("", TelegramError.prematureEnd), ("04", .prematureEnd), ("04 03 01", .prematureEnd),
            ("84", .prematureEnd), ("04 83", .prematureEnd), ("0D FD 0E", .prematureEnd),
            ("0D FD 0E 02 41", .prematureEnd), ("01 7C 03 41", .prematureEnd),
            ("3F", .reservedCode(0x3F)), ("0D 78 FC", .reservedCode(0xFC)),
            ("84 80 80 80 80 80 80 80 80 80 80 00 03", .tooManyDIFEs),
            ("04 83 80 80 80 80 80 80 80 80 80 80 00", .tooManyVIFEs),
        ]
    )
    func malformed(records: String, error: TelegramError) {
        let header = hex("23006207 2E19 23 02 92 08 0000")
        let whole = records.isEmpty ? Array(header.dropLast()) : header + hex(records)
        #expect(throws: error) { try Telegram(parsing: whole) }
    }

    @Test("Frames of another kind are no telegram")
    func otherFrames() {
        #expect(throws: TelegramError.noData) { try Telegram(.acknowledgement) }
        #expect(throws: TelegramError.wrongControlInformation(0x70)) {
            try Telegram(.long(.rspUD, address: 1, ci: 0x70, data: [1]))
        }
    }

    @Test("Random telegrams are read or refused, and what is read is written again")
    func random() throws {
        var generator = Chance.generator
        let common = hex("04 0C 84 03 FD 48 02 FF 0F 1F 2F 78 8C 10 0D 01")
        var read = 0
        for _ in 0..<20_000 {
            var bytes = generator.bytes(Int.random(in: 0...30, using: &generator))
            for place in bytes.indices where Int.random(in: 0..<4, using: &generator) > 0 {
                bytes[place] = common.randomElement(using: &generator) ?? 0
            }
            let whole = [UInt8](repeating: 0, count: 12) + bytes
            guard let telegram = try? Telegram(parsing: whole) else { continue }
            read += 1
            let rest = telegram.records.flatMap(\.encoded)
            #expect(rest.count <= bytes.count, "\(Chance.note)")
            for record in telegram.records {
                _ = (record.number, record.text, record.time, record.value.quantity)
                var coded = record.encoded[...]
                let again = try DataRecord(decoding: &coded)
                #expect(again == record, "\(Chance.note)")
            }
        }
        #expect(read > 100)
    }
}
