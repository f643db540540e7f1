/// The models of a library, a line each.
public struct ModelList: Sendable {
    /// The lines, each with a line feed at its end.
    public let text: String

    /// The list of models, in the order given.
    public init(_ models: [MeterModel]) {
        let rows = models.map(Self.row)
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        text = rows.map { row in
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            return line + row[3] + "\n"
        }.joined()
    }

    /// Name, device, how sure its registers are, references.
    private static func row(_ model: MeterModel) -> [String] {
        let counts = zip(Evidence.allCases, ModelFacts(model: model).registers)
            .filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }
        let registers = counts.isEmpty ? "no registers" : counts.joined(separator: ", ")
        return [
            model.id, "\(model.vendor) \(model.name)", registers,
            model.references.joined(separator: ", "),
        ]
    }
}
