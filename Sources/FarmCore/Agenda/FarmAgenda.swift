public import Documents
public import SimulatedTime

/// What was put on a farm's agenda while it runs: other loads, scenarios that are played.
///
/// It is kept beside the states of the meters: a farm that is started again goes on with it.
public struct FarmAgenda: Hashable, Sendable {
    /// A meter is fed from another load from an instant on.
    public struct Load: Hashable, Sendable {
        /// The meter's name.
        public var meter: String
        /// From when on.
        public var instant: Instant
        /// The load: its name, or the profile itself; nil for that of the farm file.
        public var load: JSONValue?
        /// How many times what the profile says; 0 or more.
        public var scale: Double
        /// A hash of the load that the farm file names: when that is another one, the file's word
        /// is the newer.
        public var mark: Int64
    }

    /// A scenario that is played.
    public struct Run: Hashable, Sendable {
        /// What tells it from other runs.
        public var name: String
        /// The scenario's name; nil for one that was given as it stands.
        public var scenario: String?
        /// The scenario as it was when it began.
        public var document: JSONValue
        /// The instant from which its steps count.
        public var began: Instant
        /// When it was stopped; nil where nobody did.
        public var ended: Instant?
    }

    /// The most loads that are kept in their order; older ones are settled first.
    public static let recentLimit = 256
    /// The most scenarios that are played, or were.
    public static let runLimit = 200

    /// The last load of each meter that all meters have lived to see.
    public var settled: [String: Load] = [:]
    /// The instant up to which loads are settled.
    public var settledUntil = Instant.epoch
    /// The loads since, in the order of time.
    public var recent: [Load] = []
    /// The scenarios, in the order in which they began.
    public var runs: [Run] = []
    /// The instant from which the steps of the farm's own scenarios count.
    public var began = Instant.epoch
    /// Tells those scenarios from others.
    public var mark: Int64 = 0

    /// Nothing.
    public init() {}

    /// What was put there last for a meter; nil while the farm file holds.
    public func load(of meter: String) -> Load? {
        recent.last { $0.meter == meter } ?? settled[meter]
    }

    /// Whether nothing was put there.
    public var isEmpty: Bool { settled.isEmpty && recent.isEmpty && runs.isEmpty }

    /// Feeds a meter from another load from an instant on; nil is that of the farm file.
    ///
    /// - Parameter mark: ``FarmPlan/loadMark(ofMeter:)``.
    public mutating func connect(
        _ load: JSONValue?,
        scale: Double,
        to meter: String,
        mark: Int64,
        at instant: Instant
    ) {
        recent.append(
            Load(meter: meter, instant: instant, load: load, scale: scale, mark: mark)
        )
    }

    /// Plays a scenario.
    ///
    /// - Returns: nil when as many are played as can be.
    public mutating func play(
        _ document: JSONValue,
        named scenario: String?,
        from began: Instant
    ) -> Run? {
        guard runs.count < Self.runLimit else { return nil }
        let (taken, base) = (Set(runs.map(\.name)), scenario ?? "scenario")
        var number = 1
        while taken.contains("\(base)-\(number)") { number += 1 }
        let run = Run(
            name: "\(base)-\(number)",
            scenario: scenario,
            document: document,
            began: began,
            ended: nil
        )
        runs.append(run)
        return run
    }

    /// Plays a scenario no further.
    ///
    /// - Returns: whether it is played.
    public mutating func stop(_ name: String, at instant: Instant) -> Bool {
        guard let place = runs.firstIndex(where: { $0.name == name }) else { return false }
        runs[place].ended = min(runs[place].ended ?? instant, instant)
        return true
    }

    /// Takes loads for settled that all meters have lived to see.
    public mutating func settle(until instant: Instant) {
        for load in recent where load.instant <= instant { settled[load.meter] = load }
        recent.removeAll { $0.instant <= instant }
        settledUntil = max(settledUntil, instant)
    }
}
