internal import Documents
internal import LoadProfiles
internal import SimulatedTime

/// Reads how a meter's own clock goes.
enum OwnClockReader {
    /// An offset and a drift.
    struct Found {
        var offset = TimeSpan.zero
        /// Parts per thousand million.
        var drift: Int64 = 0
    }

    /// Reads `offset` (a duration, or a number of seconds that may be negative) and `drift`
    /// (millionths; positive gains).
    static func read(_ node: Node?) -> Found {
        var found = Found()
        guard let object = node?.object("the meter's clock") else { return found }
        if let offset = object.optional("offset") { found.offset = self.offset(offset) }
        let most = Double(MeterClock.greatestDrift) / 1000
        object.optional("drift")?.number("millionths", in: -most...most)
            .map { found.drift = Int64(($0 * 1000).rounded()) }
        object.finish()
        return found
    }

    private static func offset(_ node: Node) -> TimeSpan {
        let limit = TimeSpan.days(36_500).inSeconds
        if case .string = node.value { return node.timeSpan(in: .zero ... .days(36_500)) ?? .zero }
        let what = "a duration, or seconds that may be negative"
        return node.number(what, in: -limit...limit)
            .map { .microseconds(Int64(($0 * 1e6).rounded())) } ?? .zero
    }
}
