/// Why a slave refuses a request (Modbus application protocol V1.1b3, section 7).
public enum ModbusException: UInt8, Error, CaseIterable, Sendable {
    /// 01: the function is not known, or not enabled.
    case illegalFunction = 1
    /// 02: the address, or the end of the range, is not in the map.
    case illegalDataAddress = 2
    /// 03: a quantity, a byte count, a value or the length of the request is wrong.
    case illegalDataValue = 3
    /// 04: the device failed while it carried out the request.
    case serverDeviceFailure = 4
    /// 05: accepted, but it takes a long time.
    case acknowledge = 5
    /// 06: the device is engaged; ask again later.
    case serverDeviceBusy = 6
    /// 08: the extended file area failed its consistency check.
    case memoryParityError = 8
    /// 0A: the gateway has no way to this unit.
    case gatewayPathUnavailable = 0x0A
    /// 0B: the gateway knows the way, but the unit does not answer.
    case gatewayTargetFailedToRespond = 0x0B

    /// Appends the exception response: function code with the top bit set, exception code.
    public func append(to function: FunctionCode, into output: inout [UInt8]) {
        output.append(function.rawValue | 0x80)
        output.append(rawValue)
    }

    /// The name that the standard gives it.
    public var meaning: String {
        switch self {
        case .illegalFunction: "illegal function"
        case .illegalDataAddress: "illegal data address"
        case .illegalDataValue: "illegal data value"
        case .serverDeviceFailure: "server device failure"
        case .acknowledge: "acknowledge"
        case .serverDeviceBusy: "server device busy"
        case .memoryParityError: "memory parity error"
        case .gatewayPathUnavailable: "gateway path unavailable"
        case .gatewayTargetFailedToRespond: "gateway target device failed to respond"
        }
    }
}
