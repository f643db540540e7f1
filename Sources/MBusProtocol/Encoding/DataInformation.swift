/// The data information block of a record, DIF and DIFEs (EN 13757-3, 6.3).
///
/// A block that was read keeps its bytes, since real meters write more DIFEs than they need.
public struct DataInformation: Hashable, Sendable {
    /// The largest number of DIFEs behind a DIF.
    public static let longestExtension = 10

    /// The block as it is on the wire, 1 to 11 bytes.
    public let bytes: [UInt8]
    /// The storage number, 0 for the current value; up to 41 bits.
    public let storage: UInt64
    /// The tariff, 0 for the total; up to 20 bits.
    public let tariff: UInt32
    /// The part of the device; up to 10 bits.
    public let subunit: UInt16
    /// Instantaneous value, maximum, minimum or value during an error.
    public let function: ValueFunction
    /// How the data are coded.
    public let coding: DataCoding

    /// Makes a block with as few bytes as it needs; numbers are cut to the bits that they may have.
    public init(
        _ coding: DataCoding,
        function: ValueFunction = .instantaneous,
        storage: UInt64 = 0,
        tariff: UInt32 = 0,
        subunit: UInt16 = 0
    ) {
        self.coding = coding
        self.function = function
        self.storage = storage & (1 << 41 - 1)
        self.tariff = tariff & (1 << 20 - 1)
        self.subunit = subunit & (1 << 10 - 1)
        bytes = Self.encode(coding, function, self.storage, self.tariff, self.subunit)
    }

    /// Reads a block off the front of bytes.
    public init(decoding bytes: inout ArraySlice<UInt8>) throws(TelegramError) {
        guard let first = bytes.popFirst() else { throw .prematureEnd }
        var block = [first]
        var storage = UInt64(first >> 6 & 1)
        var tariff: UInt32 = 0
        var subunit: UInt16 = 0
        var last = first
        while last & 0x80 != 0 {
            let place = block.count - 1
            guard place < Self.longestExtension else { throw .tooManyDIFEs }
            guard let next = bytes.popFirst() else { throw .prematureEnd }
            storage |= UInt64(next & 0x0F) << UInt64(4 * place + 1)
            tariff |= UInt32(next >> 4 & 3) << UInt32(2 * place)
            subunit |= UInt16(next >> 6 & 1) << UInt16(place)
            block.append(next)
            last = next
        }
        self.bytes = block
        self.storage = storage
        self.tariff = tariff
        self.subunit = subunit
        function = ValueFunction(rawValue: first >> 4 & 3) ?? .instantaneous
        coding = DataCoding(dif: first)
    }

    private static func encode(
        _ coding: DataCoding,
        _ function: ValueFunction,
        _ storage: UInt64,
        _ tariff: UInt32,
        _ subunit: UInt16
    ) -> [UInt8] {
        if case .special(let dif) = coding { return [dif | 0x0F] }
        let low = UInt8(truncatingIfNeeded: storage & 1) << 6
        var bytes = [coding.nibble | function.rawValue << 4 | low]
        var (storage, tariff, subunit) = (storage >> 1, tariff, subunit)
        while storage != 0 || tariff != 0 || subunit != 0 {
            bytes[bytes.count - 1] |= 0x80
            let parts = [
                UInt8(truncatingIfNeeded: storage) & 0x0F,
                (UInt8(truncatingIfNeeded: tariff) & 3) << 4,
                (UInt8(truncatingIfNeeded: subunit) & 1) << 6,
            ]
            bytes.append(parts.reduce(0, |))
            (storage, tariff, subunit) = (storage >> 4, tariff >> 2, subunit >> 1)
        }
        return bytes
    }

    /// The block on the wire.
    public var encoded: [UInt8] { bytes }
}
