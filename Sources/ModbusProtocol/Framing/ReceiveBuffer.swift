/// Bytes that came and are not yet parsed: an array with a read cursor.
///
/// Taking bytes only moves the cursor; they are moved together in `append`, never more of them than
/// were taken since, so the whole costs amortised O(1) a byte. Ranges into it therefore stay valid
/// until the next `append`.
@usableFromInline
struct ReceiveBuffer: Sendable {
    /// The largest number of bytes kept; a caller that parses after every read never gets near it.
    @usableFromInline
    static let capacity = 131_072

    /// A drained buffer that once grew beyond this gives its memory back.
    @usableFromInline
    static let keptCapacity = 4096

    @usableFromInline
    private(set) var bytes: [UInt8] = []

    /// The index of the first byte that is not yet taken.
    @usableFromInline
    private(set) var start = 0

    @usableFromInline
    init() {}

    /// The number of bytes that wait.
    var count: Int { bytes.count - start }

    var isEmpty: Bool { start == bytes.count }

    /// Adds bytes at the end; returns false when some did not fit and were dropped.
    @inlinable
    mutating func append(_ new: some Collection<UInt8>) -> Bool {
        compact()
        let room = Self.capacity - bytes.count
        guard new.count > room else {
            bytes.append(contentsOf: new)
            return true
        }
        bytes.append(contentsOf: new.prefix(max(room, 0)))
        return false
    }

    /// The byte at a distance from the cursor; the caller has checked `count`.
    subscript(offset: Int) -> UInt8 { bytes[start + offset] }

    /// The big-endian word at a distance from the cursor; the caller has checked `count`.
    func word(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }

    /// The bytes in a range of distances from the cursor; the caller has checked `count`.
    func slice(_ offsets: Range<Int>) -> ArraySlice<UInt8> {
        bytes[start + offsets.lowerBound..<start + offsets.upperBound]
    }

    /// Takes bytes: moves the cursor.
    mutating func take(_ taken: Int) { start += min(taken, count) }

    /// Takes everything.
    mutating func takeAll() { start = bytes.count }

    /// The bytes at absolute indices, empty when they are no longer there.
    func bytes(in range: Range<Int>) -> ArraySlice<UInt8> {
        range.upperBound <= bytes.count && range.lowerBound >= 0 ? bytes[range] : []
    }

    @usableFromInline
    mutating func compact() {
        guard start > 0, start >= count else { return }
        if isEmpty {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        } else {
            bytes.removeSubrange(..<start)
        }
        start = 0
    }
}
