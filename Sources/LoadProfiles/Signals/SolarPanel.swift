import RealModule
import SimulatedTime

/// Photovoltaic panels at a place, and what a clear sky gives them.
struct SolarPanel: Sendable {
    /// The latitude, degrees; north is positive.
    let latitude: Double
    /// From the horizontal, degrees.
    let tilt: Double
    /// Where the panels look, degrees from north over east.
    let azimuth: Double

    private let sinLatitude: Double
    private let cosLatitude: Double
    /// The panels' normal: east, north, up.
    private let normal: SIMD3<Double>

    init(latitude: Double, tilt: Double, azimuth: Double) {
        self.latitude = latitude
        self.tilt = tilt
        self.azimuth = azimuth
        let (phi, beta) = (latitude * .pi / 180, tilt * .pi / 180)
        let gamma = azimuth * .pi / 180
        (sinLatitude, cosLatitude) = (.sin(phi), .cos(phi))
        normal = SIMD3(.sin(beta) * .sin(gamma), .sin(beta) * .cos(gamma), .cos(beta))
    }

    /// The irradiance on the panels under a clear sky, W/m²; 0 when the sun is down.
    ///
    /// The beam loses strength on its way through the air as 0.7^(AM^0.678) (Meinel 1976) with the
    /// air mass of Kasten and Young (1989); a tenth as much comes from the whole sky, and a fifth
    /// of what falls on the ground comes back from it.
    ///
    /// - Parameter hourAngle: of the sun at the place, degrees.
    func irradiance(_ sun: SunPosition, hourAngle: Double) -> Double {
        let angle = hourAngle * .pi / 180
        let height =
            sinLatitude * sun.sinDeclination + cosLatitude * sun.cosDeclination * .cos(angle)
        guard height > 0 else { return 0 }
        let direction = SIMD3(
            -sun.cosDeclination * .sin(angle),
            cosLatitude * sun.sinDeclination - sinLatitude * sun.cosDeclination * .cos(angle),
            height
        )
        let degrees = Double.asin(min(height, 1)) * 180 / .pi
        let airMass = 1 / (height + 0.505_72 * .pow(degrees + 6.079_95, -1.6364))
        let beam = 1353 * Double.pow(0.7, .pow(airMass, 0.678))
        let sky = 0.1 * beam
        let ground = 0.2 * (beam * height + sky)
        let onPanel = beam * max(0, (direction * normal).sum())
        return onPanel + sky * (1 + normal.z) / 2 + ground * (1 - normal.z) / 2
    }

    /// How far the sun surely goes before it can rise, degrees; 0 when it may be up already.
    ///
    /// The declination changes by less than 0.42° a day: half a degree more than today's is enough.
    func nightLeft(_ sun: SunPosition, hourAngle: Double) -> Double {
        let margin = latitude < 0 ? -0.5 : 0.5
        let declination = Double.asin(sun.sinDeclination) + margin * .pi / 180
        let cosRise = -sinLatitude / max(cosLatitude, 1e-9) * .tan(declination)
        if cosRise <= -1 || .cos(hourAngle * .pi / 180) >= cosRise { return 0 }
        // Where the sun does not rise at all, one looks again after half a day.
        let rise = cosRise >= 1 ? 0 : Double.acos(cosRise) * 180 / .pi
        let way = -rise - hourAngle
        let left = way - (way / 360).rounded(.down) * 360
        return min(cosRise >= 1 ? 180 : left - 1, 180)
    }
}
