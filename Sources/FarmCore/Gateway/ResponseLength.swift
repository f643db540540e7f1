/// How long an RTU response is, told from its first bytes.
enum ResponseLength {
    /// Address and checksum.
    private static let envelope = 3

    /// The bytes of the response that begins the array, address and checksum included.
    ///
    /// While the byte that tells the length is not there yet, this is more than is there. Nil: only
    /// the silence on the line tells where the response ends.
    ///
    /// - Parameter request: bytes of the request without address and checksum, for responses that
    ///   repeat it.
    static func needed(_ bytes: [UInt8], request: Int) -> Int? {
        guard bytes.count >= 3 else { return 5 }
        guard bytes[1] & 0x80 == 0 else { return 2 + envelope }
        switch bytes[1] {
        case 1...4, 12, 17, 20, 21, 23: return 2 + Int(bytes[2]) + envelope
        case 5, 6, 15, 16, 11: return 5 + envelope
        case 7: return 2 + envelope
        case 8: return request + envelope
        case 22: return 7 + envelope
        case 24:
            guard bytes.count >= 4 else { return 5 }
            return 3 + (Int(bytes[2]) << 8 | Int(bytes[3])) + envelope
        case 43: return identification(bytes)
        default: return nil
        }
    }

    /// A response of function 43/14: seven bytes, then objects of an id, a length and bytes.
    private static func identification(_ bytes: [UInt8]) -> Int? {
        guard bytes[2] == 0x0E else { return nil }
        var end = 8
        guard bytes.count >= end else { return end + 2 }
        for _ in 0..<Int(bytes[7]) {
            guard bytes.count >= end + 2 else { return end + 4 }
            end += 2 + Int(bytes[end + 1])
        }
        return end + 2
    }
}
