/// The parity bit of a serial line.
public enum SerialParity: String, CaseIterable, Sendable {
    /// No parity bit.
    case none
    /// An even number of ones.
    case even
    /// An odd number of ones.
    case odd

    /// The letter libmodbus knows it by.
    var letter: CChar {
        switch self {
        case .none: CChar(UInt8(ascii: "N"))
        case .even: CChar(UInt8(ascii: "E"))
        case .odd: CChar(UInt8(ascii: "O"))
        }
    }
}
