/// The longitudinal redundancy check of Modbus ASCII frames.
///
/// The two's complement of the sum of the message bytes, modulo 256; colon, CR and LF do not
/// count (Modbus over serial line V1.02, section 2.5.2.2 and appendix B).
public enum LRC {
    /// Returns the checksum of the bytes; a message with its own checksum behind it gives 0.
    @inlinable
    public static func compute(_ bytes: some Sequence<UInt8>) -> UInt8 {
        var sum: UInt8 = 0
        for byte in bytes { sum &+= byte }
        return 0 &- sum
    }
}
