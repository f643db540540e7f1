/// What a master asked a readout to have.
public struct MBusReadout: Hashable, Sendable {
    /// The subcode of the last application reset; nil for none, or for a reset without one.
    public internal(set) var subcode: ApplicationReset?
    /// The records that are asked for; empty: all.
    public internal(set) var selectors: [RecordSelector] = []

    /// Makes the readout of a device that was just switched on: everything.
    public init(subcode: ApplicationReset? = nil, selectors: [RecordSelector] = []) {
        self.subcode = subcode
        self.selectors = selectors
    }

    /// Whether the master asked for some records only.
    public var isSelective: Bool { !selectors.isEmpty }

    /// Whether a record belongs to the readout.
    public func includes(_ information: DataInformation, _ value: ValueInformation) -> Bool {
        selectors.isEmpty || selectors.contains { $0.matches(information, value) }
    }

    /// Whether a record belongs to the readout.
    public func includes(_ record: DataRecord) -> Bool {
        includes(record.information, record.value)
    }
}
