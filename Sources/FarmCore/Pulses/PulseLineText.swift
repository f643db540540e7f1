public import SimulatedTime

extension OutputEdge {
    /// The edge as a line of JSON with its end:
    /// `{"at":"2026-01-05T00:00:00.514285Z","meter":"flat-1","output":1,"on":true}`.
    ///
    /// - Parameters:
    ///   - meter: its name, which may hold no character that JSON escapes.
    ///   - zone: the zone of the instant.
    public func line(of meter: String, in zone: CivilZone) -> [UInt8] {
        let place = output == 0 ? "\"led\"" : String(output)
        let text =
            "{\"at\":\"\(instant.microsecondText(in: zone))\",\"meter\":\"\(meter)\","
            + "\"output\":\(place),\"on\":\(isOn)}\n"
        return Array(text.utf8)
    }
}

extension Instant {
    /// RFC 3339 with all six digits of the second's fraction.
    fileprivate func microsecondText(in zone: CivilZone) -> String {
        let second = floored(to: .seconds(1))
        let digits = String((self - second).microseconds)
        let fraction = "." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
        var text = second.rfc3339(in: zone)
        // Behind the seconds: YYYY-MM-DDTHH:MM:SS.
        let place = text.index(text.startIndex, offsetBy: 19, limitedBy: text.endIndex)
        text.insert(contentsOf: fraction, at: place ?? text.endIndex)
        return text
    }
}
