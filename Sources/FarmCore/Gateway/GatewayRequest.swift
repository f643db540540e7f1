internal import ModbusProtocol

/// A request of a client that is to go over the line.
struct GatewayRequest {
    /// Whom the client asks: the unit identifier of its frame.
    var unit: UInt8
    /// What it asks, from the function code on.
    var pdu: [UInt8]
    /// Who it is.
    var origin: RequestOrigin
    /// Tells the requests of one client apart.
    var number: Int
}

/// What became of a request.
enum GatewayOutcome: Equatable {
    /// A unit has answered, from the function code on; an exception of its own too.
    case answer([UInt8])
    /// The gateway refuses.
    case refused(ModbusException)
    /// There is nothing to tell the client.
    case nothing

    /// What the client gets for its request; nil when nothing.
    func response(to request: [UInt8]) -> [UInt8]? {
        switch self {
        case .answer(let pdu): pdu
        case .refused(let exception):
            request.first.map { [$0 | 0x80, exception.rawValue] }
        case .nothing: nil
        }
    }
}

/// Whoever sends requests through a gateway.
protocol GatewayClient: AnyObject {
    /// A request is done; may be called while the request is handed in.
    func settled(_ number: Int, _ outcome: GatewayOutcome, at hostTime: Int64)
}

extension GatewayRequest {
    /// What a unit would answer to a write, had it been for it alone; nil for anything else.
    var acknowledgement: [UInt8]? {
        guard let code = pdu.first, pdu.count >= 5,
            FunctionSet.broadcastable.contains(FunctionCode(rawValue: code))
        else { return nil }
        return code == 15 || code == 16 ? Array(pdu.prefix(5)) : pdu
    }
}
