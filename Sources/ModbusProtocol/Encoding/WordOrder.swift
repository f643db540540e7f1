/// In which order the bytes of a value stand in its registers.
///
/// For the 32-bit value 0x0A0B0C0D: big 0A 0B 0C 0D, little 0C 0D 0A 0B, bigSwapped 0B 0A 0D 0C,
/// littleSwapped 0D 0C 0B 0A.
public enum WordOrder: String, CaseIterable, Hashable, Sendable {
    /// The most significant word first, high byte first: the order of the standard.
    case big
    /// The least significant word first, high byte first.
    case little
    /// The most significant word first, low byte first.
    case bigSwapped
    /// The least significant word first, low byte first.
    case littleSwapped

    /// True when the least significant word comes first.
    var isLittle: Bool {
        switch self {
        case .little, .littleSwapped: true
        case .big, .bigSwapped: false
        }
    }

    /// True when the two bytes of each word are exchanged.
    var isSwapped: Bool {
        switch self {
        case .bigSwapped, .littleSwapped: true
        case .big, .little: false
        }
    }
}
