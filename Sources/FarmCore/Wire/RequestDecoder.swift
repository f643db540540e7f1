internal import MBusProtocol
internal import ModbusProtocol

/// Cuts bytes into requests by what stands in them, without regard to time.
protocol RequestDecoder {
    /// Takes bytes in.
    mutating func receive(_ bytes: some Collection<UInt8>)

    /// The line has rested: what is half there is over.
    mutating func silence()

    /// The address and the body of the next request; nil while none is whole.
    mutating func nextRequest() -> (unit: UInt8, pdu: ArraySlice<UInt8>)?

    /// Whether nothing is half there.
    var isIdle: Bool { get }

    /// Frames that were lost since it began.
    var lostFrames: Int { get }
}

extension RTUDecoder: RequestDecoder {
    mutating func nextRequest() -> (unit: UInt8, pdu: ArraySlice<UInt8>)? {
        guard case .frame(let frame) = next() else { return nil }
        return (frame.unit, bytes(of: frame))
    }

    var lostFrames: Int { communicationErrors }
}

extension LinkDecoder: RequestDecoder {
    /// A frame from its C field on; an acknowledgement is no request.
    mutating func nextRequest() -> (unit: UInt8, pdu: ArraySlice<UInt8>)? {
        while let frame = next() {
            if let address = frame.address { return (address, frame.body[...]) }
        }
        return nil
    }

    var lostFrames: Int { errors }
}
