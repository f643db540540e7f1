internal import CModbus
internal import Glibc

/// Requests that libmodbus' own functions do not make: to the units 248 to 254, which the
/// specification reserves but TCP can carry, and the serial broadcast, for whose reply they wait.
extension ModbusMaster {
    /// How long slaves get for a broadcast before the next request (Modbus over serial line,
    /// 2.4.1: the turnaround delay).
    static let turnaroundMicroseconds: UInt32 = 100_000

    /// Whether writes go to all and nobody replies.
    var isBroadcast: Bool { isSerial && unit == 0 }

    /// Whether libmodbus will not address the unit itself.
    var isOutsideLibmodbus: Bool { !isSerial && (248...254).contains(unit) }

    /// Sends a request and returns the reply, function code first.
    ///
    /// - Throws: any ``MasterError``.
    func exchange(_ request: [UInt8]) throws(MasterError) -> [UInt8] {
        var reply = [UInt8](repeating: 0, count: Int(MODBUS_MAX_ADU_LENGTH))
        let length = try call { context in
            guard send(request, context) > 0 else { return -1 }
            return modbus_receive_confirmation(context, &reply)
        }
        let header = Int(modbus_get_header_length(context))
        // Such a request has transaction 0 and protocol 0; bytes 4 and 5 are the length.
        guard length > header + 1, reply.prefix(4).allSatisfy({ $0 == 0 }) else {
            throw mismatch()
        }
        guard reply[header - 1] == unit else { throw invalid(.unit) }
        let body = Array(reply[header..<length])
        guard body[0] != request[0] | 0x80 else { throw MasterError(exceptionCode: body[1]) }
        guard body[0] == request[0] else { throw mismatch() }
        return body
    }

    /// Sends a request to all and gives them time to carry it out.
    ///
    /// - Throws: any ``MasterError``.
    func broadcast(_ request: [UInt8]) throws(MasterError) {
        try call { send(request, $0) }
        usleep(Self.turnaroundMicroseconds)
    }

    /// The registers in a reply to function 03, 04 or 23.
    func words(in reply: [UInt8], _ count: Int) throws(MasterError) -> [UInt16] {
        guard reply.count == 2 + 2 * count, Int(reply[1]) == 2 * count else { throw mismatch() }
        return (0..<count).map { UInt16(reply[2 + 2 * $0]) << 8 | UInt16(reply[3 + 2 * $0]) }
    }

    /// The bits in a reply to function 01 or 02.
    func bits(in reply: [UInt8], _ count: Int) throws(MasterError) -> [Bool] {
        let bytes = (count + 7) / 8
        guard reply.count == 2 + bytes, Int(reply[1]) == bytes else { throw mismatch() }
        return (0..<count).map { reply[2 + $0 / 8] & 1 << UInt8($0 % 8) != 0 }
    }

    /// A reply that does not fit its request.
    func mismatch() -> MasterError { invalid(.mismatch) }

    private func invalid(_ fault: MasterError.ReplyFault) -> MasterError {
        let error = MasterError.invalidReply(fault)
        noteLateReply(after: error)
        return error
    }

    private func send(_ request: [UInt8], _ context: OpaquePointer) -> CInt {
        modbus_send_raw_request(context, [unit] + request, CInt(1 + request.count))
    }
}

extension UInt16 {
    /// High byte first, as on the wire.
    var bytes: [UInt8] { [UInt8(self >> 8), UInt8(truncatingIfNeeded: self)] }
}
