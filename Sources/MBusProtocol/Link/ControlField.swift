/// The control field C of a link frame ("The M-Bus: A Documentation", 5.3).
///
/// Bit 6 tells who sends. Bits 5 and 4 are frame count bit (FCB) and frame count valid (FCV) in
/// frames of the master, access demand (ACD) and data flow control (DFC) in those of a slave.
public struct ControlField: RawRepresentable, Hashable, Sendable {
    /// The byte on the wire.
    public let rawValue: UInt8

    /// Makes a control field of a byte of the wire.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// SND_NKE, 40: reset of the link.
    public static let sndNKE = ControlField(rawValue: 0x40)
    /// SND_UD without frame count, 43.
    public static let sndUD = ControlField(rawValue: 0x43)
    /// REQ_UD1 with FCB 0, 5A.
    public static let reqUD1 = ControlField(rawValue: 0x5A)
    /// REQ_UD2 with FCB 0, 5B.
    public static let reqUD2 = ControlField(rawValue: 0x5B)
    /// RSP_UD with no further demand, 08.
    public static let rspUD = ControlField(rawValue: 0x08)

    /// RSP_UD with its access demand bit (ACD): 08, or 28 where class 1 data wait.
    public static func rspUD(accessDemand: Bool) -> ControlField {
        ControlField(rawValue: accessDemand ? 0x28 : 0x08)
    }

    /// SND_UD with a valid frame count bit: 53 or 73.
    public static func sndUD(frameCountBit: Bool) -> ControlField {
        ControlField(rawValue: frameCountBit ? 0x73 : 0x53)
    }

    /// REQ_UD1 with a valid frame count bit: 5A or 7A.
    public static func reqUD1(frameCountBit: Bool) -> ControlField {
        ControlField(rawValue: frameCountBit ? 0x7A : 0x5A)
    }

    /// REQ_UD2 with a valid frame count bit: 5B or 7B.
    public static func reqUD2(frameCountBit: Bool) -> ControlField {
        ControlField(rawValue: frameCountBit ? 0x7B : 0x5B)
    }

    /// True when the master sends; bit 7, which is always 0, must be so too.
    public var isFromMaster: Bool { rawValue & 0xC0 == 0x40 }

    /// The frame count bit of a master (FCB), which it toggles with each new request.
    public var frameCountBit: Bool { rawValue & 0x20 != 0 }

    /// Whether the frame count bit of a master counts (FCV).
    public var frameCountValid: Bool { rawValue & 0x10 != 0 }

    /// Whether a slave has class 1 data waiting (ACD).
    public var accessDemand: Bool { rawValue & 0x20 != 0 }

    /// Whether a slave can take no more data (DFC).
    public var dataFlowControl: Bool { rawValue & 0x10 != 0 }

    /// What the frame is for.
    public var function: LinkFunction { LinkFunction(code: rawValue) }
}
