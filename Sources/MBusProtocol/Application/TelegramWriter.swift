/// Cuts records into telegrams of CI 72 and writes them.
///
/// Records are never cut. All telegrams but the last end with DIF 1F, more follows; the last ends
/// with DIF 0F and the data of the maker, where there are some.
public struct TelegramWriter: Hashable, Sendable {
    /// The records of each telegram, with what ends it; at least one telegram.
    private let contents: [Content]

    private struct Content: Hashable, Sendable {
        var bytes: [UInt8] = []
        /// Which records stand in it.
        var records = 0..<0

        /// The telegram behind it.
        var next: Content { Content(records: records.upperBound..<records.upperBound) }

        mutating func append(_ record: [UInt8]) {
            bytes += record
            records = records.lowerBound..<records.upperBound + 1
        }
    }

    /// Plans telegrams.
    ///
    /// - Parameters:
    ///   - records: The bytes of each record. One that fits in no telegram is left out.
    ///   - manufacturerData: What stands behind 0F at the end; nil without 0F. It is cut to what
    ///     fits in a telegram of its own.
    ///   - capacity: The largest number of bytes behind CI with the header, 14 to 252.
    public init(
        records: [[UInt8]],
        manufacturerData: [UInt8]? = nil,
        capacity: Int = LinkFrame.longestData
    ) {
        let room = min(max(capacity, 14), LinkFrame.longestData) - TelegramHeader.length
        let tail = manufacturerData.map { [0x0F] + $0.prefix(room - 1) } ?? []
        contents = Self.split(records.filter { $0.count < room }, tail: tail, room: room)
    }

    /// The number of telegrams, at least 1.
    public var count: Int { contents.count }

    /// Which of the records stand in a telegram; those that are left out are not counted.
    public func records(of index: Int) -> Range<Int> {
        contents.indices.contains(index) ? contents[index].records : 0..<0
    }

    /// Appends CI 72, the header and the data of a telegram; false when there is none.
    public func append(
        _ index: Int,
        header: TelegramHeader,
        into output: inout [UInt8]
    ) -> Bool {
        guard contents.indices.contains(index) else { return false }
        output.append(ControlInformation.variableData)
        header.append(to: &output)
        output.append(contentsOf: contents[index].bytes)
        return true
    }

    /// What stands behind CI in each telegram; the access number goes up by one with each.
    public func telegrams(header: TelegramHeader) -> [[UInt8]] {
        var header = header
        return contents.map { content in
            defer { header.accessNumber &+= 1 }
            return header.bytes + content.bytes
        }
    }

    /// Fills telegrams one after the other, with a place left for 1F where another follows.
    private static func split(_ records: [[UInt8]], tail: [UInt8], room: Int) -> [Content] {
        var contents: [Content] = []
        var open = Content()
        var left = records.reduce(tail.count) { $0 + $1.count }
        func close() {
            open.bytes.append(0x1F)
            contents.append(open)
            open = open.next
        }
        for record in records {
            let fitsAll = open.bytes.count + left <= room
            if !fitsAll, open.bytes.count + record.count > room - 1 { close() }
            open.append(record)
            left -= record.count
        }
        if open.bytes.count + tail.count > room { close() }
        open.bytes += tail
        return contents + [open]
    }
}
