internal import SimulatedTime

/// What one receiver on a wire makes of the characters that pass.
///
/// It takes the next start bit for the beginning of a character, and looks for another one only
/// when that character is over. What others put on the line meanwhile decides what it reads:
/// - nothing: the byte that was sent;
/// - bytes that began within half a bit of it: the AND of all, as 0 is the level that a driver
///   forces while another's 1 gives way (`domain/wiring-faults.md` D.2);
/// - anything else: a byte that nobody sent, by chance, the same for every receiver.
struct Receiver {
    /// The end of the last character it has read.
    private(set) var freeFrom = Int64.min

    /// A receiver that has read nothing yet.
    init() {}

    /// Reads some bytes of a transmission that have just passed.
    ///
    /// - Parameters:
    ///   - others: what else is on the line, and may hold the transmission itself.
    ///   - own: whose sending switches the receiver off; nil where nothing does.
    ///   - garbage: what shifted bytes are read as.
    /// - Returns: what it reads; less than what passed where a character is lost in another.
    mutating func read(
        _ range: Range<Int>,
        of transmission: Transmission,
        among others: [Transmission],
        deafWhileSending own: WireMember?,
        garbage: RandomStream
    ) -> ArraySlice<UInt8> {
        let (start, end) = (
            transmission.start(of: range.lowerBound), transmission.end(before: range.upperBound)
        )
        let isAlone =
            others.count < 2 || !others.contains { $0.overlaps(start, end, besides: transmission) }
        if isAlone, start >= freeFrom {
            freeFrom = end
            return transmission.bytes[range]
        }
        var read: [UInt8] = []
        for index in range {
            let byte = readByte(index, of: transmission, among: others, own, garbage)
            if let byte { read.append(byte) }
        }
        return read[...]
    }

    private mutating func readByte(
        _ index: Int,
        of transmission: Transmission,
        among others: [Transmission],
        _ own: WireMember?,
        _ garbage: RandomStream
    ) -> UInt8? {
        let (start, end) = (transmission.start(of: index), transmission.start(of: index + 1))
        guard start >= freeFrom else { return nil }
        let slack = transmission.pace.bit / 2
        var byte = transmission.bytes[index]
        var isShifted = false
        for other in others where other.overlaps(start, end, besides: transmission) {
            if let own, other.sender.member === own { return nil }
            for rival in other.indices(from: start, to: end) {
                let (begin, over) = (other.start(of: rival), other.start(of: rival + 1))
                guard min(end, over) - max(start, begin) > slack else { continue }
                if (begin - start).magnitude <= slack {
                    byte &= other.bytes[rival]
                } else {
                    isShifted = true
                }
            }
        }
        freeFrom = end
        guard isShifted else { return byte }
        return UInt8(truncatingIfNeeded: garbage.bits(transmission.number << 20 | Int64(index)))
    }
}

extension Transmission {
    /// Whether it is another one that is on the line between two times.
    func overlaps(_ start: Int64, _ end: Int64, besides transmission: Transmission) -> Bool {
        self !== transmission && self.start < end && self.end > start
    }

    /// The bytes that are on the line between two times.
    func indices(from start: Int64, to end: Int64) -> Range<Int> {
        let count = bytes.count
        // A rounded nanosecond may move either end by one byte.
        let first = max(pace.characters(in: start - self.start, limit: count) - 1, 0)
        let last = min(pace.characters(in: end - self.start, limit: count) + 2, count)
        return min(first, last)..<last
    }
}
