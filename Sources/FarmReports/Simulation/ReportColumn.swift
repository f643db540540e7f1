public import Metrology

/// A quantity as reports name and write it.
public struct ReportColumn: Hashable, Sendable {
    /// The name: `energy.active.import.total`.
    public let name: String
    /// What is asked of the meter.
    public let quantity: Quantity
    /// The SI unit, without prefix; empty for a plain number.
    public let unit: String
    /// How many of the meter's integers make one ``unit``.
    public let perUnit: Int64

    /// A column for a quantity under the name its meter's catalogue gives it.
    public init(_ name: String, _ quantity: Quantity) {
        self.name = name
        self.quantity = quantity
        unit = quantity.unit.symbol
        perUnit = quantity.unit.perUnit(unit).flatMap { Int64(exactly: $0) } ?? 1
    }

    /// Whether the value is counted rather than measured: it goes up steadily between two looks.
    public var isCounter: Bool {
        switch quantity {
        case .energy, .periodEnergy, .combinedEnergy, .charge, .operatingTime, .pulses, .delivered:
            true
        case .input(_, let reading): reading != .state
        default: false
        }
    }
}
