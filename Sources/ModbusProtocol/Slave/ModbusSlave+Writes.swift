extension ModbusSlave {
    /// The largest number of coils in one write (section 6.11).
    private static let maximumCoils = 1968

    /// Function 5 (section 6.5): FF00 on, 0000 off.
    func writeSingleCoil(
        _ request: SlaveRequest,
        _ device: inout some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        let value = request.word(at: 3)
        guard request.count == 5, value == 0xFF00 || value == 0 else {
            return .refused(.illegalDataValue)
        }
        let refusal = device.writeBits(
            at: request.word(at: 1),
            count: 1,
            bits: request.data(3..<4),
            by: request.function,
            isBroadcast: request.isBroadcast
        )
        return echo(request, prefix: 5, unless: refusal, &output)
    }

    /// Function 6 (section 6.6).
    func writeSingleRegister(
        _ request: SlaveRequest,
        _ device: inout some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        guard request.count == 5 else { return .refused(.illegalDataValue) }
        let refusal = device.writeRegisters(
            at: request.word(at: 1),
            words: request.data(3..<5),
            by: request.function,
            isBroadcast: request.isBroadcast
        )
        return echo(request, prefix: 5, unless: refusal, &output)
    }

    /// Function 15 (section 6.11).
    func writeMultipleCoils(
        _ request: SlaveRequest,
        _ device: inout some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        let address = request.word(at: 1)
        let quantity = Int(request.word(at: 3))
        let size = Int(request.byte(at: 5))
        guard quantity >= 1, quantity <= Self.maximumCoils, size == (quantity + 7) / 8,
            request.count == 6 + size
        else { return .refused(.illegalDataValue) }
        guard SlaveRequest.fits(address, quantity) else { return .refused(.illegalDataAddress) }
        let refusal = device.writeBits(
            at: address,
            count: quantity,
            bits: request.data(from: 6),
            by: request.function,
            isBroadcast: request.isBroadcast
        )
        return echo(request, prefix: 5, unless: refusal, &output)
    }

    /// Function 16 (section 6.12).
    func writeMultipleRegisters(
        _ request: SlaveRequest,
        _ device: inout some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        let address = request.word(at: 1)
        let quantity = Int(request.word(at: 3))
        let size = Int(request.byte(at: 5))
        guard quantity >= 1, quantity <= request.profile.writeLimit, size == 2 * quantity,
            request.count == 6 + size
        else { return .refused(.illegalDataValue) }
        guard SlaveRequest.fits(address, quantity) else { return .refused(.illegalDataAddress) }
        let refusal = device.writeRegisters(
            at: address,
            words: request.data(from: 6),
            by: request.function,
            isBroadcast: request.isBroadcast
        )
        return echo(request, prefix: 5, unless: refusal, &output)
    }

    /// Appends the first bytes of the request as the response, unless the device refused.
    private func echo(
        _ request: SlaveRequest,
        prefix: Int,
        unless refusal: ModbusException?,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        if let refusal { return .refused(refusal) }
        output.append(contentsOf: request.bytes.prefix(prefix))
        return .done
    }
}

extension ModbusSlave {
    /// Function 22 (section 6.16): (current AND and-mask) OR (or-mask AND NOT and-mask).
    func maskWriteRegister(
        _ request: SlaveRequest,
        _ device: inout some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        guard request.count == 7 else { return .refused(.illegalDataValue) }
        let address = request.word(at: 1)
        let start = output.count
        let refusal = device.readRegisters(.holding, at: address, count: 1, into: &output)
        if let refusal { return .refused(refusal) }
        guard output.count == start + 2 else { return .refused(.serverDeviceFailure) }
        let current = UInt16(output[start]) << 8 | UInt16(output[start + 1])
        let (and, or) = (request.word(at: 3), request.word(at: 5))
        output.truncate(to: start)
        output.append(word: current & and | or & ~and)
        let writeRefusal = device.writeRegisters(
            at: address,
            words: output[start...],
            by: request.function,
            isBroadcast: request.isBroadcast
        )
        output.truncate(to: start)
        return echo(request, prefix: 7, unless: writeRefusal, &output)
    }

    /// Function 23 (section 6.17): both ranges are checked, then written, then read.
    ///
    /// Only the device knows whether the range to read is in its map. So it is read once before the
    /// write, only to see that it can be, and once after it.
    func readWriteRegisters(
        _ request: SlaveRequest,
        _ device: inout some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        let read = (address: request.word(at: 1), quantity: Int(request.word(at: 3)))
        let write = (address: request.word(at: 5), quantity: Int(request.word(at: 7)))
        let size = Int(request.byte(at: 9))
        guard read.quantity >= 1, read.quantity <= request.profile.readLimit,
            write.quantity >= 1, write.quantity <= min(request.profile.writeLimit, 121),
            size == 2 * write.quantity, request.count == 10 + size
        else { return .refused(.illegalDataValue) }
        guard SlaveRequest.fits(read.address, read.quantity),
            SlaveRequest.fits(write.address, write.quantity)
        else { return .refused(.illegalDataAddress) }
        let start = output.count
        let trial = fetch(.holding, read, by: request.function, from: &device, into: &output)
        guard trial == .done else { return trial }
        output.truncate(to: start)
        let refusal = device.writeRegisters(
            at: write.address,
            words: request.data(from: 10),
            by: request.function,
            isBroadcast: request.isBroadcast
        )
        if let refusal { return .refused(refusal) }
        return fetch(.holding, read, by: request.function, from: &device, into: &output)
    }
}
