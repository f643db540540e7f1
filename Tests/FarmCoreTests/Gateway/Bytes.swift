import TestSupport

/// Bytes written by hand for the tests of gateways.
enum Bytes {
    static func hex(_ text: String) -> [UInt8] {
        text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    static func withCRC(_ bytes: [UInt8]) -> [UInt8] { ReferenceChecksum.withCRC(bytes) }

    /// A Modbus TCP frame.
    static func tcp(_ transaction: UInt16, _ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
        let length = pdu.count + 1
        return [
            UInt8(transaction >> 8), UInt8(transaction & 0xFF), 0, 0,
            UInt8(length >> 8), UInt8(length & 0xFF), unit,
        ] + pdu
    }

    /// The frames in a stream of answers.
    static func frames(_ stream: [UInt8]) -> [(transaction: UInt16, unit: UInt8, pdu: [UInt8])] {
        var rest = stream[...]
        var frames: [(UInt16, UInt8, [UInt8])] = []
        while rest.count >= 8 {
            let head = Array(rest.prefix(7))
            let size = 6 + (Int(head[4]) << 8 | Int(head[5]))
            guard rest.count >= size else { break }
            let pdu = Array(rest.prefix(size).dropFirst(7))
            frames.append((UInt16(head[0]) << 8 | UInt16(head[1]), head[6], pdu))
            rest = rest.dropFirst(size)
        }
        return frames
    }
}
