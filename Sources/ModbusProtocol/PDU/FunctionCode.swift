/// The first byte of a protocol data unit: what is asked of the slave.
///
/// Any byte can come from the line, so this is an open set; the static members are the codes that
/// the Modbus application protocol V1.1b3, section 6, names.
public struct FunctionCode: RawRepresentable, Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// The code as it stands on the wire, 1 to 127 in a request.
    public let rawValue: UInt8

    /// Makes a function code of any byte.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Makes a function code of a number in the source.
    public init(integerLiteral value: UInt8) { rawValue = value }
}

extension FunctionCode {
    /// 01: reads 1 to 2000 coils.
    public static let readCoils = FunctionCode(rawValue: 1)
    /// 02: reads 1 to 2000 discrete inputs.
    public static let readDiscreteInputs = FunctionCode(rawValue: 2)
    /// 03: reads 1 to 125 holding registers.
    public static let readHoldingRegisters = FunctionCode(rawValue: 3)
    /// 04: reads 1 to 125 input registers.
    public static let readInputRegisters = FunctionCode(rawValue: 4)
    /// 05: writes one coil.
    public static let writeSingleCoil = FunctionCode(rawValue: 5)
    /// 06: writes one holding register.
    public static let writeSingleRegister = FunctionCode(rawValue: 6)
    /// 07: reads the eight exception status outputs (serial line).
    public static let readExceptionStatus = FunctionCode(rawValue: 7)
    /// 08: checks the communication (serial line).
    public static let diagnostics = FunctionCode(rawValue: 8)
    /// 11: reads the communication event counter (serial line).
    public static let getCommEventCounter = FunctionCode(rawValue: 11)
    /// 12: reads the communication event log (serial line).
    public static let getCommEventLog = FunctionCode(rawValue: 12)
    /// 15: writes 1 to 1968 coils.
    public static let writeMultipleCoils = FunctionCode(rawValue: 15)
    /// 16: writes 1 to 123 holding registers.
    public static let writeMultipleRegisters = FunctionCode(rawValue: 16)
    /// 17: reads the description of the server (serial line).
    public static let reportServerID = FunctionCode(rawValue: 17)
    /// 20: reads file records.
    public static let readFileRecord = FunctionCode(rawValue: 20)
    /// 21: writes file records.
    public static let writeFileRecord = FunctionCode(rawValue: 21)
    /// 22: changes single bits of one holding register.
    public static let maskWriteRegister = FunctionCode(rawValue: 22)
    /// 23: writes 1 to 121 holding registers, then reads 1 to 125.
    public static let readWriteMultipleRegisters = FunctionCode(rawValue: 23)
    /// 24: reads a queue of at most 31 registers.
    public static let readFIFOQueue = FunctionCode(rawValue: 24)
    /// 43: encapsulated interface transport; with MEI type 14, read device identification.
    public static let encapsulatedInterfaceTransport = FunctionCode(rawValue: 43)
}
