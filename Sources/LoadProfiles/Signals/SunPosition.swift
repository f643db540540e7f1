import RealModule
import SimulatedTime

/// Where the sun stands, seen from the centre of the Earth.
///
/// By the low-precision formulas of The Astronomical Almanac (section C): right to 0.01° and a few
/// seconds of time from 1950 to 2050, and still good for loads long after.
struct SunPosition {
    /// The sine of the declination.
    let sinDeclination: Double
    /// The cosine of the declination.
    let cosDeclination: Double
    /// By how much a sundial is ahead of the mean sun, degrees; 1° is four minutes.
    let equationOfTime: Double
    /// How far the sun has gone since it crossed the meridian of Greenwich, degrees.
    let greenwichHourAngle: Double

    /// The sun at an instant.
    init(at instant: Instant) {
        let days = Double(instant.microseconds) / Double(TimeOfDay.dayLength)
        // From noon on 1 January 2000.
        let n = days - 10_957.5
        let longitude = 280.460 + 0.985_647_4 * n
        let anomaly = Self.radians(357.528 + 0.985_600_3 * n)
        let ecliptic = Self.radians(longitude + 1.915 * .sin(anomaly) + 0.020 * .sin(2 * anomaly))
        let obliquity = Self.radians(23.439 - 0.000_000_4 * n)
        let ascension = Double.atan2(y: .cos(obliquity) * .sin(ecliptic), x: .cos(ecliptic))
        sinDeclination = .sin(obliquity) * .sin(ecliptic)
        cosDeclination = (1 - sinDeclination * sinDeclination).squareRoot()
        equationOfTime = Self.halfTurn(longitude - ascension * 180 / .pi)
        let clock = (days - days.rounded(.down)) * 360 - 180
        greenwichHourAngle = Self.halfTurn(clock + equationOfTime)
    }

    /// The same angle from −180° to 180°.
    static func halfTurn(_ degrees: Double) -> Double {
        degrees - (degrees / 360).rounded() * 360
    }

    static func radians(_ degrees: Double) -> Double { halfTurn(degrees) * .pi / 180 }
}
