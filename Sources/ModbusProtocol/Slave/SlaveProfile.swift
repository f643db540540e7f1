/// What a slave may do, and where it differs from the standard.
public struct SlaveProfile: Hashable, Sendable {
    /// What a slave does with a function that it does not have.
    public enum UnknownFunction: Hashable, Sendable {
        /// It answers exception 01, as the standard asks.
        case exception
        /// It answers nothing, as some meters do.
        case silence
    }

    /// The largest number of registers that one request can read by the standard.
    public static let maximumReadLimit = 125
    /// The largest number of registers that one request can write by the standard.
    public static let maximumWriteLimit = 123

    /// The functions that are enabled; all others get exception 01.
    public var functions: FunctionSet
    /// The sub-functions of function 8 that are enabled; all others get exception 01.
    public var diagnosticSubfunctions: DiagnosticSet
    /// The largest number of registers in one read, 1 to 125; above it exception 03.
    public let readLimit: Int
    /// The largest number of registers in one write, 1 to 123; above it exception 03.
    public let writeLimit: Int
    /// What happens to a function that is not enabled.
    public var unknownFunction: UnknownFunction
    /// How much of function 43/14 there is; nil: none, exception 01.
    public var identification: IdentificationConformity?

    /// Makes a profile; limits outside the standard are brought back into it.
    public init(
        functions: FunctionSet = [3, 4, 6, 16],
        diagnosticSubfunctions: DiagnosticSet = .all,
        readLimit: Int = maximumReadLimit,
        writeLimit: Int = maximumWriteLimit,
        unknownFunction: UnknownFunction = .exception,
        identification: IdentificationConformity? = nil
    ) {
        self.functions = functions
        self.diagnosticSubfunctions = diagnosticSubfunctions
        self.readLimit = min(max(readLimit, 1), Self.maximumReadLimit)
        self.writeLimit = min(max(writeLimit, 1), Self.maximumWriteLimit)
        self.unknownFunction = unknownFunction
        self.identification = identification
    }
}
