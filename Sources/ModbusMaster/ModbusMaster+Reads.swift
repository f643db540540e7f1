internal import CModbus

extension ModbusMaster {
    private typealias Read<Value> =
        (OpaquePointer?, CInt, CInt, UnsafeMutablePointer<Value>?) -> CInt

    /// Reads 1 to 2000 coils (function 01).
    ///
    /// - Throws: any ``MasterError``.
    public func readBits(at address: UInt16, count: Int) throws(MasterError) -> [Bool] {
        try bits(1, address, count, modbus_read_bits)
    }

    /// Reads 1 to 2000 discrete inputs (function 02).
    ///
    /// - Throws: any ``MasterError``.
    public func readDiscreteInputs(at address: UInt16, count: Int) throws(MasterError) -> [Bool] {
        try bits(2, address, count, modbus_read_input_bits)
    }

    /// Reads 1 to 125 holding registers (function 03).
    ///
    /// - Throws: any ``MasterError``.
    public func readHoldingRegisters(
        at address: UInt16,
        count: Int
    ) throws(MasterError) -> [UInt16] {
        try registers(3, address, count, modbus_read_registers)
    }

    /// Reads 1 to 125 input registers (function 04).
    ///
    /// - Throws: any ``MasterError``.
    public func readInputRegisters(
        at address: UInt16,
        count: Int
    ) throws(MasterError) -> [UInt16] {
        try registers(4, address, count, modbus_read_input_registers)
    }

    /// Reads what the slave says of itself (function 17): identifier, run indicator and the
    /// maker's bytes, 0 to 255 of them in all.
    ///
    /// - Throws: any ``MasterError``.
    public func reportSlaveID() throws(MasterError) -> [UInt8] {
        try checkAnswers()
        if isOutsideLibmodbus { return Array(try exchange([17]).dropFirst(2)) }
        var bytes = [UInt8](repeating: 0, count: 255)
        let count = try call { modbus_report_slave_id($0, 255, &bytes) }
        return Array(bytes.prefix(count))
    }

    private func bits(
        _ function: UInt8,
        _ address: UInt16,
        _ count: Int,
        _ read: Read<UInt8>
    ) throws(MasterError) -> [Bool] {
        try checkAnswers()
        try checkCount(count, MODBUS_MAX_READ_BITS, "bits")
        if isOutsideLibmodbus {
            let reply = try exchange([function] + address.bytes + UInt16(count).bytes)
            return try bits(in: reply, count)
        }
        var values = [UInt8](repeating: 0, count: count)
        try call { read($0, CInt(address), CInt(count), &values) }
        return values.map { $0 != 0 }
    }

    private func registers(
        _ function: UInt8,
        _ address: UInt16,
        _ count: Int,
        _ read: Read<UInt16>
    ) throws(MasterError) -> [UInt16] {
        try checkAnswers()
        try checkCount(count, MODBUS_MAX_READ_REGISTERS, "registers")
        if isOutsideLibmodbus {
            let reply = try exchange([function] + address.bytes + UInt16(count).bytes)
            return try words(in: reply, count)
        }
        var values = [UInt16](repeating: 0, count: count)
        try call { read($0, CInt(address), CInt(count), &values) }
        return values
    }

    /// Nothing can be read from everybody at once.
    func checkAnswers() throws(MasterError) {
        guard !isBroadcast else {
            throw .invalidRequest(
                "nobody answers a broadcast on a serial line; ask a unit 1 to 247"
            )
        }
    }

    /// A quantity must fit one frame.
    func checkCount(_ count: Int, _ limit: CInt, _ what: String) throws(MasterError) {
        guard (1...Int(limit)).contains(count) else {
            throw .invalidRequest("\(count) \(what) do not fit one request; it holds 1 to \(limit)")
        }
    }
}
