import Documents
import RealModule
import SimulatedTime

/// `{ "solar": { "peakPower": 5000, "latitude": 48.1, "longitude": 11.6, "tilt": 35,
/// "azimuth": 180, "clouds": {…} } }`: what photovoltaics produce, W.
///
/// Positive, to be negated for export: the irradiance of a clear sky on the panels by date and time
/// times `peakPower` (W at 1000 W/m²) times `performanceRatio` (0.85; IEC 61724-1). `longitude` is
/// that of the zone's standard time unless given; `tilt` (30) is from the horizontal, `azimuth`
/// from north over east (towards the equator). `clouds` is how much of the sky they cover, a signal
/// from 0 (the default) to 1; they take 0.75·N^3.4 of the light (Kasten and Czeplak 1980). Values
/// are held for `hold` (the resolution); a night is one piece.
struct SolarSignal: SignalKind {
    static var keyword: String { "solar" }

    /// W for each W/m².
    let scale: Double
    let panel: SolarPanel
    /// Degrees, east is positive; nil until the zone says it.
    var longitude: Double?
    var clouds: any SignalKind
    let hold: TimeSpan

    func value(at moment: inout SignalMoment) -> Double {
        let held = moment.instant.floored(to: hold)
        let sun = SunPosition(at: held)
        let hourAngle = SunPosition.halfTurn(sun.greenwichHourAngle + (longitude ?? 0))
        let irradiance = panel.irradiance(sun, hourAngle: hourAngle)
        guard irradiance > 0 else {
            let left = panel.nightLeft(sun, hourAngle: hourAngle) / 360
            let dark = TimeSpan.microseconds(Int64(left * Double(TimeOfDay.dayLength)))
            moment.limit(max(held + hold, (held + dark).floored(to: hold)))
            return 0
        }
        moment.limit(held + hold)
        let cover = (0.0...1.0).clamp(clouds.value(at: &moment))
        let light = cover == 0 ? 1 : 1 - 0.75 * Double.pow(cover, 3.4)
        return scale * irradiance * light
    }

    var usesChance: Bool { clouds.usesChance }

    func bound(to zone: CivilZone) -> any SignalKind {
        var bound = self
        bound.clouds = clouds.bound(to: zone)
        bound.longitude = longitude ?? Self.meridian(of: zone)
        return bound
    }

    /// The meridian of a zone's standard time, that of the season in which its clocks are behind.
    private static func meridian(of zone: CivilZone) -> Double {
        // 1 January and 1 July 2026.
        let offsets = [1_767_225_600, 1_782_864_000].map {
            zone.offset(at: Instant(seconds: $0))
        }
        return Double(min(offsets[0], offsets[1])) / 240
    }
}

extension SolarSignal {
    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        let what = "an object such as { \"peakPower\": 5000, \"latitude\": 48.1 }"
        guard let object = node.object(what) else { return nil }
        let power = object.required("peakPower", "the power at 1000 W/m² in W")?
            .number("a power in W", in: 0...1e9)
        let ratio = object.number("performanceRatio", "a share", in: 0...1, unlessGiven: 0.85)
        let place = object.optional("longitude")
        let longitude = place?.number("a longitude in degrees, east positive,", in: -180...180)
        let clouds = object.optional("clouds").map { scope.cover($0) } ?? ConstantSignal(number: 0)
        let panel = panel(in: object)
        let hold = object.hold(scope)
        object.finish()
        guard let power, let ratio, let clouds, let panel, let hold,
            object.has("longitude") == (longitude != nil)
        else { return nil }
        if power * ratio == 0 { return ConstantSignal(number: 0) }
        return SolarSignal(
            scale: power * ratio / 1000,
            panel: panel,
            longitude: longitude,
            clouds: clouds,
            hold: hold
        )
    }

    private static func panel(in object: ObjectReader) -> SolarPanel? {
        let latitude = object.required("latitude", "the place's, degrees, north is positive")?
            .number("a latitude in degrees, north positive,", in: -90...90)
        let tilt = object.number("tilt", "degrees from horizontal", in: 0...90, unlessGiven: 30)
        let azimuth = object.number(
            "azimuth",
            "degrees from north over east",
            in: 0...360,
            unlessGiven: (latitude ?? 0) < 0 ? 0 : 180
        )
        guard let latitude, let tilt, let azimuth else { return nil }
        return SolarPanel(latitude: latitude, tilt: tilt, azimuth: azimuth)
    }
}

extension SignalScope {
    /// Reads how much of the sky clouds cover.
    fileprivate func cover(_ node: Node) -> (any SignalKind)? {
        var inner = self
        inner.what = "a cover from 0 to 1"
        inner.range = 0...1
        return inner.signal(node)
    }
}
