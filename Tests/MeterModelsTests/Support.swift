import Documents
import Foundation
import MeterModels
import Metrology
import ModbusProtocol
import TestSupport
import Testing

/// Where the repository stands.
enum Repository {
    static let root = SharedFolder.repository

    /// The tables that the models were checked against; they stand beside the repository.
    static let tables = SharedFolder.shared.appending(path: "devices")
    static let hasTables = FileManager.default.fileExists(atPath: tables.path())

    static func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: root.appending(path: path)))
    }

    static var library: ModelLibrary {
        ModelLibrary(
            ProfileLibrary(
                roots: [root.appending(path: "profiles").path()],
                read: { path in (try? Data(contentsOf: URL(filePath: path))).map { [UInt8]($0) } },
                list: { folder in
                    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
                }
            )
        )
    }

    /// The models that are read once for all tests.
    private static let models = Dictionary(
        uniqueKeysWithValues: library.names().map { name in
            (name, Result { try library.model(name) })
        }
    )

    static func model(_ name: String) throws -> MeterModel {
        try (models[name] ?? Result { try library.model(name) }).get()
    }
}

/// A small model that is right, for mutations.
enum Sample {
    static let json = """
        {
          "name": "Sample", "vendor": "Nobody", "references": ["1 234"],
          "sources": [ { "id": "own", "title": "this test" } ],
          "networks": ["4NBL"],
          "ratings": { "startingCurrent": 0.001, "maximumCurrent": 6, "frequency": [45, 65] },
          "counting": { "refresh": "1s", "quadrantNames": "obis" },
          "energy": { "step": 10, "rollover": 1000000 },
          "tariffs": { "count": 2, "sources": ["communication", "input"], "inputTariffs": 2 },
          "partials": { "of": ["energy.active.import.partial"] },
          "demand": { "window": "block", "period": "10m", "of": ["active.import"],
                      "loadCurveRecords": 100 },
          "serial": { "baudRates": [9600], "default": { "baudRate": 9600 } },
          "settings": {
            "currentTransformerPrimary": { "default": 5, "range": [1, 100], "whole": true },
            "parity": { "default": "none", "choices": [ { "value": 0, "name": "none" },
                                                        { "value": 1, "name": "even" } ] }
          },
          "modbus": {
            "functions": [1, 2, 3, 4, 6, 16], "readLimit": 20, "unmapped": "illegalDataAddress",
            "splitValue": "illegalDataAddress", "notAvailable": { "u32": "0xFFFFFFFF" },
            "registers": [
              { "address": "0x1000", "type": "u32", "quantity": "voltage.l1", "unit": "V",
                "scale": 0.01, "name": "V1", "evidence": "official", "source": "own" },
              { "address": "0x1002", "type": "i16", "quantity": "power.active.total", "unit": "W",
                "scale": 10, "name": "P", "evidence": "derived", "note": "here" },
              { "address": "0x1010", "type": "u16", "setting": "currentTransformerPrimary",
                "unit": "A", "access": "rw", "name": "CT", "evidence": "official",
                "source": "own" },
              { "address": "0x1011", "type": "u16", "quantity": "tariff", "access": "rw",
                "command": { "do": "selectTariff" }, "name": "T", "evidence": "assumed",
                "note": "ours" },
              { "address": "0x1020", "type": "ascii", "words": 4, "text": "ABC", "name": "Text",
                "evidence": "official", "source": "own" },
              { "address": "0x1030", "type": "bits16", "name": "Reset",
                "command": { "bits": { "0": { "do": "resetPartials" } } },
                "evidence": "official", "source": "own" }
            ],
            "coils": [ { "address": 0, "partial": "energy.active.import.partial", "access": "rw",
                         "evidence": "official", "source": "own" } ],
            "discreteInputs": [ { "address": 0, "quantity": "phasesPresent", "bit": 1,
                                  "evidence": "official", "source": "own" } ]
          }
        }
        """

    static func value() throws -> JSONValue {
        try JSONValue.parse(Array(json.utf8), file: "sample.json")
    }

    static func read(_ value: JSONValue) -> (model: MeterModel?, faults: [Fault]) {
        let log = FaultLog(file: "sample.json")
        let model = MeterModel.read(Node(value, log: log), id: "sample")
        return (model, log.faults)
    }

    static func model() throws -> MeterModel {
        try #require(read(value()).model)
    }
}

extension JSONValue {
    /// A copy with another value at a place; `nil` takes the member away.
    func setting(_ path: String, to value: JSONValue?) -> JSONValue {
        let tokens = path.split(separator: "/").map(String.init)
        return setting(tokens[...], to: value)
    }

    private func setting(_ path: ArraySlice<String>, to value: JSONValue?) -> JSONValue {
        guard let first = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        switch self {
        case .object(var members):
            if rest.isEmpty {
                members[first] = value
            } else {
                members[first] = (members[first] ?? .object([:])).setting(rest, to: value)
            }
            return .object(members)
        case .array(var elements):
            guard let index = Int(first) else { return self }
            if index >= elements.count {
                elements.append((value ?? .null))
            } else {
                elements[index] = elements[index].setting(rest, to: value)
            }
            return .array(elements)
        default: return self
        }
    }
}

/// A generator that gives the same numbers every time.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
