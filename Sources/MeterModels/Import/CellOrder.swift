import ModbusProtocol

/// The order of words as vendors' tables print it.
enum CellOrder {
    /// The order that words say; nil where they say none.
    static func order(_ words: [String]) -> WordOrder? {
        let joined = words.joined(separator: " ")
        let little = [
            "little", "lsw first", "lsw msw", "low word first", "swapped", "inverse", "cdab",
            "low high", "lo hi", "word swap", "niederwertig",
        ]
        let big = ["big", "msw first", "msw lsw", "high word first", "abcd", "high low", "hi lo"]
        if joined.contains("badc") { return .bigSwapped }
        if joined.contains("dcba") { return .littleSwapped }
        if little.contains(where: joined.contains) { return .little }
        if big.contains(where: joined.contains) { return .big }
        return nil
    }
}
