/// What a slave reports with CI 70 ("The M-Bus: A Documentation", 6.6).
public enum ApplicationError: UInt8, Hashable, Sendable, CaseIterable {
    /// Unspecified, also when there is no code.
    case unspecified = 0
    /// The CI field is not known.
    case unimplementedControlInformation = 1
    /// The buffer is too small for the data.
    case bufferTooSmall = 2
    /// There are too many records.
    case tooManyRecords = 3
    /// A record ends too early.
    case prematureEnd = 4
    /// More than ten DIFEs.
    case tooManyDIFEs = 5
    /// More than ten VIFEs.
    case tooManyVIFEs = 6
    /// The application is too busy.
    case busy = 8
    /// The device was read too often.
    case tooManyReadouts = 9
}
