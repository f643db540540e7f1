public import SimulatedTime

/// What a load profile is compiled for: one meter of one farm.
public struct LoadContext: Sendable {
    /// The farm's seed.
    public var seed: Seed
    /// The meter's name.
    public var owner: String
    /// The farm's zone; a profile's own wins.
    public var timeZone: CivilZone
    /// The loads of the meters a `sumOf` pattern names (see ``MeterPattern``), each as it is
    /// connected (``CompiledLoad/connected(l1:l2:l3:)``).
    public var others: @Sendable (_ pattern: String) -> [CompiledLoad]

    /// The context of one meter; without `others` there are no sub-meters.
    public init(
        seed: Seed,
        owner: String,
        timeZone: CivilZone,
        others: @escaping @Sendable (_ pattern: String) -> [CompiledLoad] = { _ in [] }
    ) {
        self.seed = seed
        self.owner = owner
        self.timeZone = timeZone
        self.others = others
    }
}
