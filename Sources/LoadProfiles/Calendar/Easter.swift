public import SimulatedTime

/// The feast that the moveable holidays hang on.
public enum Easter {
    /// Easter Sunday of the Gregorian calendar.
    ///
    /// The rule that Meeus gives in "Astronomical Algorithms", chapter 8.
    ///
    /// - Parameter year: 1583 and later; an earlier year has the date the rule would give.
    public static func sunday(of year: Int) -> CivilDate {
        let golden = year.remainder(19)
        let (century, ofCentury) = (year.quotient(100), year.remainder(100))
        let correction = (century - (century + 8).quotient(25) + 1).quotient(3)
        let epact = (19 * golden + century - century.quotient(4) - correction + 15).remainder(30)
        let days = 32 + 2 * century.remainder(4) + 2 * (ofCentury / 4) - epact - ofCentury % 4
        let weekday = days.remainder(7)
        let late = (golden + 11 * epact + 22 * weekday) / 451
        let sum = epact + weekday - 7 * late + 114
        let march = CivilDate(year: year, month: 3, day: 1) ?? CivilDate(daysSinceEpoch: 59)
        // The sum counts months of 31 days: 3 × 31 is 1 March.
        return march.adding(days: sum - 93)
    }
}

extension Int {
    /// The rest of a division that rounds towards minus infinity; never negative.
    fileprivate func remainder(_ divisor: Int) -> Int {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }

    /// The quotient that goes with it.
    fileprivate func quotient(_ divisor: Int) -> Int {
        (self - remainder(divisor)) / divisor
    }
}
