internal import Documents
public import MBusMaster
internal import MBusProtocol

/// What a look along an M-Bus finds, as text: a line for each meter.
public enum FoundTable {
    /// The lines before the first meter.
    public static func head(_ format: ReadingTable.Format) -> [String] {
        switch format {
        case .table, .json: []
        case .csv: ["address,secondary,identification,manufacturer,version,medium"]
        }
    }

    /// A meter that was found by its secondary address.
    public static func line(_ found: FoundMeter, _ format: ReadingTable.Format) -> String {
        let address = found.secondary
        let maker = address.manufacturerCode.text
        let digits = address.identification.digits
        switch format {
        case .table:
            return "\(address.text)  address \(found.primary)  \(maker) \(digits)  version "
                + "\(address.version)  \(address.medium.name)"
        case .json:
            return "{\"address\":\(found.primary),\"secondary\":\"\(address.text)\","
                + "\"identification\":\"\(digits)\",\"manufacturer\":\"\(maker)\","
                + "\"version\":\(address.version),\"medium\":\"\(address.medium.name)\"}"
        case .csv:
            return "\(found.primary),\(address.text),\(digits),\(maker),\(address.version),"
                + address.medium.name
        }
    }

    /// A primary address at which somebody answers.
    public static func line(
        _ address: UInt8,
        _ presence: MBusMaster.Presence,
        _ format: ReadingTable.Format
    ) -> String {
        let isClear = presence == .one
        switch format {
        case .table: return "address \(address)" + (isClear ? "" : "  several answer")
        case .json: return "{\"address\":\(address),\"collision\":\(!isClear)}"
        case .csv: return "\(address),,,,,"
        }
    }
}
