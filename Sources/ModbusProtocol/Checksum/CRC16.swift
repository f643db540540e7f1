/// The cyclic redundancy check of Modbus RTU frames.
///
/// Polynomial 0xA001 (0x8005 reflected), initial value 0xFFFF, no final inversion; on the wire the
/// low byte goes first (Modbus over serial line V1.02, section 2.5.1.2 and appendix B).
public enum CRC16 {
    /// The remainders of each byte value, then those of each byte value with a zero byte behind it.
    ///
    /// With the second half two bytes are taken in one step; that halves the time of long frames.
    private static let table: [UInt16] = {
        let first = (UInt16(0)...255).map { remainder(of: $0) }
        return first + first.map { $0 >> 8 ^ first[Int($0 & 0xFF)] }
    }()

    /// Returns the checksum of the bytes; a frame that ends in its own checksum gives 0.
    public static func compute(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        let table = table
        var crc: UInt16 = 0xFFFF
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            crc ^= UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
            crc = table[256 + Int(crc & 0xFF)] ^ table[Int(crc >> 8)]
            index += 2
        }
        if index < bytes.endIndex {
            crc = crc >> 8 ^ table[Int((crc ^ UInt16(bytes[index])) & 0xFF)]
        }
        return crc
    }

    /// Returns the checksum of the bytes.
    public static func compute(_ bytes: [UInt8]) -> UInt16 { compute(bytes[...]) }

    /// Appends the checksum of everything from `start` to the end, low byte first.
    public static func append(from start: Int, to output: inout [UInt8]) {
        let crc = compute(output.dropFirst(start))
        output.append(UInt8(truncatingIfNeeded: crc))
        output.append(UInt8(truncatingIfNeeded: crc >> 8))
    }

    /// Tells whether the frame ends in the checksum of what stands before it.
    public static func isValid(_ frame: ArraySlice<UInt8>) -> Bool {
        frame.count > 2 && compute(frame) == 0
    }

    /// The remainder of one byte, one bit at a time.
    private static func remainder(of byte: UInt16) -> UInt16 {
        (0..<8).reduce(byte) { remainder, _ in
            remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ 0xA001
        }
    }
}
