public import Documents
internal import LoadProfiles
public import SimulatedTime

/// What feeds a meter, in words.
public struct MeterFeed: Hashable, Sendable {
    /// The name of the load; nil where it stands in the farm file, or was given as it stands.
    public var reference: String?
    /// The load as it was put on the agenda; nil while it is that of the farm file.
    public var given: JSONValue?
    /// What the profile says it is for; empty when it says nothing.
    public var description: String
    /// How many times what the profile says.
    public var scale: Double
    /// The meters that it sums, in the order of the farm file; nil where it sums none.
    public var sum: [String]?
}

extension FarmPlan {
    /// What feeds a meter at an instant; nil for a device that measures nothing.
    ///
    /// - Parameters:
    ///   - number: the meter's place among all.
    ///   - agenda: what was put on the farm's agenda.
    public func feed(
        ofMeter number: Int,
        under agenda: FarmAgenda,
        at instant: Instant
    ) -> MeterFeed? {
        guard let parts, loadMark(ofMeter: number) != nil else { return nil }
        let log = FaultLog(file: parts.file)
        let binder = AgendaBinder(self, parts, agenda, log: log)
        let (value, scale, profile) = binder.feed(ofMeter: number, at: instant)
        let patterns = profile.sumOfPatterns
        let names = parts.sites.indices.filter { index in
            index != number
                && patterns.contains { MeterPattern.matches($0, parts.sites[index].name) }
        }
        return MeterFeed(
            reference: value == nil ? parts.sites[number].reference : value?.reference,
            given: value,
            description: profile.description,
            scale: scale,
            sum: patterns.isEmpty ? nil : names.map { parts.sites[$0].name }
        )
    }
}

extension JSONValue {
    /// The text by which a document refers to another; nil for what stands there itself.
    var reference: String? { if case .string(let name) = self { name } else { nil } }
}
