public import Metrology

/// One coil or discrete input.
public struct CompiledBit: Hashable, Sendable {
    /// Its address, as on the wire.
    public let address: UInt16
    /// What may be done with it; only readable, writable and broadcast are used.
    public let flags: RegisterFlags
    /// Where its state comes from.
    public let source: BitSource
    /// The place in ``ModbusMap/descriptions``.
    public let description: Int32

    /// What switching the coil does; nil for a bit that cannot be written.
    public func command(switchingTo isOn: Bool) -> MeterCommand? {
        guard flags.contains(.writable) else { return nil }
        switch source {
        case .partialRuns(let selection):
            return isOn ? .startPartials([selection]) : .stopPartials([selection])
        case .quantityBit(.tariffInput, 0): return .driveInput(isOn)
        case .quantityBit(.equipment(.relayOn(let n)), 0): return .switchRelay(Int(n), isOn)
        case .quantityBit, .constant: return nil
        }
    }
}

/// Where the state of a bit comes from.
public enum BitSource: Hashable, Sendable {
    /// A bit of a counted quantity, the lowest 0.
    case quantityBit(Quantity, UInt8)
    /// Whether a partial counter runs; written it starts or stops it.
    case partialRuns(PartialSelection)
    /// A state that never changes.
    case constant(Bool)
}
