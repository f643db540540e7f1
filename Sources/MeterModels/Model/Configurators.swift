/// How a device without keys is set: numbered plugs in places with a name each.
public struct Configurators: Hashable, Sendable {
    /// What the framing of the serial line can be.
    public enum Framing: String, Hashable, Sendable, CaseIterable {
        /// Modbus RTU.
        case rtu
        /// Modbus ASCII.
        case ascii
    }

    /// What a plug in the place of the mode stands for.
    public struct Mode: Hashable, Sendable {
        /// RTU or ASCII.
        public var framing: Framing
        /// The parity.
        public var parity: SerialOptions.Parity
        /// Stop bits, 1 or 2.
        public var stopBits: Int
    }

    /// The places of the address's digits, the highest first.
    public var address: [String]
    /// The place of the mode, and what its plugs stand for, from 0; nil where it cannot be set.
    public var mode: (place: String, values: [Mode])? {
        modePlace.map { ($0, modes) }
    }
    /// The place of the speed, and what its plugs stand for, bit/s, from 0; nil where it cannot
    /// be set.
    public var baudRate: (place: String, values: [Int])? {
        baudRatePlace.map { ($0, baudRates) }
    }

    private var modePlace: String?
    private var modes: [Mode]
    private var baudRatePlace: String?
    private var baudRates: [Int]

    /// Places with what their plugs stand for.
    init(
        address: [String],
        mode: (place: String, values: [Mode])?,
        baudRate: (place: String, values: [Int])?
    ) {
        self.address = address
        (modePlace, modes) = (mode?.place, mode?.values ?? [])
        (baudRatePlace, baudRates) = (baudRate?.place, baudRate?.values ?? [])
    }

    /// The names of all places.
    public var places: [String] { address + [modePlace, baudRatePlace].compactMap { $0 } }
}
