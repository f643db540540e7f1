/// How an answer is written.
enum FrameShape: Equatable {
    /// Binary with a CRC.
    case rtu
    /// Hexadecimal with an LRC; the last character is LF unless a master changed it.
    case ascii(delimiter: UInt8 = 0x0A)
    /// With start, lengths, checksum and stop of M-Bus; nothing at all is an acknowledgement.
    case mBus
    /// With a Modbus TCP header.
    case mbap(transaction: UInt16)
}
