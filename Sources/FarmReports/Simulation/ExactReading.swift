public import FarmCore
public import Metrology

/// How a quantity is taken from a meter: as its accumulators hold it.
///
/// Energies are neither truncated to the registers' step nor reduced by their rollover; all other
/// quantities are what the registers are made from.
public enum ExactReading: Hashable, Sendable {
    /// The meter keeps no such energy.
    case absent
    /// An energy index.
    case energy(EnergyIndex)
    /// The energy of a civil period.
    case period(EnergyIndex, EnergyPeriod)
    /// Anything else.
    case other(Quantity)

    /// How a quantity is taken from one meter, now and later: which tariffs and partial counters
    /// exist is part of what the meter is.
    public init(of quantity: Quantity, in machine: MeterMachine) {
        switch quantity {
        case .energy(let index):
            self = machine.value(of: quantity) == nil ? .absent : .energy(index)
        case .periodEnergy(let index, let period):
            self = machine.value(of: quantity) == nil ? .absent : .period(index, period)
        default: self = .other(quantity)
        }
    }

    /// The value in the quantity's base unit; nil where the meter has none.
    public func value(in machine: borrowing MeterMachine) -> Int64? {
        switch self {
        case .absent: nil
        case .energy(let index): Self.energy(index, machine.registers.energies)
        case .period(let index, let period): Self.energy(index, of: period, machine.registers)
        case .other(let quantity): machine.value(of: quantity)
        }
    }

    private static func energy(_ index: EnergyIndex, _ bank: EnergyBank) -> Int64? {
        guard let plus = bank.sum(index.plus, index.channel, index.bins) else { return nil }
        guard index.minus.rawValue != 0 else { return plus }
        return bank.sum(index.minus, index.channel, index.bins).map { plus - $0 }
    }

    private static func energy(
        _ index: EnergyIndex,
        of period: EnergyPeriod,
        _ registers: MeterRegisters
    ) -> Int64? {
        guard let periods = registers.periods else { return nil }
        let lanes = periods.lanes(
            period,
            totals: registers.totals,
            modulus: registers.energies.modulus
        )
        return (0..<8).reduce(0) { sum, lane in
            index.plus.rawValue & (1 << UInt8(lane)) == 0 ? sum : sum &+ lanes[lane]
        }
    }
}
