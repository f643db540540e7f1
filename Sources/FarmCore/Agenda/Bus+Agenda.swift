public import SimulatedTime

/// What a farm's agenda has for a bus and its meters from an instant on.
public struct BusAgenda: Sendable {
    /// For its meters, by their places on the bus.
    public var meters: [Int: MeterAgenda] = [:]
    /// For the bus itself, by time.
    public var steps: [BusScript.Placed] = []

    /// Nothing.
    public init() {}
}

extension Bus {
    /// Takes over what the farm's agenda has from an instant on, in place of what it had there.
    ///
    /// - Parameter instant: later than all that was served.
    public func takeOver(_ agenda: BusAgenda, from instant: Instant) {
        for place in units.indices {
            let hasSome = units[place].device.machine.agenda != nil
            guard let agenda = agenda.meters[place] ?? (hasSome ? MeterAgenda() : nil) else {
                continue
            }
            units[place].device.machine.takeOver(agenda, from: instant)
        }
        let kept = script.filter { !$0.isOfAgenda || $0.instant < instant }
        script = (Array(kept) + agenda.steps).ordered[...]
        noteStations()
    }

    /// Brings all meters to an instant, as far as no request holds them back.
    public func pass(to instant: Instant) {
        keepUp(to: instant)
        var position = 0
        advance(from: &position, limit: units.count, to: instant)
    }

    /// When the farm's own scenarios began for its meters; nil where it has none.
    public var scenariosBegan: Instant? {
        units.compactMap { $0.device.machine.script?.began }.min()
    }
}
