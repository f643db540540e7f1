import Documents
import LoadProfiles
import Testing

@Suite("Faulty signals, harmonics and networks")
struct SignalFaultTests {
    typealias Bad = FaultTests.Bad

    static let week: [Bad] = [
        .signal(#"{ "week": 5 }"#, "/week", "expected an object such as"),
        .signal(#"{ "week": {} }"#, "/week", "monday, tuesday"),
        .signal(
            #"{ "week": { "weekdays": 1, "sunday": 2 } }"#,
            "/week",
            "saturday is missing; every day of the week is named once"
        ),
        .signal(
            #"{ "week": { "weekdays": 1, "weekend": 2, "friday": 3 } }"#,
            "/week/weekdays",
            "holds friday, which \"friday\" names already"
        ),
        .signal(
            #"{ "week": { "weekdays": 1, "weekend": 2, "other": 3 } }"#,
            "/week/other",
            "is left with no day"
        ),
        .signal(
            #"{ "week": { "weekday": 1, "other": 2 } }"#,
            "/week/weekday",
            "did you mean \"weekdays\"?"
        ),
        .signal(#"{ "week": { "other": "x" } }"#, "/week/other", "expected a signal"),
        .signal(#"{ "week": { "other": 1 }, "other": 1 }"#, "/other", "unknown key"),
    ]

    static let season: [Bad] = [
        .signal(#"{ "season": {} }"#, "/season", "expected an array of"),
        .signal(#"{ "season": [], "other": 1 }"#, "/season", "is empty"),
        .signal(
            #"{ "season": [{ "from": "03-01", "to": "12-31", "value": 1 }] }"#,
            "/season",
            "no season has 01-01; together they have every day of a year"
        ),
        .signal(
            #"""
            { "season": [{ "from": "03-01", "to": "12-31", "value": 1 },
            { "from": "01-01", "to": "02-28", "value": 2 }] }
            """#,
            "/season",
            "no season has 02-29"
        ),
        .signal(
            #"""
            { "season": [{ "from": "03-01", "to": "06-01", "value": 1 },
            { "from": "06-01", "to": "06-30", "value": 2 }], "other": 3 }
            """#,
            "/season/1",
            "holds 06-01, which season 0 has already"
        ),
        .signal(
            #"""
            { "season": [{ "from": "11-01", "to": "02-01", "value": 1 },
            { "from": "01-15", "to": "01-15", "value": 2 }], "other": 3 }
            """#,
            "/season/1",
            "holds 01-15"
        ),
        .signal(
            #"{ "season": [{ "from": "01-01", "to": "12-31", "value": 1 }], "other": 3 }"#,
            "/other",
            "is left with no day"
        ),
        .signal(
            #"{ "season": [{ "from": "02-30", "to": "03-02", "value": 1 }], "other": 3 }"#,
            "/season/0/from",
            "\"02-30\" is not a day"
        ),
        .signal(
            #"{ "season": [{ "from": "1-1", "to": "03-02", "value": 1 }], "other": 3 }"#,
            "/season/0/from",
            "expected month and day such as"
        ),
        .signal(
            #"{ "season": [{ "from": "01-01", "until": "03-02", "value": 1 }], "other": 3 }"#,
            "/season/0",
            "\"to\" is missing"
        ),
        .signal(
            #"{ "season": [{ "from": "01-01", "to": "03-02", "valu": 1 }], "other": 3 }"#,
            "/season/0/valu",
            "did you mean \"value\"?"
        ),
    ]

    static let shapes: [Bad] = [
        .signal(#"{ "sine": { "period": "1h" } }"#, "/sine", "\"amplitude\" is missing"),
        .signal(#"{ "sine": { "amplitude": 1 } }"#, "/sine", "\"period\" is missing"),
        .signal(
            #"{ "sine": { "amplitude": -1, "period": "1h" } }"#,
            "/sine/amplitude",
            "an amplitude from 0"
        ),
        .signal(
            #"{ "sine": { "amplitude": 1, "period": 0 } }"#,
            "/sine/period",
            "allowed: 1ms"
        ),
        .signal(
            #"{ "sine": { "amplitude": 1, "periode": "1h" } }"#,
            "/sine/periode",
            "did you mean \"period\"?"
        ),
        .signal(
            #"{ "ramp": { "from": 0, "to": 1, "duration": "1h" } }"#,
            "/ramp",
            "or give \"every\""
        ),
        .signal(
            #"{ "ramp": { "from": 0, "to": 1, "duration": "1h", "every": "59m" } }"#,
            "/ramp/every",
            "59m is shorter than the ramp; expected at least 1h"
        ),
        .signal(
            #"{ "ramp": { "from": 0, "to": 1, "duration": "1h", "every": "2h", "before": 1 } }"#,
            "/ramp/before",
            "no time before the ramp"
        ),
        .signal(
            #"{ "ramp": { "from": 0, "to": 1, "start": "06:00", "duration": "1h" } }"#,
            "/ramp/start",
            "RFC 3339"
        ),
        .signal(
            #"{ "ramp": { "from": 0, "start": "2026-01-01T00:00:00Z", "duration": 1 } }"#,
            "/ramp",
            "\"to\" is missing"
        ),
        .signal(#"{ "walk": { "minimum": 0, "step": 1 } }"#, "/walk", "\"maximum\" is missing"),
        .signal(#"{ "walk": { "minimum": 0, "maximum": 1 } }"#, "/walk", "\"step\" is missing"),
        .signal(
            #"{ "walk": { "minimum": 2, "maximum": 1, "step": 1 } }"#,
            "/walk",
            "\"minimum\" 2 is above"
        ),
        .signal(
            #"{ "walk": { "minimum": 0, "maximum": 1, "step": 0 } }"#,
            "/walk/step",
            "out of range"
        ),
        .signal(
            #"{ "walk": { "minimum": 0, "maximum": 1000000, "step": 0.001 } }"#,
            "/walk",
            "is too small to get anywhere"
        ),
        .signal(
            #"{ "walk": { "minimum": 0, "maximum": 1, "step": 1, "start": 1.5 } }"#,
            "/walk/start",
            "a value within the bounds from 0 to 1"
        ),
        .signal(
            #"{ "walk": { "minimum": 0, "maximum": 1, "step": 1, "at": "2026-01-01T00:00:00Z" } }"#,
            "/walk/at",
            "stands without \"start\""
        ),
    ]

    static let others: [Bad] = [
        .signal(#"{ "solar": { "peakPower": 1 } }"#, "/solar", "\"latitude\" is missing"),
        .signal(#"{ "solar": { "latitude": 1 } }"#, "/solar", "\"peakPower\" is missing"),
        .signal(
            #"{ "solar": { "peakPower": 1, "latitude": 91 } }"#,
            "/solar/latitude",
            "from -90 to 90"
        ),
        .signal(
            #"{ "solar": { "peakPower": 1, "latitude": 1, "longitude": 181 } }"#,
            "/solar/longitude",
            "from -180 to 180"
        ),
        .signal(
            #"{ "solar": { "peakPower": 1, "latitude": 1, "tilt": 91 } }"#,
            "/solar/tilt",
            "from 0 to 90"
        ),
        .signal(
            #"{ "solar": { "peakPower": 1, "latitude": 1, "azimuth": -10 } }"#,
            "/solar/azimuth",
            "from 0 to 360"
        ),
        .signal(
            #"{ "solar": { "peakPower": 1, "latitude": 1, "clouds": 2 } }"#,
            "/solar/clouds",
            "a cover from 0 to 1"
        ),
        .signal(
            #"{ "solar": { "peakPower": 1, "latitude": 1, "cloud": 1 } }"#,
            "/solar/cloud",
            "did you mean \"clouds\"?"
        ),
        .signal(#"{ "clamp": { "minimum": 1 } }"#, "/clamp", "\"of\" is missing"),
        .signal(#"{ "clamp": { "of": 1 } }"#, "/clamp", "has no bound"),
        .signal(
            #"{ "clamp": { "of": 1, "minimum": 3, "maximum": 2 } }"#,
            "/clamp",
            "\"minimum\" 3 is above"
        ),
        .signal(#"{ "shift": { "of": 1 } }"#, "/shift", "\"by\" is missing"),
        .signal(#"{ "shift": { "of": 1, "by": "x" } }"#, "/shift/by", "expected a duration"),
        .signal(#"{ "shift": { "of": "x", "by": 1 } }"#, "/shift/of", "expected a signal"),
        .signal(#"{ "repeat": { "of": 1 } }"#, "/repeat", "\"every\" is missing"),
        .signal(#"{ "repeat": { "of": 1, "every": 0 } }"#, "/repeat/every", "allowed: 1ms"),
        .signal(
            #"{ "repeat": { "of": 1, "every": 1, "from": "mon" } }"#,
            "/repeat/from",
            "RFC 3339"
        ),
        .signal(#"{ "negate": "x" }"#, "/negate", "expected a signal"),
        .signal(#"{ "negat": 1 }"#, "/negat", "did you mean \"negate\"?"),
        .signal(#"{ "solr": {} }"#, "/solr", "did you mean \"solar\"?"),
    ]

    /// A profile that carries something and has this at its root.
    private static func root(_ member: String, _ pointer: String, _ message: String) -> Bad {
        Bad(#"{ "phases": { "l1": { "activePower": 1 } }, \#(member) }"#, pointer, message)
    }

    static let profiles: [Bad] = [
        root(#""harmonics": 5"#, "/harmonics", "an object with \"current\" and \"voltage\""),
        root(#""harmonics": {}"#, "/harmonics", "is empty"),
        root(#""harmonics": { "curent": {} }"#, "/harmonics/curent", "did you mean \"current\"?"),
        root(#""harmonics": { "current": 1 }"#, "/harmonics/current", "harmonics by order"),
        root(#""harmonics": { "current": {} }"#, "/harmonics/current", "is empty"),
        root(#""harmonics": { "current": { "1": 1 } }"#, "/harmonics/current/1", "from 2 to 50"),
        root(#""harmonics": { "current": { "51": 1 } }"#, "/harmonics/current/51", "2 to 50"),
        root(#""harmonics": { "current": { "03": 1 } }"#, "/harmonics/current/03", "no order"),
        root(#""harmonics": { "current": { "thd": 1 } }"#, "/harmonics/current/thd", "no order"),
        root(
            #""harmonics": { "current": { "3": 11 } }"#,
            "/harmonics/current/3",
            "a ratio to the fundamental from 0 to 10"
        ),
        root(
            #""harmonics": { "current": { "3": { "angle": 5 } } }"#,
            "/harmonics/current/3",
            "\"ratio\" is missing"
        ),
        root(
            #""harmonics": { "current": { "3": { "ratio": 1, "angle": 400 } } }"#,
            "/harmonics/current/3/angle",
            "from -360 to 360"
        ),
        root(
            #""harmonics": { "current": { "3": { "ratio": 1, "phase": 4 } } }"#,
            "/harmonics/current/3/phase",
            "unknown key"
        ),
        root(
            #""harmonics": { "voltage": { "l1": { "5": 1 }, "l4": {} } }"#,
            "/harmonics/voltage/l4",
            "unknown key"
        ),
        .phase(
            #"{ "activePower": 1, "harmonics": { "voltage": { "5": 0.1 } } }"#,
            "/harmonics/voltage",
            "at the profile's root"
        ),
        .phase(#"{ "activePower": 1, "harmonics": {} }"#, "/harmonics", "is empty"),
        .phase(
            #"{ "sumOf": "a", "harmonics": { "current": { "3": 1 } } }"#,
            "/harmonics",
            "stands beside \"sumOf\""
        ),
        Bad(
            #"{ "sumOf": "a", "harmonics": { "current": { "3": 1 } } }"#,
            "/harmonics",
            "all currents are those of the meters"
        ),
        root(#""networkImpedance": 0.3"#, "/networkImpedance", "expected an object such as"),
        root(#""networkImpedance": {}"#, "/networkImpedance", "is empty"),
        root(
            #""networkImpedance": { "resistance": -1 }"#,
            "/networkImpedance/resistance",
            "a resistance in ohm from 0"
        ),
        root(
            #""networkImpedance": { "reactance": "x" }"#,
            "/networkImpedance/reactance",
            "expected a reactance in ohm"
        ),
        root(
            #""networkImpedance": { "resistence": 1 }"#,
            "/networkImpedance/resistence",
            "did you mean \"resistance\"?"
        ),
        root(#""networkImpedence": {}"#, "/networkImpedence", "did you mean \"networkImpedance\"?"),
    ]

    @Test(
        "Each is refused with the place and what is allowed there",
        arguments: week + season + shapes + others + profiles
    )
    func refused(bad: Bad) throws {
        try FaultTests().refused(bad: bad)
    }
}
