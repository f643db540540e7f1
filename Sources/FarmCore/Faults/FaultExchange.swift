internal import MBusProtocol
internal import MeterModels
internal import ModbusProtocol

/// A request that may be struck, as the bus takes it.
struct FaultExchange {
    /// The name of the meter that it is for; nil where nobody has the address.
    var meter: String?
    /// The meter's model.
    var model: MeterModel?
    /// The address that it is for.
    var unit: UInt8
    /// The request, from its function code on.
    var pdu: ArraySlice<UInt8>
    /// The client's address without its port, or the name of a serial port.
    var client: String
    /// The number of the request on the bus.
    var frame: Int64
    /// What the answer on an M-Bus carries; nil for a request of Modbus.
    var records: [RecordPlace]?

    /// Its function code; 0 for an empty request.
    var function: UInt8 { pdu.first ?? 0 }

    /// Whether it has a function that a target means.
    func isOf(_ target: FaultTarget) -> Bool {
        guard records == nil else {
            return target.linkFunctions?.contains(LinkFunction(code: function)) ?? true
        }
        return target.functions?.contains(FunctionCode(rawValue: function)) ?? true
    }

    /// What the request asks for, in its order: none, one, or with function 23 two ranges.
    var ranges: [RequestedRange] { RequestedRange.all(in: pdu) }
}

/// Addresses that a request touches.
struct RequestedRange: Equatable {
    /// The registers' table; nil for coils and discrete inputs.
    var table: RegisterTable?
    /// From the first address to behind the last one, which may be beyond 65 535.
    var addresses: Range<Int>
    /// Whether the response carries what stands there.
    var isRead: Bool

    /// Where functions 1 to 6, 15, 16, 22 and 23 reach (Modbus application protocol V1.1b3,
    /// section 6); empty for others and for requests that are cut.
    static func all(in pdu: ArraySlice<UInt8>) -> [RequestedRange] {
        guard let function = pdu.first else { return [] }
        switch function {
        case 1, 2: return [range(nil, pdu, at: 1, isRead: true)].compactMap(\.self)
        case 3: return [range(.holding, pdu, at: 1, isRead: true)].compactMap(\.self)
        case 4: return [range(.input, pdu, at: 1, isRead: true)].compactMap(\.self)
        case 5: return [single(nil, pdu)].compactMap(\.self)
        case 6, 22: return [single(.holding, pdu)].compactMap(\.self)
        case 15: return [range(nil, pdu, at: 1, isRead: false)].compactMap(\.self)
        case 16: return [range(.holding, pdu, at: 1, isRead: false)].compactMap(\.self)
        case 23:
            return [
                range(.holding, pdu, at: 1, isRead: true),
                range(.holding, pdu, at: 5, isRead: false),
            ].compactMap(\.self)
        default: return []
        }
    }

    private static func range(
        _ table: RegisterTable?,
        _ pdu: ArraySlice<UInt8>,
        at place: Int,
        isRead: Bool
    ) -> RequestedRange? {
        guard let first = word(pdu, place), let count = word(pdu, place + 2) else { return nil }
        return RequestedRange(table: table, addresses: first..<first + count, isRead: isRead)
    }

    private static func single(_ table: RegisterTable?, _ pdu: ArraySlice<UInt8>)
        -> RequestedRange?
    {
        guard let address = word(pdu, 1) else { return nil }
        return RequestedRange(table: table, addresses: address..<address + 1, isRead: false)
    }

    private static func word(_ pdu: ArraySlice<UInt8>, _ place: Int) -> Int? {
        guard pdu.count >= place + 2 else { return nil }
        let index = pdu.startIndex + place
        return Int(pdu[index]) << 8 | Int(pdu[index + 1])
    }

    /// Whether one of a list of ranges shares an address with it.
    func touches(_ ranges: [ClosedRange<UInt16>]) -> Bool {
        ranges.contains { range in
            Int(range.lowerBound) < addresses.upperBound
                && Int(range.upperBound) >= addresses.lowerBound && !addresses.isEmpty
        }
    }
}
