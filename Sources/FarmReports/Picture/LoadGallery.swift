public import SimulatedTime

/// The pictures of a load for the documentation: a day and a week in spring, and in summer where
/// the season changes what the load takes.
public enum LoadGallery {
    /// A picture with the name of its file.
    public struct Picture: Sendable {
        /// `household-week.svg`.
        public let file: String
        /// The SVG file.
        public let bytes: [UInt8]
    }

    /// The days on which the pictures begin, Mondays both, with what they add to a file's name.
    static let beginnings: [(ending: String, year: Int, month: Int, day: Int)] = [
        ("", 2026, 3, 2), ("-july", 2026, 7, 6),
    ]
    /// Where the picture of a load begins unless told otherwise: Monday 2 March 2026.
    public static let usualDate = CivilDate(daysSinceEpoch: 20_514)

    /// The lengths of the pictures.
    static let lengths: [(name: String, days: Int)] = [("day", 1), ("week", 7)]
    /// Weeks of two seasons that differ by less than this share of the greater look alike.
    static let likeness = 0.1

    /// The pictures of a load; the same bytes for the same load.
    ///
    /// - Throws: ``ReportError`` when there are more lines than can be told apart.
    public static func pictures(_ chart: LoadChart) throws(ReportError) -> [Picture] {
        var pictures: [Picture] = []
        var week: Double?
        for beginning in beginnings {
            guard
                let date = CivilDate(
                    year: beginning.year,
                    month: beginning.month,
                    day: beginning.day
                )
            else { continue }
            let start = chart.midnight(of: date)
            let energy = chart.energy(from: start, length: span(7, from: date, of: chart))
            if let week, abs(week - energy) <= max(abs(week), abs(energy)) * likeness { continue }
            week = week ?? energy
            for length in lengths {
                let drawn = try chart.chart(
                    from: start,
                    length: span(length.days, from: date, of: chart),
                    columns: SVGPicture.columns(width: SVGPicture.usualWidth)
                )
                pictures.append(
                    Picture(
                        file: "\(chart.name)-\(length.name)\(beginning.ending).svg",
                        bytes: SVGPicture.bytes(drawn, width: SVGPicture.usualWidth)
                    )
                )
            }
        }
        return pictures
    }

    /// So many days by the load's clocks.
    private static func span(_ days: Int, from date: CivilDate, of chart: LoadChart) -> TimeSpan {
        chart.midnight(of: date.adding(days: days)) - chart.midnight(of: date)
    }
}
