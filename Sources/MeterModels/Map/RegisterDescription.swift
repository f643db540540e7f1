public import ModbusProtocol

/// What people want to know of a register: the cold part of a ``CompiledRegister`` or bit.
public struct RegisterDescription: Hashable, Sendable {
    /// Where a register or bit stands.
    public enum Place: String, Hashable, Sendable, CaseIterable {
        /// Functions 3, 6, 16, 22 and 23.
        case holding
        /// Function 4.
        case input
        /// Functions 1, 5 and 15.
        case coil
        /// Function 2.
        case discreteInput

        /// The function that reads it.
        public var function: Int {
            switch self {
            case .holding: 3
            case .input: 4
            case .coil: 1
            case .discreteInput: 2
            }
        }
    }

    /// Whether it is read, written or both.
    public enum Access: String, Hashable, Sendable, CaseIterable {
        /// Read only.
        case read = "r"
        /// Write only.
        case write = "w"
        /// Both.
        case readWrite = "rw"
    }

    /// The table it stands in.
    public let place: Place
    /// The address of its first word, or of the bit.
    public let address: UInt16
    /// How many words it has; 0 for a bit.
    public let words: Int
    /// Its type as in files; `bit` for a bit.
    public let type: String
    /// The order of its words.
    public let order: WordOrder
    /// What it is called.
    public let name: String
    /// The unit of its engineering value; empty for a plain number.
    public let unit: String
    /// The engineering value of one step.
    public let scale: DecimalScale
    /// The address of the register of the same table that holds the power of ten of ``scale``;
    /// nil where the step is fixed.
    public let scaleFactor: UInt16?
    /// Read, written or both.
    public let access: Access
    /// What it shows: the name of a quantity, or the kind of source and its value.
    public let shows: String
    /// The OBIS code of what it shows.
    public let obis: String?
    /// How sure it is.
    public let evidence: Evidence
    /// The source that says so.
    public let source: String?
    /// What else there is to know.
    public let note: String?
    /// Whether a broadcast may write it.
    public let acceptsBroadcast: Bool
    /// The steps that go with the programmed ratios, ``scale`` being the first; nil where it has
    /// one step.
    public var ratioScale: RatioScale?
    /// The name of the guard that must be open for a write; nil without.
    public var guardName: String?
    /// Whether it is another register once more, at another address.
    public var isCopy = false
}
