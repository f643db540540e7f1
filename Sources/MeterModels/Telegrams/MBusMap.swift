public import MBusProtocol

/// The M-Bus side of a model: what it says of itself, its telegrams, and what it takes.
public struct MBusMap: Hashable, Sendable {
    /// Its maker's code in the secondary address.
    public let manufacturer: UInt16
    /// The version of the device, as its maker counts.
    public let version: UInt8
    /// What it measures.
    public let medium: Medium
    /// The telegrams of a whole readout, in their order; at least one.
    public let telegrams: [TelegramMap]
    /// What a master may do with it.
    public let commands: Set<MBusOrder>
    /// How it can be selected.
    public let selection: Selection
    /// Whether it reports with CI 70 what it could not do.
    public let reportsErrors: Bool
    /// Whether each request gets the first telegram, whatever its frame count bit.
    public let requestRestartsReadout: Bool
    /// The current it draws from the bus, unit loads of 1.5 mA (EN 13757-2, 4.3).
    public let unitLoads: Double
    /// What an application reset (CI 50) does besides by its subcode; 0 where it has none.
    public let resets: [UInt8: CommandRule]
    /// The alarms of the meter that it tells as class 1 data, from bit 0 of the alarm byte on; at
    /// most 8, none for a meter that answers REQ_UD1 with E5.
    public let alarms: [Int]
    /// What people want to know of the records, in the order of ``records``.
    public let descriptions: [RecordDescription]

    /// How a device can be selected.
    public enum Selection: String, Hashable, Sendable, CaseIterable {
        /// By its primary address alone.
        case none
        /// By its secondary address.
        case secondary
        /// Also with its fabrication number.
        case enhanced
    }

    /// The greatest number of telegrams of a readout.
    public static let telegramLimit = 32

    /// Every record in its order.
    public var records: [CompiledRecord] { telegrams.flatMap(\.records) }

    /// What the slave may do.
    ///
    /// - Parameter baudRates: the speeds that the device has.
    public func linkProfile(baudRates: [Int]) -> MBusSlaveProfile {
        MBusSlaveProfile(
            baudRates: commands.contains(.setBaudRate) ? Set(baudRates) : [],
            reportsErrors: reportsErrors,
            acceptsSecondary: selection != .none,
            enhancedSelection: selection == .enhanced,
            requestRestartsReadout: requestRestartsReadout
        )
    }
}

/// What a master may do with a device besides reading it.
public enum MBusOrder: String, Hashable, Sendable, CaseIterable {
    /// Give it another primary address.
    case setAddress
    /// Give it another identification number.
    case setIdentification
    /// Give its line another speed.
    case setBaudRate
    /// Let its application begin anew.
    case applicationReset
}

/// One telegram of a readout.
public struct TelegramMap: Hashable, Sendable {
    /// The records, in their order.
    public let records: [CompiledRecord]
    /// What stands behind DIF 0F, or behind 1F where more telegrams follow; nil for none.
    public let manufacturerData: [UInt8]?
    /// Whether it ends with DIF 1F: the master shall ask again.
    public let announcesMore: Bool

    /// How many bytes it has behind the header (EN 13757-3, 5).
    public var length: Int {
        records.reduce(0) { $0 + $1.length }
            + (announcesMore || manufacturerData != nil ? 1 : 0) + (manufacturerData?.count ?? 0)
    }

    /// The most bytes behind CI and header.
    public static let lengthLimit = 240
}

/// What people want to know of a record: the cold part of a ``CompiledRecord``.
public struct RecordDescription: Hashable, Sendable {
    /// The telegram it stands in, from 1.
    public let telegram: Int
    /// Its place there, from 1.
    public let place: Int
    /// The bytes of DIF and DIFEs as hexadecimal digits.
    public let dib: String
    /// The bytes of VIF and VIFEs as hexadecimal digits.
    public let vib: String
    /// The coding of its data: `int32`, `bcd8`.
    public let type: String
    /// What it is called.
    public let name: String
    /// What it shows: the name of a quantity, or the kind of source and its value.
    public let shows: String
    /// The unit of its engineering value; empty for a plain number.
    public let unit: String
    /// The engineering value of one step.
    public let scale: DecimalScale
    /// The OBIS code of what it shows.
    public let obis: String?
    /// How sure it is.
    public let evidence: Evidence
    /// The source that says so.
    public let source: String?
    /// What else there is to know.
    public let note: String?
}
