/// A record of a telegram: what it is, and its data (EN 13757-3, clause 6).
public struct DataRecord: Hashable, Sendable {
    /// Coding, function, storage, tariff and subunit.
    public let information: DataInformation
    /// Quantity, unit and power of ten.
    public let value: ValueInformation
    /// The data, low byte first; the length byte of a variable length is their first.
    public let data: [UInt8]

    /// Makes a record; the data must be as long as the coding says.
    public init(_ information: DataInformation, _ value: ValueInformation, data: [UInt8]) {
        self.information = information
        self.value = value
        self.data = data
    }

    /// Reads a record off the front of bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes, which lose those of the record.
    ///   - highByteFirst: Whether data come with their high byte first (CI 55 and 76).
    public init(
        decoding bytes: inout ArraySlice<UInt8>,
        highByteFirst: Bool = false
    ) throws(TelegramError) {
        let information = try DataInformation(decoding: &bytes)
        if case .special(let code) = information.coding { throw .reservedCode(code) }
        let value = try ValueInformation(decoding: &bytes)
        let length = try Self.length(of: information.coding, in: bytes)
        guard bytes.count >= length else { throw .prematureEnd }
        var data = Array(bytes.prefix(length))
        bytes.removeFirst(length)
        if highByteFirst { Self.reverse(&data, information.coding) }
        self.init(information, value, data: data)
    }

    /// The record on the wire.
    public var encoded: [UInt8] { information.bytes + value.bytes + data }

    /// The number of data bytes, the length byte among them.
    private static func length(
        of coding: DataCoding,
        in bytes: ArraySlice<UInt8>
    ) throws(TelegramError) -> Int {
        if let width = coding.width { return width }
        guard let first = bytes.first else { throw .prematureEnd }
        guard let length = DataField.variableLength(first) else { throw .reservedCode(first) }
        return length + 1
    }

    private static func reverse(_ data: inout [UInt8], _ coding: DataCoding) {
        if coding == .variable { data[1...].reverse() } else { data.reverse() }
    }
}
