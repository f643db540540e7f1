import SimulatedTime

/// One calendar year of a standard profile in one zone.
struct StandardYear {
    let year: Int
    let table: StandardTable
    let calendar: StandardCalendar
    let zone: CivilZone

    /// The integral of the dynamised figures over the year, figure × µs.
    func sum() -> Double {
        guard let first = CivilDate(year: year, month: 1, day: 1) else { return 0 }
        let days =
            first.daysSinceEpoch..<first.daysSinceEpoch + (CivilDate.isLeap(year) ? 366 : 365)
        let odd = oddDays(of: days)
        var total = 0.0
        for day in days {
            if let next = odd.first(where: { $0.upperBound > day }), next.contains(day) {
                if day == next.lowerBound { total += walked(next) }
                continue
            }
            total += whole(day)
        }
        return total
    }

    /// The integral over a day of 24 hours.
    private func whole(_ day: Int) -> Double {
        let date = CivilDate(daysSinceEpoch: day)
        let kind = calendar.kind(of: date, daysSinceEpoch: day)
        let sum = table.daySum(month: date.month, day: date.day, kind: kind)
        return sum * table.factor(dayOfYear: date.dayOfYear) * Double(StandardSignal.quarter)
    }

    /// The integral over days on which the clocks are set, quarter-hour by quarter-hour.
    private func walked(_ days: Range<Int>) -> Double {
        var instant = zone.startOfDay(CivilDate(daysSinceEpoch: days.lowerBound))
        let end = zone.startOfDay(CivilDate(daysSinceEpoch: days.upperBound))
        var total = 0.0
        while instant < end {
            let wall = zone.wall(at: instant)
            let quarter = StandardQuarter(wall: wall.microseconds)
            let next = min(instant + .microseconds(quarter.left), wall.until, end)
            total += quarter.figure(table, calendar) * Double((next - instant).microseconds)
            instant = next
        }
        return total
    }

    /// The runs of days on which the clocks are set.
    private func oddDays(of days: Range<Int>) -> [Range<Int>] {
        let end = zone.startOfDay(CivilDate(daysSinceEpoch: days.upperBound))
        var instant = zone.startOfDay(CivilDate(daysSinceEpoch: days.lowerBound)) - .seconds(1)
        var runs: [Range<Int>] = []
        while let next = zone.nextTransition(after: instant), next <= end {
            let before = zone.civil(at: next - .microseconds(1)).date.daysSinceEpoch
            let after = zone.civil(at: next).date.daysSinceEpoch
            let run = (min(before, after)..<max(before, after) + 1).clamped(to: days)
            if let last = runs.last, run.lowerBound <= last.upperBound {
                runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, run.upperBound)
            } else if !run.isEmpty {
                runs.append(run)
            }
            instant = next
        }
        return runs
    }
}
