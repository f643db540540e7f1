import SimulatedTime

/// One quarter-hour by the wall clock.
struct StandardQuarter {
    let date: CivilDate
    let days: Int
    let index: Int
    /// Microseconds until the wall clock begins the next.
    let left: Int64

    init(wall: Int64) {
        let day = wall.floorDivided(by: TimeOfDay.dayLength)
        let position = wall &- day &* TimeOfDay.dayLength
        days = Int(day)
        date = CivilDate(daysSinceEpoch: days)
        index = Int(position / StandardSignal.quarter)
        left = StandardSignal.quarter - position % StandardSignal.quarter
    }

    /// The figure of this quarter-hour, dynamised.
    func figure(_ table: StandardTable, _ calendar: StandardCalendar) -> Double {
        let kind = calendar.kind(of: date, daysSinceEpoch: days)
        return table.figure(month: date.month, day: date.day, kind: kind, quarter: index)
            * table.factor(dayOfYear: date.dayOfYear)
    }
}
