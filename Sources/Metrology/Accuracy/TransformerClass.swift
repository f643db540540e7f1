/// The accuracy classes of measuring current transformers with tabulated phase displacement:
/// IEC 61869-2:2012, tables 201 and 202.
public enum TransformerClass: String, Hashable, Sendable, CaseIterable {
    /// Class 0.1.
    case class01 = "0.1"
    /// Class 0.2.
    case class02 = "0.2"
    /// Class 0.2 S, for special use from 1 % of the rated current.
    case class02S = "0.2S"
    /// Class 0.5.
    case class05 = "0.5"
    /// Class 0.5 S, for special use from 1 % of the rated current.
    case class05S = "0.5S"
    /// Class 1.
    case class1 = "1"

    /// The least primary current with limits, as a share of the rated.
    public var leastCurrent: Double { self == .class02S || self == .class05S ? 0.01 : 0.05 }

    /// The greatest primary current with limits, as a share of the rated.
    public static let greatestCurrent = 1.2

    /// The limit of the ratio error, ± percent; nil outside the table's currents.
    ///
    /// Between the currents of the table it is interpolated.
    ///
    /// - Parameter current: the primary current as a share of the rated.
    public func ratioErrorLimit(at current: Double) -> Double? {
        covers(current) ? interpolated(ratioErrors, at: current) : nil
    }

    /// The limit of the phase displacement, ± minutes of arc; nil outside the table's currents.
    ///
    /// - Parameter current: the primary current as a share of the rated.
    public func phaseDisplacementLimit(at current: Double) -> Double? {
        covers(current) ? interpolated(phaseDisplacements, at: current) : nil
    }

    private func covers(_ current: Double) -> Bool {
        current >= leastCurrent && current <= Self.greatestCurrent
    }

    /// Percent at 1, 5, 20, and 100 to 120 % of the rated current; where the table begins at
    /// 5 %, its first row continues below.
    var ratioErrors: SIMD4<Double> {
        switch self {
        case .class01: [0.4, 0.4, 0.2, 0.1]
        case .class02: [0.75, 0.75, 0.35, 0.2]
        case .class02S: [0.75, 0.35, 0.2, 0.2]
        case .class05: [1.5, 1.5, 0.75, 0.5]
        case .class05S: [1.5, 0.75, 0.5, 0.5]
        case .class1: [3, 3, 1.5, 1]
        }
    }

    /// Minutes of arc at the same currents.
    var phaseDisplacements: SIMD4<Double> {
        switch self {
        case .class01: [15, 15, 8, 5]
        case .class02: [30, 30, 15, 10]
        case .class02S: [30, 15, 10, 10]
        case .class05: [90, 90, 45, 30]
        case .class05S: [90, 45, 30, 30]
        case .class1: [180, 180, 90, 60]
        }
    }

    /// The value of a row at a current; before the first and after the last column it continues.
    func interpolated(_ row: SIMD4<Double>, at current: Double) -> Double {
        func between(_ k: Int, _ low: Double, _ high: Double) -> Double {
            row[k] + (row[k + 1] - row[k]) * (current - low) / (high - low)
        }
        if current >= 1 { return row[3] }
        if current >= 0.2 { return between(2, 0.2, 1) }
        if current >= 0.05 { return between(1, 0.05, 0.2) }
        if current >= 0.01 { return between(0, 0.01, 0.05) }
        return row[0]
    }
}
