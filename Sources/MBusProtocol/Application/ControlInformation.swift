/// The CI field: what the data of a long frame are ("The M-Bus: A
/// Documentation", 6.1).
public enum ControlInformation {
    /// 50: reset of the application, with or without a subcode.
    public static let applicationReset: UInt8 = 0x50
    /// 51: records for the slave.
    public static let sendData: UInt8 = 0x51
    /// 52: selection by secondary address.
    public static let selectSlave: UInt8 = 0x52
    /// 54: synchronise, freeze.
    public static let synchronise: UInt8 = 0x54
    /// 55: records for the slave, high byte first.
    public static let sendDataHighByteFirst: UInt8 = 0x55
    /// 56: selection by secondary address, high byte first.
    public static let selectSlaveHighByteFirst: UInt8 = 0x56
    /// 70: the slave reports an error.
    public static let errorReport: UInt8 = 0x70
    /// 71: the slave reports alarms.
    public static let alarm: UInt8 = 0x71
    /// 72: the readout, in records.
    public static let variableData: UInt8 = 0x72
    /// 73: the readout, in the obsolete fixed structure.
    public static let fixedData: UInt8 = 0x73
    /// 76: the readout in records, high byte first.
    public static let variableDataHighByteFirst: UInt8 = 0x76
    /// 77: the readout in the fixed structure, high byte first.
    public static let fixedDataHighByteFirst: UInt8 = 0x77
}
