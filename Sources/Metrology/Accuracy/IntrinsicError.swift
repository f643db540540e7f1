/// The error one meter was born with: constant shares of its class's limits.
///
/// Drawn once per serial number, inside half the limit (metrology.md B.7): a meter of a class
/// never exceeds the class's table, at no load point. Asking allocates nothing.
public struct IntrinsicError: Hashable, Sendable {
    /// What is drawn for a meter.
    public enum Draw: Int, Hashable, Sendable, CaseIterable {
        /// The share of the limit of active energy.
        case active
        /// The share of the limit of reactive energy.
        case reactive
        /// The share of the limit of the voltage reading.
        case voltage
        /// The share of the limit of the current reading.
        case current
    }

    /// The share of the active energy's limit, −1/2 to +1/2.
    public let activeShare: Double
    /// The share of the reactive energy's limit, −1/2 to +1/2.
    public let reactiveShare: Double
    /// What the voltage reading is multiplied by.
    public let voltageFactor: Double
    /// What the current reading is multiplied by.
    public let currentFactor: Double

    private let active: ErrorLimits?
    private let reactive: ErrorLimits?

    /// A meter without error.
    public static let none = IntrinsicError(active: nil, reactive: nil, readingClass: 0) { _ in 0 }

    /// The error of one meter.
    ///
    /// - Parameters:
    ///   - active: the limits of active energy; nil for none, and no error.
    ///   - reactive: the limits of reactive energy; likewise.
    ///   - readingClass: the class of the voltage and current readings, ± percent (IEC 61557-12).
    ///   - uniform: a number of 0..<1 for each draw, depending on the serial number alone.
    public init(
        active: ErrorLimits?,
        reactive: ErrorLimits?,
        readingClass: Double = 0.5,
        uniform: (Draw) -> Double
    ) {
        func share(_ draw: Draw) -> Double { min(max(uniform(draw), 0), 1) - 0.5 }
        self.active = active
        self.reactive = reactive
        activeShare = share(.active)
        reactiveShare = share(.reactive)
        voltageFactor = 1 + share(.voltage) * readingClass / 100
        currentFactor = 1 + share(.current) * readingClass / 100
    }

    /// What the active power of an element is multiplied by at a load point (factor: cos φ).
    ///
    /// Outside the class's table its nearest row continues.
    public func activeFactor(at point: LoadPoint) -> Double {
        guard let active else { return 1 }
        return 1 + activeShare * active.continuedPercent(at: point) / 100
    }

    /// What the reactive power of an element is multiplied by at a load point (factor: sin φ).
    ///
    /// Outside the class's table its nearest row continues.
    public func reactiveFactor(at point: LoadPoint) -> Double {
        guard let reactive else { return 1 }
        return 1 + reactiveShare * reactive.continuedPercent(at: point) / 100
    }
}
