import SimulatedTime

extension LoadProfile {
    /// No voltage and no current: what stands at a device that measures nothing.
    public static let idle = LoadProfile(
        description: "",
        timeZone: nil,
        document: LoadDocument(
            layout: .all(.idle),
            voltages: [Signal(ConstantSignal(number: 0), .voltage)],
            frequency: Signal(ConstantSignal(number: 50), .frequency),
            harmonics: HarmonicWaves(),
            impedance: nil
        )
    )
}

extension CompiledLoad {
    /// The load of a device that measures nothing.
    public static let idle = LoadProfile.idle.load(
        in: LoadContext(seed: Seed(0), owner: "", timeZone: .utc, others: { _ in [] })
    )
}
