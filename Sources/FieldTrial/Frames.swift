/// The masters' side of the wire, written from the standard and apart from the product's code.
enum Frames {
    /// The checksum of serial frames (Modbus over serial line V1.02, 6.2.2), low byte first.
    static func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var register: UInt16 = 0xFFFF
        for byte in bytes {
            register ^= UInt16(byte)
            for _ in 0..<8 {
                let carry = register & 1
                register >>= 1
                if carry == 1 { register ^= 0xA001 }
            }
        }
        return [UInt8(register & 0xFF), UInt8(register >> 8)]
    }

    /// A serial frame.
    static func serial(_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
        [unit] + pdu + checksum([unit] + pdu)
    }

    /// A frame on TCP (Modbus messaging on TCP/IP V1.0b, 3.1.3).
    static func tcp(_ transaction: UInt16, _ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
        word(transaction) + [0, 0] + word(UInt16(pdu.count + 1)) + [unit] + pdu
    }

    /// A word, high byte first.
    static func word(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    /// Whether bytes end in their checksum.
    static func isSerial(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count >= 4 && Array(bytes.suffix(2)) == checksum(bytes.dropLast(2))
    }

    /// How many bytes a request has from its function code on, where the standard says it.
    static func length(ofRequest pdu: ArraySlice<UInt8>) -> Int? {
        guard let function = pdu.first else { return nil }
        func byte(_ place: Int) -> Int? {
            pdu.count > place ? Int(pdu[pdu.startIndex + place]) : nil
        }
        switch function {
        case 1...6, 8: return 5
        case 7, 11, 12, 17: return 1
        case 20, 21: return byte(1).map { 2 + $0 }
        case 24: return 3
        case 15, 16: return byte(5).map { 6 + $0 }
        case 22: return 7
        case 0x2B: return byte(1) == 14 ? 4 : nil
        case 23: return byte(9).map { 10 + $0 }
        default: return nil
        }
    }
}

/// The requests in a TCP stream.
struct TCPStream {
    /// One request or response.
    struct Frame {
        let transaction: UInt16
        let unit: UInt8
        let pdu: [UInt8]
    }

    private var bytes: [UInt8] = []
    /// Whether the stream cannot be understood any more.
    private(set) var isBroken = false

    /// Takes bytes, and returns what is whole now; frames of other protocols are left out.
    mutating func receive(_ more: [UInt8]) -> [Frame] {
        bytes += more
        var frames: [Frame] = []
        while !isBroken, bytes.count >= 6 {
            let length = Int(bytes[4]) << 8 | Int(bytes[5])
            guard (2...254).contains(length) else {
                isBroken = true
                break
            }
            guard bytes.count >= 6 + length else { break }
            if bytes[2] == 0, bytes[3] == 0 {
                frames.append(
                    Frame(
                        transaction: UInt16(bytes[0]) << 8 | UInt16(bytes[1]),
                        unit: bytes[6],
                        pdu: Array(bytes[7..<6 + length])
                    )
                )
            }
            bytes.removeFirst(6 + length)
        }
        return frames
    }
}
