/// The status byte of a header: how the device is (EN 13757-3, 5.9).
public struct ApplicationStatus: RawRepresentable, Hashable, Sendable {
    /// What the application says of itself: bits 1 and 0.
    public enum Application: UInt8, Hashable, Sendable {
        /// No error.
        case ok = 0
        /// The application is busy.
        case busy = 1
        /// Any application error.
        case error = 2
        /// An abnormal condition or alarm.
        case abnormal = 3
    }

    /// The byte on the wire.
    public var rawValue: UInt8

    /// Makes a status of the byte on the wire.
    public init(rawValue: UInt8 = 0) { self.rawValue = rawValue }

    /// What the application says.
    public var application: Application {
        get { Application(rawValue: rawValue & 3) ?? .ok }
        set { rawValue = rawValue & ~3 | newValue.rawValue }
    }

    /// Bit 2: the supply or the battery is low.
    public var isPowerLow: Bool {
        get { rawValue & 0x04 != 0 }
        set { set(0x04, newValue) }
    }

    /// Bit 3: an error that needs service.
    public var hasPermanentError: Bool {
        get { rawValue & 0x08 != 0 }
        set { set(0x08, newValue) }
    }

    /// Bit 4: an error that may pass.
    public var hasTemporaryError: Bool {
        get { rawValue & 0x10 != 0 }
        set { set(0x10, newValue) }
    }

    /// Bits 5 to 7, which the maker gives: 0 to 7.
    public var manufacturerBits: UInt8 {
        get { rawValue >> 5 }
        set { rawValue = rawValue & 0x1F | newValue << 5 }
    }

    private mutating func set(_ bit: UInt8, _ isOn: Bool) {
        rawValue = isOn ? rawValue | bit : rawValue & ~bit
    }
}
