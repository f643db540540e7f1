internal import Documents
public import SimulatedTime

/// Writes instants of one zone as RFC 3339, quickly when they follow each other: the day and the
/// offset are formed once for as long as they hold.
public struct TimeText: Sendable {
    private let zone: CivilZone
    private var day: [UInt8] = []
    private var offset: [UInt8] = []
    private var offsetMicroseconds: Int64 = 0
    /// The instants for which the day and the offset hold.
    private var range = Instant.epoch..<Instant.epoch

    /// A writer for the clocks of a zone.
    public init(_ zone: CivilZone) {
        self.zone = zone
    }

    /// Appends `2026-01-31T07:30:00+01:00`, with a fraction only where there is one: the same as
    /// `Instant.rfc3339(in:)`.
    public mutating func append(_ instant: Instant, to bytes: inout [UInt8]) {
        if !range.contains(instant) { move(to: instant) }
        let wall = instant.microseconds &+ offsetMicroseconds
        let ofDay = wall &- wall.floorDivided(by: TimeOfDay.dayLength) &* TimeOfDay.dayLength
        let (seconds, microseconds) = ofDay.quotientAndRemainder(dividingBy: 1_000_000)
        bytes.append(contentsOf: day)
        for part in [seconds / 3600, seconds / 60 % 60, seconds % 60] {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: part / 10))
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: part % 10))
            bytes.append(UInt8(ascii: ":"))
        }
        bytes.removeLast()
        if microseconds != 0 {
            bytes.append(UInt8(ascii: "."))
            let isWhole = microseconds % 1000 == 0
            DecimalText.append(
                digits: UInt64(isWhole ? microseconds / 1000 : microseconds),
                width: isWhole ? 3 : 6,
                to: &bytes
            )
        }
        bytes.append(contentsOf: offset)
    }

    private mutating func move(to instant: Instant) {
        // The text of a second in the middle tells the day and the offset.
        let text = Array(Instant(seconds: instant.seconds).rfc3339(in: zone).utf8)
        day = Array(text.prefix(11))
        offset = Array(text.dropFirst(19))
        // RFC 3339 has no seconds in offsets.
        offsetMicroseconds = Int64(zone.offset(at: instant) / 60) * 60_000_000
        let wall = instant.microseconds &+ offsetMicroseconds
        let midnight = wall.floorDivided(by: TimeOfDay.dayLength) &* TimeOfDay.dayLength
        let start = Instant(microseconds: midnight &- offsetMicroseconds)
        let (_, until) = zone.wall(at: instant)
        // Back only to this instant: the clocks may have been set since midnight.
        range = max(start, instant)..<min(start + .days(1), until)
    }
}
