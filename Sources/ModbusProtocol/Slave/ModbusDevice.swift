/// What stands behind a slave: its data and what may be done with them.
///
/// One call a request, never one a register. The slave has checked before that the function is
/// enabled, that the quantity and the byte count are legal, and that the range ends at 65535 or
/// below; the device answers whether the range is in its map (exception 02), whether it can take
/// the values (03) and whether it could carry them out (04, 05, 06).
public protocol ModbusDevice {
    /// What the slave may do; read once a request.
    var slaveProfile: SlaveProfile { get }

    /// Appends `2 * count` bytes, high byte first, or returns why not; what it appended before an
    /// exception is taken back by the caller.
    mutating func readRegisters(
        _ table: RegisterTable,
        at address: UInt16,
        count: Int,
        into output: inout [UInt8]
    ) -> ModbusException?

    /// Writes `words.count / 2` holding registers, high byte first; all of them or none.
    mutating func writeRegisters(
        at address: UInt16,
        words: ArraySlice<UInt8>,
        by function: FunctionCode,
        isBroadcast: Bool
    ) -> ModbusException?

    /// Appends `(count + 7) / 8` bytes, the first bit lowest and zeros behind the last, or returns
    /// why not.
    mutating func readBits(
        _ table: BitTable,
        at address: UInt16,
        count: Int,
        into output: inout [UInt8]
    ) -> ModbusException?

    /// Writes `count` coils, the first bit lowest; bits behind the last may have any value.
    mutating func writeBits(
        at address: UInt16,
        count: Int,
        bits: ArraySlice<UInt8>,
        by function: FunctionCode,
        isBroadcast: Bool
    ) -> ModbusException?

    /// The eight exception status outputs (function 7).
    var exceptionStatus: UInt8 { get }

    /// Appends identifier, run indicator (FF on, 00 off) and additional data (function 17).
    mutating func appendServerID(into output: inout [UInt8])

    /// One object of the device identification (function 43/14); nil when it does not exist.
    func identificationObject(_ id: UInt8) -> [UInt8]?

    /// The identifiers of the existing objects, ascending.
    var identificationObjects: [UInt8] { get }

    /// Carries out a function of the maker's own that the profile lists, and appends the response
    /// from its function code on.
    mutating func perform(
        own function: FunctionCode,
        _ data: ArraySlice<UInt8>,
        into output: inout [UInt8]
    ) -> ModbusException?
}

extension ModbusDevice {
    /// A device without functions of its maker.
    public mutating func perform(
        own function: FunctionCode,
        _ data: ArraySlice<UInt8>,
        into output: inout [UInt8]
    ) -> ModbusException? { .illegalFunction }
}
