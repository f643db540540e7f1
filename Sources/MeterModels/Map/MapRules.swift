public import ModbusProtocol

/// Where a device's handling of its register map differs from another's.
public struct MapRules: Hashable, Sendable {
    /// What a device does at addresses that no register has.
    public enum Gap: String, Hashable, Sendable, CaseIterable {
        /// Exception 02, as the standard asks.
        case illegalDataAddress
        /// Exception 01.
        case illegalFunction
        /// Exception 03.
        case illegalDataValue
        /// Answers words of zeros; writes get exception 02.
        case zeros
        /// Answers words of ones; writes get exception 02.
        case ones

        /// The exception, nil where words are answered.
        public var exception: ModbusException? {
            switch self {
            case .illegalDataAddress: .illegalDataAddress
            case .illegalFunction: .illegalFunction
            case .illegalDataValue: .illegalDataValue
            case .zeros, .ones: nil
            }
        }
    }

    /// What a read that cuts a number in two gets.
    public enum Split: String, Hashable, Sendable, CaseIterable {
        /// The words asked for.
        case allow
        /// Exception 02.
        case illegalDataAddress
    }

    /// Which starts and counts a device takes.
    public enum Alignment: String, Hashable, Sendable, CaseIterable {
        /// Any.
        case any
        /// Even starts and even counts, unless a single register of one word is meant.
        case even
    }

    /// Which registers a broadcast can write.
    public enum Broadcast: String, Hashable, Sendable, CaseIterable {
        /// All that can be written.
        case all
        /// Only those marked.
        case marked
        /// None.
        case none
    }

    /// How the clock's registers are written.
    public enum ClockWrite: String, Hashable, Sendable, CaseIterable {
        /// All of them in one request.
        case together
        /// Each alone, too.
        case each
    }

    /// The functions there are.
    public var functions: FunctionSet = [3, 6, 16]
    /// The sub-functions of function 8 there are.
    public var diagnostics: DiagnosticSet = []
    /// The greatest number of registers in one read.
    public var readLimit = SlaveProfile.maximumReadLimit
    /// The greatest number of registers in one write.
    public var writeLimit = SlaveProfile.maximumWriteLimit
    /// What a request gets that begins where no register is.
    public var unmapped = Gap.illegalDataAddress
    /// What a request gets that begins in a register and meets a gap further on.
    public var holes = Gap.illegalDataAddress
    /// What a read gets that cuts a number in two.
    public var splitValue = Split.allow
    /// Which starts and counts are taken.
    public var alignment = Alignment.any
    /// Which registers a broadcast can write.
    public var broadcast = Broadcast.all
    /// How the clock is written.
    public var clockWrite = ClockWrite.each
    /// The exception for a write to a register that can only be read.
    public var readOnlyWrite = Gap.illegalDataAddress
    /// What fills text behind its last character.
    public var textPadding = TextPadding.zeros

    /// Functions 3, 6 and 16, the standard's limits and exceptions.
    public init() {}
}
