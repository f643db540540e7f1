/// How long an RTU request is, told from its first bytes.
enum RTURequestLength {
    /// The smallest frame: address, function, checksum.
    static let minimum = 4
    /// The largest frame (Modbus over serial line V1.02, section 2.5.1.1).
    static let maximum = 256

    /// The number of bytes a request needs that starts at `offset`, address and checksum included.
    ///
    /// While the byte that tells the length is not there yet, this is a lower bound, larger than
    /// what is there. Nil: only the silence on the line can tell where the request ends.
    static func needed(at offset: Int, in buffer: ReceiveBuffer) -> Int? {
        let available = buffer.count - offset
        guard available >= 2 else { return minimum }
        let length: Int? =
            switch buffer[offset + 1] {
            case 1...6, 8: 8
            case 7, 11, 12, 17: 4
            case 15, 16: 9 + count(at: 6, of: offset, in: buffer)
            case 20, 21: 5 + count(at: 2, of: offset, in: buffer)
            case 22: 10
            case 23: 13 + count(at: 10, of: offset, in: buffer)
            case 24: 6
            case 43: available < 3 || buffer[offset + 2] == 0x0E ? 7 : nil
            default: nil
            }
        guard let length, length <= maximum else { return nil }
        return length
    }

    /// The byte count at a place of the request, 0 while it is not there.
    private static func count(at place: Int, of offset: Int, in buffer: ReceiveBuffer) -> Int {
        offset + place < buffer.count ? Int(buffer[offset + place]) : 0
    }
}
