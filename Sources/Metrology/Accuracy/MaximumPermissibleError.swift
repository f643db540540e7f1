/// The maximum permissible errors of active energy at rated operating conditions: Measuring
/// Instruments Directive 2014/32/EU, annex V (MI-003), table 2.
public enum MaximumPermissibleError {
    /// The ranges of load of the table.
    public enum Load: Int, Hashable, Sendable, CaseIterable {
        /// Imin to Itr; a polyphase meter with balanced load, or a single-phase meter.
        case low
        /// Itr to Imax; likewise.
        case full
        /// Itr to Imax; a polyphase meter with a single-phase load.
        case singlePhase
    }

    /// The band of temperature, 0 (5 °C to 30 °C) to 3 (to −40 °C and 70 °C).
    ///
    /// A temperature on the edge of two belongs to the milder; nil where the directive asks
    /// nothing.
    public static func band(celsius: Double) -> Int? {
        switch celsius {
        case 5...30: 0
        case -10...40: 1
        case -25...55: 2
        case -40...70: 3
        default: nil
        }
    }

    /// The error permitted, ± percent; nil outside the temperatures and for other classes than
    /// A, B and C.
    public static func percent(
        _ accuracyClass: AccuracyClass,
        _ load: Load,
        celsius: Double
    ) -> Double? {
        guard let row = rows(accuracyClass), let band = band(celsius: celsius) else { return nil }
        return row[load.rawValue][band]
    }

    /// By range of load, the limits of the four bands of temperature.
    private static func rows(_ accuracyClass: AccuracyClass) -> [SIMD4<Double>]? {
        switch accuracyClass {
        case .activeA: classA
        case .activeB: classB
        case .activeC: classC
        default: nil
        }
    }

    private static let classA: [SIMD4<Double>] = [
        [3.5, 5, 7, 9], [3.5, 4.5, 7, 9], [4, 5, 7, 9],
    ]
    private static let classB: [SIMD4<Double>] = [
        [2, 2.5, 3.5, 4], [2, 2.5, 3.5, 4], [2.5, 3, 4, 4.5],
    ]
    private static let classC: [SIMD4<Double>] = [
        [1, 1.3, 1.7, 2], [0.7, 1, 1.3, 1.5], [1, 1.3, 1.7, 2],
    ]
}
