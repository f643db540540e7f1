public import Documents
public import SimulatedTime

/// Times in documents: every part of a farm's files reads them the same way.
extension Node {
    /// The duration here: seconds, or a text such as `"1h30m"`; nil after a complaint.
    ///
    /// - Parameter range: what is allowed, for the complaint too.
    public func timeSpan(in range: ClosedRange<TimeSpan> = .zero ... .readableLimit) -> TimeSpan? {
        guard let span = anyTimeSpan() else { return nil }
        guard range.contains(span) else {
            report(
                "a duration of \(span) is out of range; allowed: \(range.lowerBound) to "
                    + "\(range.upperBound)"
            )
            return nil
        }
        return span
    }

    private func anyTimeSpan() -> TimeSpan? {
        if case .string(let text) = value {
            return time { () throws(TimeTextError) in try TimeSpan(text) }
        }
        let limits = 0...TimeSpan.readableLimit.inSeconds
        let what = "a duration: seconds, or a text such as \"1h30m\""
        guard let seconds = number(what, in: limits) else { return nil }
        return TimeSpan(seconds: seconds)
    }

    /// The RFC 3339 instant here, or nil after a complaint.
    public func instant() -> Instant? {
        guard let text = string("an instant such as 2026-01-01T00:00:00+01:00") else { return nil }
        return time { () throws(TimeTextError) in try Instant(rfc3339: text) }
    }

    /// The date here, `YYYY-MM-DD`, or nil after a complaint.
    public func civilDate() -> CivilDate? {
        guard let text = string("a date such as 2026-01-31") else { return nil }
        return time { () throws(TimeTextError) in try CivilDate(iso8601: text) }
    }

    /// The time of day here, `HH:MM[:SS]`, or nil after a complaint.
    public func timeOfDay() -> TimeOfDay? {
        guard let text = string("a time of day such as 07:30") else { return nil }
        return time { () throws(TimeTextError) in try TimeOfDay(text) }
    }

    /// The time zone here, or nil after a complaint that names the nearest.
    public func civilZone() -> CivilZone? {
        guard let text = string("a time zone such as Europe/Paris") else { return nil }
        do throws(UnknownZone) {
            return try CivilZone(identifier: text)
        } catch {
            report(error.description)
            return nil
        }
    }

    func time<Time>(_ read: () throws(TimeTextError) -> Time) -> Time? {
        do throws(TimeTextError) {
            return try read()
        } catch {
            report(error.description)
            return nil
        }
    }
}
