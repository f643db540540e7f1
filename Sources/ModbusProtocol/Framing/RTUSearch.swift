/// The search for a request inside bytes whose beginning is not one.
///
/// Every place behind the beginning is a candidate. A candidate whose bytes are all there is judged
/// once, by its checksum; one that is still incomplete waits. Of several valid ones the one that
/// *ends* first wins, so that the result does not depend on how the bytes were cut into pieces.
struct RTUSearch: Sendable {
    /// The place of a request and its size, in bytes from the cursor of the buffer.
    struct Match: Equatable {
        var offset: Int
        var length: Int
        var end: Int { offset + length }
    }

    /// Places whose request is still incomplete, ascending; at most 256 of them.
    private var waiting: [Int] = []
    /// The first place that was never looked at.
    private var unseen = 1

    /// Looks at what came since the last call; returns the request that ends first.
    mutating func find(in buffer: ReceiveBuffer) -> Match? {
        var best: Match?
        var kept = 0
        for index in waiting.indices {
            let offset = waiting[index]
            if judge(offset, in: buffer, best: &best) {
                waiting[kept] = offset
                kept += 1
            }
        }
        waiting.removeLast(waiting.count - kept)
        while unseen + 1 < buffer.count, unseen < (best?.end ?? .max) {
            if judge(unseen, in: buffer, best: &best) { waiting.append(unseen) }
            unseen += 1
        }
        return best
    }

    /// Tells that `count` bytes were taken off the front of the buffer.
    mutating func shift(by count: Int) {
        waiting = waiting.compactMap { $0 >= count ? $0 - count : nil }
        unseen = max(unseen - count, 0)
    }

    /// Judges one place; returns true when it is still incomplete.
    private func judge(_ offset: Int, in buffer: ReceiveBuffer, best: inout Match?) -> Bool {
        guard let length = RTURequestLength.needed(at: offset, in: buffer) else { return false }
        guard offset + length <= buffer.count else { return true }
        let match = Match(offset: offset, length: length)
        guard match.end < (best?.end ?? .max), CRC16.isValid(buffer.slice(offset..<match.end))
        else { return false }
        best = match
        return false
    }
}
