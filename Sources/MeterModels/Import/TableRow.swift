import ModbusProtocol

/// A row of a register table whose cells have been read, before it is decided what it shows.
struct TableRow {
    var line: Int
    var address: Int
    var places: Set<RegisterDescription.Place>
    var access = RegisterDescription.Access.read
    /// Nil for a coil or a discrete input, and for a type that is not understood.
    var format: RegisterFormat?
    var words: Int
    var order: WordOrder?
    var isCoil = false
    var name: String
    /// A second name.
    var details: String
    /// The quantity in the words of model files; empty where the table has none.
    var quantity: String
    /// In the spelling of model files; nil where the cell is not understood.
    var unit: String?
    /// Whether the unit stands among the words of the name alone.
    var unitIsNamed = false
    /// What one step is worth; nil where the cell is not understood.
    var scale: Double?
    /// Whether the step is what a column of divisors makes of it.
    var isDivided = false
    var note: String
    /// Why the row shows nothing, as far as its cells tell.
    var hindrance: String?
    /// What was filled in.
    var assumptions: [String] = []

    /// Whether the table says no unit at all for this row.
    var hasNoUnit: Bool { unit?.isEmpty ?? false }

    /// The name of its table in model files.
    var table: String {
        if places.isSuperset(of: [.holding, .input]) { return "both" }
        return places.contains(.input) ? "input" : "holding"
    }

    /// `0x0010`, or `0x0010 to 0x0011`.
    var range: String {
        let first = Hexadecimal.text(address)
        return words <= 1 ? first : "\(first) to \(Hexadecimal.text(address + words - 1))"
    }
}

/// Why a row is left out.
struct RowFault: Error {
    let reason: String
}
