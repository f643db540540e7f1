internal import Documents
internal import MeterModels

/// Readings as text.
public enum ReadingTable {
    /// How readings are written.
    public enum Format: String, CaseIterable, Sendable {
        /// Aligned columns for a terminal.
        case table
        /// One JSON object a line.
        case json
        /// RFC 4180 with a header line.
        case csv
    }

    /// The readings, a line each.
    public static func lines(_ readings: [MeterPoller.Reading], _ format: Format) -> [String] {
        switch format {
        case .table: aligned(readings)
        case .csv:
            ["quantity,value,unit,evidence"]
                + readings.map {
                    "\($0.quantity),\(plain($0)),\($0.unit),\($0.evidence?.rawValue ?? "")"
                }
        case .json: readings.map(json)
        }
    }

    private static func aligned(_ readings: [MeterPoller.Reading]) -> [String] {
        let width = readings.map(\.quantity.count).max() ?? 0
        let values = readings.map { plain($0) }
        let valueWidth = values.map(\.count).max() ?? 0
        return zip(readings, values).map { reading, value in
            let name = reading.quantity + spaces(width - reading.quantity.count)
            let doubt = reading.evidence.flatMap { $0 == .official ? nil : $0.rawValue }
            let mark = doubt.map { "  (\($0))" } ?? ""
            let unit = reading.unit + spaces(5 - reading.unit.count)
            var line = "\(name)  \(spaces(valueWidth - value.count))\(value) \(unit)\(mark)"
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private static func json(_ reading: MeterPoller.Reading) -> String {
        let value =
            switch reading.value {
            case .number: plain(reading)
            case .text(let text): JSONText.quoted(text)
            case .notAvailable: "null"
            }
        let evidence = reading.evidence.map { ",\"evidence\":\"\($0.rawValue)\"" } ?? ""
        return "{\"quantity\":\(JSONText.quoted(reading.quantity)),\"value\":\(value),"
            + "\"unit\":\(JSONText.quoted(reading.unit))\(evidence)}"
    }

    private static func plain(_ reading: MeterPoller.Reading) -> String {
        switch reading.value {
        case .number(let number): fixed(number, reading.decimals)
        case .text(let text): text
        case .notAvailable: "n/a"
        }
    }

    /// A number with so many decimals, without needing a formatter.
    static func fixed(_ number: Double, _ decimals: Int) -> String {
        let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
        // What a device sends may be any number at all.
        guard number.isFinite, number.magnitude < 1e15, number.magnitude * power < 9e18,
            power < 9e18
        else { return "\(number)" }
        let scaled = Int64((number.magnitude * power).rounded())
        let unit = Int64(power)
        let sign = number < 0 && scaled != 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % unit)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return "\(sign)\(scaled / unit).\(zeros)\(fraction)"
    }

    private static func spaces(_ count: Int) -> String {
        String(repeating: " ", count: max(count, 0))
    }
}
