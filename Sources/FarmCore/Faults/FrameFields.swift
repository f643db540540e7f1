internal import MBusProtocol

/// The fields of an answer that faults change before it is written.
struct FrameFields {
    private(set) var unit: UInt8
    private(set) var pdu: [UInt8]
    /// Whether it is a frame of M-Bus, from its C field on.
    private let isLink: Bool
    private var transaction: [NumberChange] = []
    private var `protocol`: [NumberChange] = []
    private var length: [NumberChange] = []

    init(unit: UInt8, pdu: [UInt8], isLink: Bool = false) {
        self.unit = unit
        self.pdu = pdu
        self.isLink = isLink
    }

    /// Changes a field, or notes what becomes of one of the header.
    mutating func change(_ effect: FaultEffect) {
        switch effect {
        case .unit(let change):
            unit = change.applied(to: unit)
            if isLink, pdu.count > 1 { pdu[1] = change.applied(to: pdu[1]) }
        case .function(let change) where isLink:
            guard let control = pdu.first else { return }
            pdu[0] = change.applied(to: control)
        case .function(let change):
            // The bit that tells an exception stays as it is.
            guard let code = pdu.first else { return }
            pdu[0] = code & 0x80 | change.applied(to: code & 0x7F) & 0x7F
        case .transactionID(let change): transaction.append(change)
        case .protocolID(let change): `protocol`.append(change)
        case .length(let change): length.append(change)
        default: break
        }
    }

    /// Writes a frame of M-Bus; the C field counts as its function, the A field as its address.
    func writeLink(into output: inout [UInt8]) {
        guard let frame = LinkFrame(body: pdu) else { return }
        frame.append(to: &output)
        guard output.count > 2, output[0] == 0x68 else { return }
        for change in length {
            output[1] = change.applied(to: output[1])
            output[2] = output[1]
        }
    }

    /// Writes a Modbus TCP frame (Modbus messaging on TCP/IP V1.0b, section 3.1.3).
    func write(_ identifier: UInt16, into output: inout [UInt8]) {
        let right = UInt16(truncatingIfNeeded: 1 + pdu.count)
        for (number, changes) in [(identifier, transaction), (0, `protocol`), (right, length)] {
            let field = changes.reduce(number) { $1.applied(to: $0) }
            output.append(UInt8(truncatingIfNeeded: field >> 8))
            output.append(UInt8(truncatingIfNeeded: field))
        }
        output.append(unit)
        output += pdu
    }
}
