internal import FarmCore
internal import SimulatedTime

extension FarmAPI {
    /// How many meters are looked at before a bus goes on with what its masters want.
    static let metersAtOnce = 50

    /// Looks at meters of any buses, some at a time so that the buses go on in between.
    ///
    /// - Parameter look: what is wanted of a meter, on its bus's event loop; nil for nothing.
    /// - Returns: what was found, by the meter's number, and the latest instant at which it was.
    func look<Result: Sendable>(
        at places: [MeterIndex.Place],
        _ look: @escaping @Sendable (Bus, MeterIndex.Place, Instant, LessonVeil?) -> Result?
    ) async throws -> (found: [Int: Result], at: Instant) {
        var (found, at) = ([Int: Result](), farm.start)
        for (bus, places) in Dictionary(grouping: places, by: \.bus).sorted(by: { $0.key < $1.key })
        {
            var rest = places[...]
            while !rest.isEmpty {
                let some = Array(rest.prefix(Self.metersAtOnce))
                rest = rest.dropFirst(some.count)
                let veil = veil
                let (part, now) = try await farm.onBus(bus) { bus, now in
                    (some.map { look(bus, $0, now, veil) }, now)
                }
                for (place, result) in zip(some, part) { found[place.number] = result }
                at = max(at, now)
            }
        }
        return (found, at)
    }
}
