/// The figures of one published standard load profile.
///
/// Only their proportions matter: what reads them scales them to a year's energy.
final class StandardTable: Sendable {
    /// The kinds of day a profile tells apart.
    enum DayKind: Int, CaseIterable {
        case saturday, sunday, weekday

        /// The key of its figures in the file.
        var key: String {
            switch self {
            case .saturday: "saturday"
            case .sunday: "sunday"
            case .weekday: "weekday"
            }
        }
    }

    /// Quarter-hours in a day.
    static let quarters = 96

    /// The name, as users write it.
    let name: String
    /// Whether the figures are multiplied by the factor of the day (``dynamisation(dayOfYear:)``).
    let isDynamised: Bool
    /// The period of each day of a year, at `(month − 1) × 31 + day − 1`.
    private let periods: [Int]
    /// Period by period, kind by kind, 96 figures.
    private let figures: [Double]
    /// The sums of each 96 figures.
    private let daySums: [Double]

    init(name: String, isDynamised: Bool, periods: [Int], figures: [Double]) {
        self.name = name
        self.isDynamised = isDynamised
        self.periods = periods
        self.figures = figures
        daySums = stride(from: 0, to: figures.count, by: Self.quarters).map { start in
            figures[start..<min(start + Self.quarters, figures.count)].reduce(0, +)
        }
    }

    /// The figure of a quarter-hour (0 to 95), before dynamisation.
    func figure(month: Int, day: Int, kind: DayKind, quarter: Int) -> Double {
        figures[row(month, day, kind) * Self.quarters + quarter]
    }

    /// The sum of the figures of a day, before dynamisation.
    func daySum(month: Int, day: Int, kind: DayKind) -> Double {
        daySums[row(month, day, kind)]
    }

    /// What all figures of a day are multiplied with; 1 for profiles that are not dynamised.
    func factor(dayOfYear: Int) -> Double {
        isDynamised ? Self.dynamisation(dayOfYear: dayOfYear) : 1
    }

    /// The dynamisation factor of BDEW's household profiles, unrounded.
    static func dynamisation(dayOfYear: Int) -> Double {
        let t = Double(dayOfYear)
        return (((-3.92e-10 * t + 3.2e-7) * t - 7.02e-5) * t + 2.1e-3) * t + 1.24
    }

    private func row(_ month: Int, _ day: Int, _ kind: DayKind) -> Int {
        periods[(month - 1) * 31 + day - 1] * DayKind.allCases.count + kind.rawValue
    }
}
