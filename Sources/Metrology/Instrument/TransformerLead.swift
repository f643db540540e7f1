/// The copper lead between a current transformer and a meter: how long it may be.
///
/// The lead's own consumption and that of the meter's input may together not exceed the burden for
/// which the transformer keeps its class: Lmax = (Sr − Sinst) · K at 20 °C, and 4 % less for each
/// 10 °C above (Legrand, Metering and measurement EMDX³, help and definitions).
public struct TransformerLead: Hashable, Sendable {
    /// The cross-section of the copper, mm².
    public var section: Double
    /// The temperature around it, °C; below 20 °C it counts as 20.
    public var temperature: Double

    /// A lead; at 20 °C unless told otherwise.
    public init(section: Double, temperature: Double = TransformerLead.ratedTemperature) {
        self.section = section
        self.temperature = temperature
    }

    /// The temperature of the table, °C.
    public static let ratedTemperature = 20.0

    /// What a meter's current input consumes where its model does not say it, VA: the value behind
    /// the maker's table of lengths.
    public static let usualInstrumentBurden = 0.5

    /// The cross-sections of the table, mm², with the length for each volt-ampere, m.
    public static let factors: [(section: Double, factor: Double)] = [
        (1, 1), (1.5, 1.46), (2.5, 2.44), (4, 3.94), (6, 5.92),
    ]

    /// The greatest length, m; nil for a cross-section that the table does not have.
    ///
    /// - Parameters:
    ///   - burden: the rated burden of the transformer in its class, VA.
    ///   - instrument: what the meter's current input consumes, VA.
    public func greatestLength(burden: Double, instrument: Double) -> Double? {
        guard let row = Self.factors.first(where: { $0.section == section }) else { return nil }
        let warmer = max(0, temperature - Self.ratedTemperature)
        let share = max(0, 1 - 0.04 * warmer / 10)
        return max(0, burden - instrument) * row.factor * share
    }
}
