/// What stands behind an M-Bus slave: its addresses, its data and what may be done with them.
public protocol MBusDevice {
    /// The address that it listens to, 0 (not configured) to 250.
    var primaryAddress: UInt8 { get }

    /// The address by which it is selected.
    var secondaryAddress: SecondaryAddress { get }

    /// The number that an enhanced selection compares; nil: it never matches one.
    var fabricationNumber: IdentificationNumber? { get }

    /// What the slave may do.
    var linkProfile: MBusSlaveProfile { get }

    /// Appends CI, header and data of one telegram of the readout, at most 253 bytes; false when
    /// there is no such telegram. The first is 0; it should always exist.
    mutating func appendTelegram(
        _ index: Int,
        _ readout: MBusReadout,
        accessNumber: UInt8,
        into output: inout [UInt8]
    ) -> Bool

    /// Whether it has class 1 data, which every RSP_UD tells by its access demand bit (ACD).
    var hasAlarm: Bool { get }

    /// Appends CI and class 1 data, as `71` and an alarm byte; false when there are none.
    mutating func appendAlarm(into output: inout [UInt8]) -> Bool

    /// Carries out a command; false when it has no such command, which the master learns from an
    /// error report at most.
    ///
    /// A speed of the line must not be taken before the acknowledgement has been sent at the old.
    mutating func perform(_ command: MBusCommand) -> Bool
}

extension MBusDevice {
    /// A device without a fabrication number.
    public var fabricationNumber: IdentificationNumber? { nil }

    /// A device without alarms.
    public var hasAlarm: Bool { false }

    /// A device without alarms.
    public mutating func appendAlarm(into output: inout [UInt8]) -> Bool { false }
}
