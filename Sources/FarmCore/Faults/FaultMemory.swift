internal import ModbusProtocol

/// What registers have shown, for the faults that show it again.
struct FaultMemory {
    /// The most registers of all faults together; more are not remembered.
    static let limit = 65_536

    /// A register of a meter as a fault remembers it.
    struct Place: Hashable {
        var fault: Int
        var meter: String
        /// The registers' table; nil for records of the M-Bus.
        var table: RegisterTable?
        /// The address, or the place of a record in the telegrams.
        var address: UInt16
    }

    private var words: [Place: UInt64] = [:]

    /// How many registers it remembers.
    var count: Int { words.count }

    /// The bytes of at most four words that a register showed.
    subscript(place: Place) -> UInt64? { words[place] }

    /// Remembers what a register shows, unless there are too many.
    mutating func remember(_ bytes: ArraySlice<UInt8>, at place: Place) {
        guard words.count < Self.limit || words[place] != nil else { return }
        words[place] = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Forgets everything of a fault.
    mutating func forget(_ fault: Int) {
        words = words.filter { $0.key.fault != fault }
    }
}
