extension ModbusSlave {
    /// The largest number of bits in one read (section 6.1).
    private static let maximumBits = 2000

    /// Functions 3 and 4 (sections 6.3 and 6.4).
    func readRegisters(
        _ table: RegisterTable,
        _ request: SlaveRequest,
        _ device: inout some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        let address = request.word(at: 1)
        let quantity = Int(request.word(at: 3))
        guard request.count == 5, quantity >= 1, quantity <= request.profile.readLimit else {
            return .refused(.illegalDataValue)
        }
        guard SlaveRequest.fits(address, quantity) else { return .refused(.illegalDataAddress) }
        return fetch(
            table,
            (address, quantity),
            by: request.function,
            from: &device,
            into: &output
        )
    }

    /// Functions 1 and 2 (sections 6.1 and 6.2).
    func readBits(
        _ table: BitTable,
        _ request: SlaveRequest,
        _ device: inout some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        let address = request.word(at: 1)
        let quantity = Int(request.word(at: 3))
        guard request.count == 5, quantity >= 1, quantity <= Self.maximumBits else {
            return .refused(.illegalDataValue)
        }
        guard SlaveRequest.fits(address, quantity) else { return .refused(.illegalDataAddress) }
        let size = (quantity + 7) / 8
        output.append(request.function.rawValue)
        output.append(UInt8(truncatingIfNeeded: size))
        let end = output.count + size
        let refusal = device.readBits(table, at: address, count: quantity, into: &output)
        if let refusal { return .refused(refusal) }
        return output.count == end ? .done : .refused(.serverDeviceFailure)
    }

    /// Appends the response to a read: function, byte count, registers.
    func fetch(
        _ table: RegisterTable,
        _ range: (address: UInt16, quantity: Int),
        by function: FunctionCode,
        from device: inout some ModbusDevice,
        into output: inout [UInt8]
    ) -> SlaveOutcome {
        output.append(function.rawValue)
        output.append(UInt8(truncatingIfNeeded: 2 * range.quantity))
        let end = output.count + 2 * range.quantity
        let refusal = device.readRegisters(
            table,
            at: range.address,
            count: range.quantity,
            into: &output
        )
        if let refusal { return .refused(refusal) }
        // A device that appends another number of bytes is a fault of ours; the master hears 04.
        return output.count == end ? .done : .refused(.serverDeviceFailure)
    }

    /// Function 7 (section 6.7).
    func readExceptionStatus(
        _ request: SlaveRequest,
        _ device: some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        guard request.count == 1 else { return .refused(.illegalDataValue) }
        output.append(request.function.rawValue)
        output.append(device.exceptionStatus)
        return .done
    }
}
