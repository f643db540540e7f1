internal import CModbus
internal import Glibc

extension MasterError {
    /// The error that a request's error number (errno) stands for.
    init(number: CInt) {
        switch Int(number) {
        case Int(ETIMEDOUT): self = .timeout
        case Int(C_MODBUS_BAD_CHECKSUM): self = .invalidReply(.checksum)
        case Int(C_MODBUS_BAD_DATA): self = .invalidReply(.mismatch)
        case Int(C_MODBUS_BAD_EXCEPTION): self = .invalidReply(.exceptionCode)
        case Int(C_MODBUS_TOO_MUCH_DATA): self = .invalidReply(.length)
        case Int(C_MODBUS_BAD_SLAVE): self = .invalidReply(.unit)
        case let n where Self.exceptionNumbers.contains(n):
            self.init(exceptionCode: UInt8(n - Self.exceptionNumbers.lowerBound))
        default: self = .disconnected(reason: Self.text(of: number))
        }
    }

    /// The error that an exception reply stands for.
    init(exceptionCode: UInt8) {
        self =
            SlaveException(rawValue: exceptionCode).map { .exception($0) }
            ?? .invalidReply(.exceptionCode)
    }

    /// The error that an error number stands for while connecting.
    static func connecting(to target: String, number: CInt) -> MasterError {
        // libmodbus leaves EINPROGRESS behind when its wait for a connection has ended.
        let timedOut = number == EINPROGRESS || number == ETIMEDOUT
        let reason = timedOut ? "no answer within the response timeout" : text(of: number)
        return .cannotConnect(target: target, reason: reason)
    }

    /// The error numbers of the exception codes from 0 on.
    private static var exceptionNumbers: ClosedRange<Int> {
        let first = Int(C_MODBUS_EXCEPTION_BASE)
        return first...(first + Int(C_MODBUS_EXCEPTION_LAST))
    }

    private static func text(of number: CInt) -> String {
        String(cString: modbus_strerror(number))
    }
}
