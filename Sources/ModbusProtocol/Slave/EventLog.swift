/// The last 64 events of a slave's serial line (Modbus application protocol V1.1b3, section 6.10).
///
/// Takes no memory until the first event.
struct EventLog: Sendable {
    static let capacity = 64

    /// A request came: top bit set.
    static func received(isListenOnly: Bool, isBroadcast: Bool) -> UInt8 {
        0x80 | (isListenOnly ? 0x20 : 0) | (isBroadcast ? 0x40 : 0)
    }

    /// A request was finished, with an exception or not: bit 6 set.
    static func finished(isListenOnly: Bool, exception: ModbusException?) -> UInt8 {
        let cause: UInt8 =
            switch exception {
            case .illegalFunction, .illegalDataAddress, .illegalDataValue: 0x01
            case .serverDeviceFailure: 0x02
            case .acknowledge, .serverDeviceBusy: 0x04
            default: 0
            }
        return 0x40 | (isListenOnly ? 0x20 : 0) | cause
    }

    /// A message came with a wrong checksum.
    static let communicationError: UInt8 = 0x82
    /// A character was lost.
    static let characterOverrun: UInt8 = 0x90
    /// The slave went into listen-only mode.
    static let enteredListenOnlyMode: UInt8 = 0x04
    /// The communication was restarted.
    static let restarted: UInt8 = 0x00

    private var ring: [UInt8] = []
    /// Where the next event goes once the ring is full: the place of the oldest one.
    private var oldest = 0

    var isEmpty: Bool { ring.isEmpty }
    var count: Int { ring.count }

    mutating func record(_ event: UInt8) {
        if ring.count < Self.capacity {
            if ring.isEmpty { ring.reserveCapacity(Self.capacity) }
            ring.append(event)
        } else {
            ring[oldest] = event
            oldest = (oldest + 1) % Self.capacity
        }
    }

    mutating func clear() { self = EventLog() }

    /// Appends the events, the newest first.
    func append(into output: inout [UInt8]) {
        for age in stride(from: 1, through: ring.count, by: 1) {
            output.append(ring[(oldest + ring.count - age) % ring.count])
        }
    }
}
