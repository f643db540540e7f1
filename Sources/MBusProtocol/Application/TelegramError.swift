/// Why bytes are no telegram.
public enum TelegramError: Error, Hashable, Sendable {
    /// They end within the header or a record.
    case prematureEnd
    /// More than ten DIFEs stand behind a DIF.
    case tooManyDIFEs
    /// More than ten VIFEs stand behind a VIF.
    case tooManyVIFEs
    /// A DIF or a length byte that the standard keeps for later.
    case reservedCode(UInt8)
    /// The CI field does not announce such a telegram.
    case wrongControlInformation(UInt8)
    /// The frame is not a long one.
    case noData

    /// The code of the error report (CI 70) that a slave answers.
    public var applicationError: ApplicationError {
        switch self {
        case .prematureEnd, .noData: .prematureEnd
        case .tooManyDIFEs: .tooManyDIFEs
        case .tooManyVIFEs: .tooManyVIFEs
        case .reservedCode: .unspecified
        case .wrongControlInformation: .unimplementedControlInformation
        }
    }
}
