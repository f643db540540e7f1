/// What function 8 asks for (Modbus application protocol V1.1b3, section 6.8.1).
public enum DiagnosticSubfunction: UInt16, CaseIterable, Sendable {
    /// 00: the request comes back.
    case returnQueryData = 0x00
    /// 01: clears the counters; ends the listen-only mode.
    case restartCommunications = 0x01
    /// 02: the diagnostic register.
    case returnDiagnosticRegister = 0x02
    /// 03: another last character for ASCII frames.
    case changeASCIIInputDelimiter = 0x03
    /// 04: answers nothing until a restart.
    case forceListenOnlyMode = 0x04
    /// 0A: clears the counters and the diagnostic register.
    case clearCounters = 0x0A
    /// 0B: messages on the bus.
    case returnBusMessageCount = 0x0B
    /// 0C: messages with a wrong checksum.
    case returnBusCommunicationErrorCount = 0x0C
    /// 0D: exceptions.
    case returnBusExceptionErrorCount = 0x0D
    /// 0E: messages for this slave.
    case returnServerMessageCount = 0x0E
    /// 0F: messages for this slave that got no response.
    case returnServerNoResponseCount = 0x0F
    /// 10: exceptions 07.
    case returnServerNAKCount = 0x10
    /// 11: exceptions 06.
    case returnServerBusyCount = 0x11
    /// 12: characters that came too fast.
    case returnBusCharacterOverrunCount = 0x12
    /// 14: clears the overrun counter.
    case clearOverrunCounter = 0x14
}

/// A set of sub-functions of function 8.
public struct DiagnosticSet: Hashable, Sendable, ExpressibleByArrayLiteral {
    private var bits: UInt32 = 0

    /// Makes a set of sub-functions.
    public init(_ subfunctions: some Sequence<DiagnosticSubfunction>) {
        for subfunction in subfunctions { bits |= 1 << UInt32(subfunction.rawValue) }
    }

    /// Makes a set from a list in the source.
    public init(arrayLiteral elements: DiagnosticSubfunction...) { self.init(elements) }

    /// Tells whether the sub-function is a member.
    public func contains(_ subfunction: DiagnosticSubfunction) -> Bool {
        bits >> UInt32(subfunction.rawValue) & 1 != 0
    }

    /// Every sub-function of the standard.
    public static let all = DiagnosticSet(DiagnosticSubfunction.allCases)
}
