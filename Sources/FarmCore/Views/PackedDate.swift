internal import MeterModels

/// Date and time as a register of three or four words packs them.
struct PackedDate {
    private let parts: [Int]

    /// Nil for registers of another format.
    init?(_ words: [UInt16], _ format: RegisterFormat) {
        guard let count = format.words, words.count == count else { return nil }
        let bytes = words.flatMap { [Int($0 >> 8), Int($0 & 0xFF)] }
        switch format {
        case .dateTime3: parts = [bytes[2], bytes[1], bytes[0], bytes[3], bytes[4], bytes[5]]
        case .dateTime4:
            let milliseconds = bytes[6] << 8 | bytes[7]
            let day = bytes[3] & 0x1F
            parts = [bytes[1], bytes[2], day, bytes[4], bytes[5], milliseconds / 1000]
        case .value, .block: return nil
        }
    }

    /// `2026-01-05 12:30:00`.
    var text: String {
        let two = parts.map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "20\(two[0])-\(two[1])-\(two[2]) \(two[3]):\(two[4]):\(two[5])"
    }
}
