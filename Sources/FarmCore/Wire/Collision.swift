/// What becomes of bytes that meet.
enum Collision {
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
