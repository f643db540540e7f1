import Documents
import Foundation
import MBusProtocol
import MeterModels
import Metrology
import TestSupport
import Testing

/// Telegrams that were taken from real meters, byte for byte.
@Suite("Telegrams of real meters")
struct TelegramFrameTests {
    /// A telegram of the shared tables with the model that is to send it.
    struct Capture: Sendable, CustomTestStringConvertible {
        let model: String
        let file: String
        var testDescription: String { model }
    }

    static let captures = [
        Capture(model: "abb-delta-mbus", file: "mbus-abb-delta"),
        Capture(model: "berg-dz-plus", file: "mbus-berg-dz-plus"),
        Capture(model: "eastron-sdm630-mbus", file: "mbus-eastron-sdm630"),
        Capture(model: "emh-diz", file: "mbus-emh-diz"),
        Capture(model: "emu-professional-375", file: "mbus-emu-professional-375"),
        Capture(model: "finder-7e23-mbus", file: "mbus-finder-7e23"),
        Capture(model: "gossen-emmod206", file: "mbus-gmc-emmod206"),
        Capture(model: "kamstrup-382", file: "mbus-kamstrup-382"),
        Capture(model: "nzr-dhz-5-63", file: "mbus-nzr-dhz-5-63"),
        Capture(model: "saia-burgess-ale3-mbus", file: "mbus-sbc-ale3"),
    ]

    @Test(
        "A model that shows what the meter showed sends the bytes that it sent",
        arguments: captures
    )
    func sameBytes(_ capture: Capture) throws {
        let frame = try Self.frame(capture.file)
        let telegram = try Telegram(frame)
        let model = try Repository.model(capture.model)
        let map = try #require(model.mBus)
        let address = telegram.header.address
        #expect(map.manufacturer == address.manufacturer && map.version == address.version)
        #expect(map.medium == address.medium)
        let first = try #require(map.telegrams.first)
        #expect(first.records.count == telegram.records.count)
        var data = telegram.header.bytes
        for (record, captured) in zip(first.records, telegram.records) {
            record.append(into: &data) { output in
                switch record.source {
                case .quantity:
                    // The meter's integer whose step in the record is what was captured.
                    let raw = captured.integer ?? 0
                    let value = raw * record.scale.divisor / record.scale.multiplier
                    record.append(value, into: &output)
                case .constant(let number):
                    DataField.append(
                        wrapping: number,
                        as: record.information.coding,
                        into: &output
                    )
                case .data(let bytes): output += bytes
                // What the device is and how it is set stands in the farm's file.
                default: output += captured.data
                }
            }
        }
        if first.announcesMore || first.manufacturerData != nil {
            data.append(first.announcesMore ? 0x1F : 0x0F)
        }
        data += first.manufacturerData ?? []
        #expect(LinkFrame.long(.rspUD, address: frame.address ?? 0, ci: 0x72, data: data) == frame)
    }

    private static func frame(_ file: String) throws -> LinkFrame {
        let url = Repository.tables.appending(path: "\(file).json")
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        let text = try #require((document as? [String: Any])?["exampleFrame"] as? String)
        var decoder = LinkDecoder()
        let digits = Array(text.utf8)
        decoder.receive(
            stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
                UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16)
            }
        )
        let frame = decoder.next()
        return try #require(frame)
    }
}
