internal import CModbus

extension ModbusMaster {
    /// Writes one coil (function 05).
    ///
    /// - Throws: any ``MasterError``.
    public func writeBit(_ value: Bool, at address: UInt16) throws(MasterError) {
        try write([5] + address.bytes + [value ? 0xFF : 0, 0]) {
            modbus_write_bit($0, CInt(address), value ? 1 : 0)
        }
    }

    /// Writes one holding register (function 06).
    ///
    /// - Throws: any ``MasterError``.
    public func writeRegister(_ value: UInt16, at address: UInt16) throws(MasterError) {
        try write([6] + address.bytes + value.bytes) {
            modbus_write_register($0, CInt(address), value)
        }
    }

    /// Writes 1 to 1968 coils (function 15).
    ///
    /// - Throws: any ``MasterError``.
    public func writeBits(_ values: [Bool], at address: UInt16) throws(MasterError) {
        try checkCount(values.count, MODBUS_MAX_WRITE_BITS, "bits")
        var packed = [UInt8](repeating: 0, count: (values.count + 7) / 8)
        for (index, value) in values.enumerated() where value {
            packed[index / 8] |= 1 << UInt8(index % 8)
        }
        let count = UInt16(values.count)
        try write([15] + address.bytes + count.bytes + [UInt8(packed.count)] + packed) {
            modbus_write_bits($0, CInt(address), CInt(count), values.map { $0 ? 1 : 0 })
        }
    }

    /// Writes 1 to 123 holding registers (function 16).
    ///
    /// - Throws: any ``MasterError``.
    public func writeRegisters(_ values: [UInt16], at address: UInt16) throws(MasterError) {
        try checkCount(values.count, MODBUS_MAX_WRITE_REGISTERS, "registers")
        let count = UInt16(values.count)
        let length = UInt8(2 * values.count)
        try write([16] + address.bytes + count.bytes + [length] + values.flatMap(\.bytes)) {
            modbus_write_registers($0, CInt(address), CInt(count), values)
        }
    }

    /// Keeps the bits of `and` in one holding register and sets those of `or` elsewhere
    /// (function 22): (old & and) | (or & ~and).
    ///
    /// - Throws: any ``MasterError``.
    public func maskRegister(
        at address: UInt16,
        and: UInt16,
        or: UInt16
    ) throws(MasterError) {
        try write([22] + address.bytes + and.bytes + or.bytes) {
            modbus_mask_write_register($0, CInt(address), and, or)
        }
    }

    /// Writes 1 to 121 holding registers, then reads 1 to 125, in one request (function 23).
    ///
    /// - Throws: any ``MasterError``.
    public func writeAndReadRegisters(
        writing values: [UInt16],
        at writeAddress: UInt16,
        readingAt readAddress: UInt16,
        count: Int
    ) throws(MasterError) -> [UInt16] {
        try checkAnswers()
        try checkCount(values.count, MODBUS_MAX_WR_WRITE_REGISTERS, "registers to write")
        try checkCount(count, MODBUS_MAX_WR_READ_REGISTERS, "registers to read")
        if isOutsideLibmodbus {
            var request: [UInt8] = [23] + readAddress.bytes + UInt16(count).bytes
            request += writeAddress.bytes + UInt16(values.count).bytes
            request += [UInt8(2 * values.count)] + values.flatMap(\.bytes)
            return try words(in: exchange(request), count)
        }
        var read = [UInt16](repeating: 0, count: count)
        try call {
            modbus_write_and_read_registers(
                $0,
                CInt(writeAddress),
                CInt(values.count),
                values,
                CInt(readAddress),
                CInt(count),
                &read
            )
        }
        return read
    }

    /// Sends a write by the way that leads to the unit.
    private func write(
        _ request: [UInt8],
        _ body: (OpaquePointer) -> CInt
    ) throws(MasterError) {
        if isBroadcast {
            try broadcast(request)
        } else if isOutsideLibmodbus {
            // The reply repeats the request's first five bytes, all seven for function 22.
            let reply = try exchange(request)
            let echoed = request[0] == 22 ? 7 : 5
            guard reply.elementsEqual(request.prefix(echoed)) else { throw mismatch() }
        } else {
            try call(body)
        }
    }
}
