import MBusProtocol
import TestSupport
import Testing

struct RealTelegramTests {
    @Test("All files of M-Bus devices are read, ten of them with a telegram")
    func files() {
        #expect(DeviceFile.all.count >= 13)
        #expect(DeviceFile.withFrame.count >= 10)
    }

    @Test("A real telegram is a frame with the right checksum", arguments: DeviceFile.withFrame)
    func frame(file: DeviceFile) throws {
        let bytes = hex(file.exampleFrame ?? "")
        var decoder = LinkDecoder()
        let frames = decoder.hear([bytes])
        #expect(frames.count == 1 && decoder.errors == 0)
        #expect(frames.first?.encoded == bytes)
    }

    @Test("Its header is what the file says", arguments: DeviceFile.withFrame)
    func header(file: DeviceFile) throws {
        let header = try telegram(of: file).header
        #expect(header.address.identification.digits == file.header.exampleId)
        #expect(header.address.manufacturerCode.letters == file.header.manufacturer)
        #expect(text(header.bytes[4..<6]) == file.header.manufacturerBytes)
        #expect(header.address.version == file.header.version.map { UInt8($0) })
        #expect(text([header.address.medium.rawValue]) == file.header.medium)
        #expect(text(header.bytes[10...]) == file.header.signature)
    }

    @Test("Its records are those of the file", arguments: DeviceFile.withFrame)
    func records(file: DeviceFile) throws {
        let telegram = try telegram(of: file)
        let listed = file.records.filter { $0.dataType != "none" }
        #expect(telegram.records.count == listed.count)
        for (record, expected) in zip(telegram.records, listed) {
            let note = "\(file): \(expected.dib) \(expected.vib)"
            #expect(text(record.information.bytes) == expected.dib, "\(note)")
            #expect(text(record.value.bytes) == expected.vib, "\(note)")
            #expect(text(record.data) == expected.exampleData, "\(note)")
            #expect(record.integer == expected.exampleRaw, "\(note)")
            #expect("\(record.information.coding)" == expected.dataType, "\(note)")
            if let unit = expected.unit { #expect(record.value.unit.text == unit, "\(note)") }
            if let exponent = expected.exponent {
                #expect(record.value.exponent == exponent, "\(note)")
            }
        }
        let end = file.records.first { $0.dataType == "none" }
        #expect(telegram.moreFollows == (end?.dib == "1F"))
        #expect(telegram.manufacturerData.map { text($0) } == end?.data, "\(file)")
    }

    @Test("It is written again byte for byte", arguments: DeviceFile.withFrame)
    func again(file: DeviceFile) throws {
        let bytes = hex(file.exampleFrame ?? "")
        let telegram = try telegram(of: file)
        let records = telegram.records.map(\.encoded)
        let own = telegram.moreFollows ? nil : telegram.manufacturerData
        let writer = TelegramWriter(records: records, manufacturerData: own)
        #expect(writer.count == 1)
        var data = writer.telegrams(header: telegram.header)[0]
        if telegram.moreFollows { data += [0x1F] + (telegram.manufacturerData ?? []) }
        let frame = LinkFrame.long(.rspUD, address: bytes[5], ci: 0x72, data: data)
        #expect(frame.encoded == bytes)
    }

    @Test("Each block is made again from its meaning", arguments: DeviceFile.withFrame)
    func blocks(file: DeviceFile) throws {
        for record in try telegram(of: file).records {
            let read = record.information
            let made = DataInformation(
                read.coding,
                function: read.function,
                storage: read.storage,
                tariff: read.tariff,
                subunit: read.subunit
            )
            // ABB writes one DIFE more than tariff 3 needs.
            if text(read.bytes).hasSuffix("B000") { continue }
            if text(read.bytes) == "C400" { continue }
            #expect(made.bytes == read.bytes)
            var data: [UInt8] = []
            DataField.append(wrapping: record.integer ?? 0, as: read.coding, into: &data)
            #expect(data == record.data)
        }
    }

    private func telegram(of file: DeviceFile) throws -> Telegram {
        let body = hex(file.exampleFrame ?? "").dropFirst(4).dropLast(2)
        let frame = try #require(LinkFrame(body: body))
        return try Telegram(frame)
    }
}
