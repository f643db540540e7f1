/// What a link frame is for: the low nibble of the control field ("The M-Bus: A
/// Documentation", 5.3).
public enum LinkFunction: Hashable, Sendable {
    /// SND_NKE, code 0 of the master: reset of the link.
    case sendNormalize
    /// SND_UD, code 3 of the master: data for the slave.
    case sendUserData
    /// RSP_UD, code 8 of the slave: data of the slave.
    case respondUserData
    /// REQ_SKE, code 9 of the master: the state of the link; M-Bus slaves do not answer it.
    case requestLinkStatus
    /// REQ_UD1, code 10 of the master: asks for class 1 data, the alarms.
    case requestClass1
    /// REQ_UD2, code 11 of the master: asks for class 2 data, the readout.
    case requestClass2
    /// Any other code, 1 to 15.
    case other(UInt8)

    /// Makes the function of a code; only the low four bits count.
    public init(code: UInt8) {
        self =
            switch code & 0x0F {
            case 0: .sendNormalize
            case 3: .sendUserData
            case 8: .respondUserData
            case 9: .requestLinkStatus
            case 10: .requestClass1
            case 11: .requestClass2
            default: .other(code & 0x0F)
            }
    }

    /// The code on the wire, 0 to 15.
    public var code: UInt8 {
        switch self {
        case .sendNormalize: 0
        case .sendUserData: 3
        case .respondUserData: 8
        case .requestLinkStatus: 9
        case .requestClass1: 10
        case .requestClass2: 11
        case .other(let code): code & 0x0F
        }
    }
}
