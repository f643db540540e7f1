import ModbusProtocol
import TestSupport

/// Every way of cutting a stream that a framer must not notice: whole, byte by byte, and in two
/// pieces at each place.
func everySplit(of stream: [UInt8]) -> [[[UInt8]]] {
    var ways: [[[UInt8]]] = [[stream], stream.map { [$0] }]
    for place in stream.indices.dropFirst() {
        ways.append([Array(stream[..<place]), Array(stream[place...])])
    }
    return ways
}

/// What a serial framer gave, with the bytes copied out.
struct HeardRequest: Equatable, CustomStringConvertible {
    var unit: UInt8
    var pdu: [UInt8]

    var description: String { "\(unit): \(text(pdu))" }
}

extension RTUDecoder {
    /// Feeds pieces, and a silence at the end if asked; returns every frame.
    mutating func hear(_ pieces: [[UInt8]], thenSilence: Bool = false) -> [HeardRequest] {
        var heard: [HeardRequest] = []
        for piece in pieces {
            receive(piece)
            drain(into: &heard)
        }
        if thenSilence {
            silence()
            drain(into: &heard)
        }
        return heard
    }

    private mutating func drain(into heard: inout [HeardRequest]) {
        while case .frame(let frame) = next() {
            heard.append(HeardRequest(unit: frame.unit, pdu: Array(bytes(of: frame))))
        }
    }
}

extension ASCIIDecoder {
    /// Feeds pieces; returns every frame.
    mutating func hear(_ pieces: [[UInt8]]) -> [HeardRequest] {
        var heard: [HeardRequest] = []
        for piece in pieces {
            receive(piece)
            while let frame = next() {
                heard.append(HeardRequest(unit: frame.unit, pdu: Array(bytes(of: frame))))
            }
        }
        return heard
    }
}

/// What the TCP framer gave, with the bytes copied out.
enum HeardEvent: Equatable {
    case request(transaction: UInt16, unit: UInt8, pdu: [UInt8])
    case discarded(MBAPDecoder.Discard)
    case close(MBAPDecoder.Closure)
}

extension MBAPDecoder {
    /// Feeds pieces; returns every event.
    mutating func hear(_ pieces: [[UInt8]]) -> [HeardEvent] {
        var heard: [HeardEvent] = []
        for piece in pieces {
            receive(piece)
            while let event = next() {
                switch event {
                case .frame(let frame):
                    let pdu = Array(bytes(of: frame))
                    heard.append(
                        .request(transaction: frame.transaction, unit: frame.unit, pdu: pdu)
                    )
                case .discarded(let reason): heard.append(.discarded(reason))
                case .close(let reason): heard.append(.close(reason))
                }
            }
        }
        return heard
    }
}

/// An RTU frame made with the encoder.
func rtu(_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = []
    RTUEncoder.append(unit: unit, pdu: pdu, into: &frame)
    return frame
}

/// An ASCII frame made with the encoder.
func ascii(_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = []
    ASCIIEncoder.append(unit: unit, pdu: pdu, into: &frame)
    return frame
}

/// A TCP frame made with the encoder.
func mbap(_ transaction: UInt16, _ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = []
    MBAPEncoder.append(transaction: transaction, unit: unit, pdu: pdu, into: &frame)
    return frame
}
