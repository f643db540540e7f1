/// Checksums as the standard describes them, apart from the program's.
public enum ReferenceChecksum {
    /// CRC-16 of Modbus bit by bit (Modbus over serial line V1.02, 6.2.2): shift out to the right,
    /// exclusive or 0xA001.
    public static func crc(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var register: UInt16 = 0xFFFF
        for byte in bytes {
            register ^= UInt16(byte)
            for _ in 0..<8 {
                let carry = register & 1
                register >>= 1
                if carry == 1 { register ^= 0xA001 }
            }
        }
        return register
    }

    /// Bytes with their CRC behind them, low byte first.
    public static func withCRC(_ bytes: [UInt8]) -> [UInt8] {
        let sum = crc(bytes)
        return bytes + [UInt8(sum & 0xFF), UInt8(sum >> 8)]
    }
}
