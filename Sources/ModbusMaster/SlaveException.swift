/// Why a slave refuses a request, as libmodbus reports it.
public enum SlaveException: UInt8, CaseIterable, Sendable {
    /// 01: the function is not known, or not enabled.
    case illegalFunction = 1
    /// 02: the address, or the end of the range, is not in the slave's map.
    case illegalDataAddress = 2
    /// 03: a quantity or a value is not allowed.
    case illegalDataValue = 3
    /// 04: the slave failed while it carried out the request.
    case slaveDeviceFailure = 4
    /// 05: the slave accepts the request, but needs long for it.
    case acknowledge = 5
    /// 06: the slave is engaged; ask again later.
    case slaveDeviceBusy = 6
    /// 07: the slave cannot carry out the program function.
    case negativeAcknowledge = 7
    /// 08: the extended memory failed its parity check.
    case memoryParityError = 8
    /// 0A: the gateway has no way to this unit.
    case gatewayPathUnavailable = 0x0A
    /// 0B: the gateway knows the way, but the unit does not answer.
    case gatewayTargetFailedToRespond = 0x0B
}

extension SlaveException {
    /// The name in the Modbus application protocol, section 7.
    public var name: String {
        switch self {
        case .illegalFunction: "illegal function"
        case .illegalDataAddress: "illegal data address"
        case .illegalDataValue: "illegal data value"
        case .slaveDeviceFailure: "slave device failure"
        case .acknowledge: "acknowledge"
        case .slaveDeviceBusy: "slave device busy"
        case .negativeAcknowledge: "negative acknowledge"
        case .memoryParityError: "memory parity error"
        case .gatewayPathUnavailable: "gateway path unavailable"
        case .gatewayTargetFailedToRespond: "gateway target device failed to respond"
        }
    }
}

extension SlaveException: CustomStringConvertible {
    /// The code in two hexadecimal digits and the name: `02, illegal data address`.
    public var description: String {
        "0" + String(rawValue, radix: 16, uppercase: true) + ", " + name
    }
}
