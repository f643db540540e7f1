/// Writes ASCII frames: colon, hexadecimal digits in upper case, LRC, CR, LF.
public enum ASCIIEncoder {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Appends a whole frame (Modbus over serial line V1.02, section 2.5.2).
    ///
    /// The last character is LF unless a master changed it (function 8, sub-function 3).
    public static func append(
        unit: UInt8,
        pdu: some Collection<UInt8>,
        delimiter: UInt8 = 0x0A,
        into output: inout [UInt8]
    ) {
        output.append(0x3A)
        append(hex: unit, into: &output)
        for byte in pdu { append(hex: byte, into: &output) }
        append(hex: LRC.compute(pdu) &- unit, into: &output)
        output.append(0x0D)
        output.append(delimiter)
    }

    private static func append(hex byte: UInt8, into output: inout [UInt8]) {
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 0x0F)])
    }
}
