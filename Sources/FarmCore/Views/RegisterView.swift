public import MeterModels
public import ModbusProtocol

/// One register, coil or discrete input of a meter as a master would read it by itself.
public struct RegisterView: Hashable, Sendable {
    /// What a master gets that reads it.
    public enum Answer: Hashable, Sendable {
        /// Its words; those of a register that can only be written are what the model puts there.
        case words([UInt16])
        /// Its state.
        case bit(Bool)
        /// An exception.
        case refused(ModbusException)
        /// Nothing: the meter is dead, starts up, or only listens.
        case silence
    }

    /// What stands there.
    public enum Content: String, Hashable, Sendable, CaseIterable {
        /// A quantity of the catalogue, or a bit of one.
        case quantity
        /// A setting.
        case setting
        /// A number or state that never changes.
        case constant
        /// A text that never changes.
        case text
        /// Words that never change.
        case words
        /// The serial number, or a part of it.
        case serialNumber
        /// The identification number of an M-Bus device.
        case identification
        /// The address on the bus.
        case address
        /// Date and time of the meter's clock.
        case clock
        /// The load curve.
        case loadCurve
        /// Commands, or what came of them.
        case command
        /// Whether a partial counter runs.
        case partialCounter
        /// A value that the model never has.
        case unavailable
    }

    /// What the model's table says: place, address, length, type, unit, scale, evidence, note.
    public let description: RegisterDescription
    /// What stands there.
    public let content: Content
    /// What a master gets that reads it.
    public let answer: Answer
    /// What the master understands of it; nil where it gets nothing that says anything.
    public let value: DecodedValue?
    /// The name of the choice that a setting stands at; nil where it has none.
    public let choice: String?
    /// The armed faults that a read of it may meet.
    public let faults: [String]

    /// Whether a master can write it.
    public var isWritable: Bool { description.access != .read }
}

/// Some of the registers of a meter.
public struct RegisterPage: Sendable {
    /// The registers, in the order of tables and addresses.
    public let registers: [RegisterView]
    /// The place of the first of them among all that were asked for.
    public let offset: Int
    /// How many were asked for, on this page and others.
    public let total: Int
    /// Whether the meter answers on its ports.
    public let isAnswering: Bool
}

/// Which registers are wanted.
public struct RegisterQuery: Hashable, Sendable {
    /// The most registers of a page.
    public static let pageLimit = 500

    /// One table alone; nil for all.
    public var table: RegisterDescription.Place?
    /// Those that have a word at one of these addresses; nil for all.
    public var addresses: ClosedRange<UInt16>?
    /// Words of which each stands in the name, the quantity, the note, the unit or the address;
    /// empty for all.
    public var search = ""
    /// Whether registers are shown again at the other addresses at which they are.
    public var includesCopies = false
    /// How many to leave out before the first.
    public var offset = 0
    /// How many at most; never more than ``pageLimit``.
    public var limit = RegisterQuery.pageLimit

    /// Every register, the first page.
    public init() {}

    /// Whether a register is wanted.
    func asksFor(_ about: RegisterDescription) -> Bool {
        if let table, table != about.place { return false }
        if about.isCopy, !includesCopies { return false }
        if let addresses {
            let last = Int(about.address) + max(about.words, 1) - 1
            guard last >= Int(addresses.lowerBound), about.address <= addresses.upperBound else {
                return false
            }
        }
        return about.isFound(by: search)
    }
}

extension RegisterDescription {
    /// The address as masters write it: decimal, and `0xC568`.
    var addressTexts: [String] {
        let digits = String(address, radix: 16, uppercase: true)
        return ["\(address)", "0x" + String(repeating: "0", count: 4 - digits.count) + digits]
    }

    fileprivate func isFound(by search: String) -> Bool {
        let words = search.lowercased().split(separator: " ")
        guard !words.isEmpty else { return true }
        let texts = ([name, shows, unit, note ?? ""] + addressTexts).map { $0.lowercased() }
        return words.allSatisfy { word in texts.contains { $0.contains(word) } }
    }
}
