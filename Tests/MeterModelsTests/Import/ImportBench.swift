import Documents
import MeterModels
import Metrology
import ModbusProtocol
import TestSupport
import Testing

/// A model that was made of a table, with the report.
struct Imported {
    let model: MeterModel
    let report: TableReport
    let text: String

    init(
        _ table: String,
        network: NetworkType = .fourWireUnbalanced,
        _ change: (inout RegisterTableImport.Options) -> Void = { _ in }
    ) throws {
        try self.init(bytes: Array(table.utf8), network: network, change)
    }

    init(
        bytes: [UInt8],
        network: NetworkType = .fourWireUnbalanced,
        _ change: (inout RegisterTableImport.Options) -> Void = { _ in }
    ) throws {
        var head = ModelHead(name: "T", vendor: "Test")
        head.network = network
        var options = RegisterTableImport.Options(head: head, title: "table")
        change(&options)
        let result = try RegisterTableImport(bytes, options)
        (text, report) = (result.text, result.report)
        model = try Self.model(result.text)
    }

    /// The model of a text that has to be sound.
    static func model(_ text: String) throws -> MeterModel {
        let value = try JSONValue.parse(Array(text.utf8), file: "t.json")
        let log = FaultLog(file: "t.json")
        let model = MeterModel.read(Node(value, log: log), id: "t")
        try log.throwIfAny()
        return try #require(model)
    }

    /// What the registers show, by address, in one table.
    func shown(_ place: RegisterDescription.Place = .holding) -> [UInt16: String] {
        let rows = model.modbus?.descriptions.filter { $0.place == place } ?? []
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.address, $0.shows) })
    }

    /// What the registers show in the order of addresses, with step and unit.
    var lines: [String] {
        (model.modbus?.descriptions ?? []).map { row in
            let step = row.unit.isEmpty && row.scale == .one ? "" : " \(row.scale.text) \(row.unit)"
            return "\(row.address) \(row.type) \(row.shows)" + step
        }
    }

    /// The verdicts of the rows, in their order.
    var verdicts: [TableReport.Verdict] { report.rows.map(\.verdict) }
}
