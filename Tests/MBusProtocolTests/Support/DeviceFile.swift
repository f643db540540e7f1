import Foundation
import TestSupport

/// A file of `shared/devices` with a real telegram and its records.
struct DeviceFile: Decodable, CustomStringConvertible {
    struct Header: Decodable {
        var cField: String?
        var ciField: String?
        var manufacturer: String?
        var manufacturerBytes: String?
        var version: Int?
        var medium: String?
        var exampleId: String?
        var signature: String?

        private enum CodingKeys: String, CodingKey {
            case cField, ciField, manufacturer, manufacturerBytes, version, medium, exampleId
            case signature
        }

        /// The version of a device whose telegram nobody knows is a text.
        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            cField = try values.decodeIfPresent(String.self, forKey: .cField)
            ciField = try values.decodeIfPresent(String.self, forKey: .ciField)
            manufacturer = try values.decodeIfPresent(String.self, forKey: .manufacturer)
            manufacturerBytes = try values.decodeIfPresent(String.self, forKey: .manufacturerBytes)
            version = try? values.decodeIfPresent(Int.self, forKey: .version)
            medium = try values.decodeIfPresent(String.self, forKey: .medium)
            exampleId = try values.decodeIfPresent(String.self, forKey: .exampleId)
            signature = try values.decodeIfPresent(String.self, forKey: .signature)
        }
    }

    struct Record: Decodable {
        var dib: String
        var vib: String
        var dataType: String
        var unit: String?
        var exponent: Int?
        var exampleRaw: Int64?
        var exampleData: String?
        var data: String?
    }

    var device: String
    var header: Header
    var exampleFrame: String?
    var records: [Record]

    var description: String { device }

    /// All `mbus-*.json` files.
    static let all: [DeviceFile] = {
        let folder = SharedFolder.shared.appending(path: "devices")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().filter { $0.hasPrefix("mbus-") }.compactMap { name in
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
            return try? JSONDecoder().decode(DeviceFile.self, from: data)
        }
    }()

    /// Those with a whole telegram.
    static let withFrame = all.filter { $0.exampleFrame != nil }
}
