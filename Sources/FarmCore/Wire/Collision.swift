internal import MBusProtocol

/// What becomes of bytes that meet.
enum Collision {
    /// Makes sure that telegrams of M-Bus that met are no frame: bits of real meters never keep so
    /// close together that the AND of two telegrams is a third.
    static func spoil(_ bytes: inout [UInt8]) {
        var decoder = LinkDecoder()
        decoder.receive(bytes)
        guard decoder.next() != nil, bytes.count > 2 else { return }
        bytes[bytes.count - 2] ^= 1
    }

    /// Two runs that begin together: 0 is the level that a driver forces while another's 1 gives
    /// way, so that each pair of bytes is heard as its AND; the longer one's tail as it is.
    static func both(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        let isLonger = first.count >= second.count
        var longer = isLonger ? first : second
        let shorter = isLonger ? second : first
        for index in shorter.indices { longer[index] &= shorter[index] }
        return longer
    }
}
