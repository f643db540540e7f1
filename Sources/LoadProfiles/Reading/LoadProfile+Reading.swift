public import Documents
public import SimulatedTime

/// The document:
///
/// ```json
/// { "description": "…", "timeZone": "Europe/Paris", "resolution": "1s",
///   "phases": { "l1": {…}, "l2": {…}, "l3": {…} }      (what is not named carries nothing)
///           | { "all": {…} }                            (the same on each phase)
///           | { "total": {…}, "balance": [2, 1, 1] },   (a sum, split; even unless said)
///   "voltage": 230, "frequency": 50,
///   "harmonics": { "current": {…}, "voltage": {…} },
///   "networkImpedance": { "resistance": 0.3, "reactance": 0.1 } }
/// ```
///
/// In place of `phases`, `"sumOf": "flat-*"` with `losses` says that the installation is what
/// other meters carry, phase by phase; it is short for `"phases": {"all": {"sumOf": …}}`.
extension LoadProfile {
    /// Reads a load profile; faults go to the node's log, and nil comes back if there is any.
    ///
    /// - Parameters:
    ///   - library: where `csv` and `standard` find their files.
    ///   - timeZone: the zone of local times in CSV files when the profile names none.
    public static func read(
        _ node: Node,
        library: ProfileLibrary,
        timeZone: CivilZone? = nil
    ) -> LoadProfile? {
        let before = node.log.faults.count
        guard let object = node.object("a load profile") else { return nil }
        let description = object.optional("description")?.string()
        let ownZone = object.optional("timeZone")?.civilZone()
        let resolution = object.optional("resolution")?.timeSpan(in: .milliseconds(1) ... .days(1))
        let scope = SignalScope(
            library: library,
            zone: ownZone ?? timeZone,
            resolution: resolution ?? .seconds(1),
            what: "",
            range: SignalScope.partRange
        )
        let layout = LayoutReading(scope: scope).layout(in: object)
        let voltages = voltages(object.optional("voltage"), scope)
        let frequency = object.optional("frequency").map { quantity($0, .frequency, scope) }
        let harmonics = harmonics(object.optional("harmonics"), layout, scope)
        let impedance = object.optional("networkImpedance").flatMap { NetworkImpedance.read($0) }
        object.finish(allowing: ["$schema"])
        guard node.log.faults.count == before, let layout, let voltages,
            let frequency = frequency ?? .some(Signal(ConstantSignal(number: 50), .frequency))
        else { return nil }
        let document = LoadDocument(
            layout: layout,
            voltages: voltages,
            frequency: frequency,
            harmonics: harmonics,
            impedance: impedance
        )
        return LoadProfile(
            description: description ?? "",
            timeZone: ownZone,
            document: document
        )
    }

    /// The harmonics outside the phases; none after complaints.
    private static func harmonics(
        _ node: Node?,
        _ layout: LoadDocument.Layout?,
        _ scope: SignalScope
    ) -> HarmonicWaves {
        guard let node, let waves = HarmonicsReading(scope: scope).site(node) else {
            return HarmonicWaves()
        }
        if !waves.current.isEmpty, let layout, !layout.hasPowers {
            node.report(
                "gives harmonics of currents, but all currents are those of the meters that "
                    + "\"sumOf\" adds, with their harmonics"
            )
        }
        return waves
    }

    /// One voltage for all phases, or three.
    private static func voltages(_ node: Node?, _ scope: SignalScope) -> [Signal]? {
        let usual = Signal(ConstantSignal(number: 230), .voltage)
        guard let node else { return [usual] }
        guard case .object(let members) = node.value,
            members.keys.contains(where: { LayoutReading.phaseKeys.contains($0) })
        else { return quantity(node, .voltage, scope).map { [$0] } }
        guard let object = node.object() else { return nil }
        let signals = LayoutReading.phaseKeys.map { key in
            object.optional(key).map { quantity($0, .voltage, scope) } ?? usual
        }
        object.finish()
        let read = signals.compactMap { $0 }
        return read.count == 3 ? read : nil
    }

    private static func quantity(
        _ node: Node,
        _ quantity: SignalQuantity,
        _ scope: SignalScope
    ) -> Signal? {
        scope.signal(node, as: quantity, from: node.pointer.tokens.count)
    }
}
