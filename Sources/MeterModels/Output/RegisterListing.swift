internal import Documents
import ModbusProtocol
internal import ModbusProtocol

/// The register table of a model as text.
public struct RegisterListing: Sendable {
    /// How the table is written.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Aligned columns for a terminal.
        case table
        /// An array of objects.
        case json
        /// RFC 4180, with a header line.
        case csv
        /// A Markdown table.
        case markdown
    }

    /// The titles of the columns of a register map.
    public static let registerColumns = [
        "address", "function", "words", "type", "name", "quantity", "unit", "scale", "access",
        "obis", "evidence", "source", "note",
    ]

    /// The titles of the columns of the records of M-Bus telegrams.
    public static let recordColumns = [
        "telegram", "place", "dib", "vib", "type", "name", "quantity", "unit", "scale", "obis",
        "evidence", "source", "note",
    ]

    /// The titles of the columns.
    public let columns: [String]
    private let rows: [[String]]

    /// The table of a map: holding registers, input registers, coils, discrete inputs.
    public init(_ map: ModbusMap) {
        columns = Self.registerColumns
        rows = map.descriptions.filter { !$0.isCopy }.map(Self.row)
    }

    /// The records of the telegrams of M-Bus, in their order.
    public init(_ map: MBusMap) {
        columns = Self.recordColumns
        rows = map.descriptions.map(Self.row)
    }

    /// The table of what a model speaks; nil for a model that speaks nothing.
    public init?(_ model: MeterModel) {
        if let modbus = model.modbus {
            self.init(modbus)
        } else if let mBus = model.mBus {
            self.init(mBus)
        } else {
            return nil
        }
    }

    private static func row(_ d: RecordDescription) -> [String] {
        [
            String(d.telegram), String(d.place), d.dib, d.vib, d.type, d.name, d.shows, d.unit,
            d.scale.text, d.obis ?? "", d.evidence.rawValue, d.source ?? "", d.note ?? "",
        ]
    }

    /// The rows, each with as many cells as there are ``columns``.
    public var cells: [[String]] { rows }

    /// The whole table with a line feed at its end.
    public func text(_ format: Format) -> String {
        switch format {
        case .table: aligned
        case .json: json
        case .csv: csv
        case .markdown: markdown
        }
    }

    private static func row(_ d: RegisterDescription) -> [String] {
        let order = d.order == .big || d.words == 0 ? "" : " \(d.order.rawValue)"
        let access = d.access.rawValue + (d.acceptsBroadcast ? " broadcast" : "")
        return [
            Hexadecimal.text(Int(d.address)), String(d.place.function), String(d.words),
            d.type + order, d.name, d.shows, d.unit, d.scale.text, access, d.obis ?? "",
            d.evidence.rawValue, d.source ?? "", note(d),
        ]
    }

    /// The note, with what the columns have no room for.
    private static func note(_ d: RegisterDescription) -> String {
        let parts = [
            d.ratioScale.map { "Step by \($0.ratio.rawValue) ratio: \($0.text)" },
            d.guardName.map { "Written behind the guard \"\($0)\"" }, d.note,
        ]
        return parts.compactMap(\.self).joined(separator: ". ")
    }

    private var aligned: String {
        // The note may be long: it stands last and is not padded.
        let lines = [columns] + rows
        let widths = columns.indices.map { column in
            lines.map { $0[column].count }.max() ?? 0
        }
        return lines.map { line in
            var text = ""
            for (cell, width) in zip(line, widths) {
                text += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }

    private var csv: String {
        ([columns] + rows).map { line in
            line.map(Self.quoted).joined(separator: ",") + "\r\n"
        }.joined()
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return cell }
        return "\""
            + cell.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    private var markdown: String {
        let rule = columns.map { _ in "---" }
        return ([columns, rule] + rows).map { line in
            "| " + line.map(Self.escapedMarkdown).joined(separator: " | ") + " |\n"
        }.joined()
    }

    private static func escapedMarkdown(_ cell: String) -> String {
        cell.reduce(into: "") { text, character in
            switch character {
            case "|": text += "\\|"
            case "\n", "\r\n", "\r": text += " "
            default: text.append(character)
            }
        }
    }

    private var json: String {
        let objects = rows.map { row in
            let members = zip(columns, row).map { "\"\($0)\": \(Self.value($1, of: $0))" }
            return "  {" + members.joined(separator: ", ") + "}"
        }
        return "[\n" + objects.joined(separator: ",\n") + "\n]\n"
    }

    private static func value(_ cell: String, of column: String) -> String {
        switch column {
        case "function", "words", "scale", "telegram", "place": return cell
        case "obis", "source", "note": return cell.isEmpty ? "null" : JSONText.quoted(cell)
        default: return JSONText.quoted(cell)
        }
    }
}
