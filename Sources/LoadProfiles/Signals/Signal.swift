public import Documents
public import SimulatedTime

/// A value over time, read from a document: a number, or one of the kinds of signal.
///
/// A pure function of the instant, the farm's seed, the owner's name and the zone.
public struct Signal: Sendable {
    /// Shared, so that copies of a signal cost one reference.
    private let content: Content

    init(_ source: any SignalKind, range: ClosedRange<Double>) {
        content = Content(source: source, range: range)
    }

    var source: any SignalKind { content.source }

    var range: ClosedRange<Double> { content.range }

    private final class Content: Sendable {
        let source: any SignalKind
        let range: ClosedRange<Double>

        init(source: any SignalKind, range: ClosedRange<Double>) {
            self.source = source
            self.range = range
        }
    }

    /// Reads a signal; faults go to the node's log, and nil comes back if there is any.
    ///
    /// - Parameters:
    ///   - library: where `csv` and `standard` find their files.
    ///   - range: what its numbers may be; computed values are clamped to it.
    ///   - what: what is asked for, for complaints: "a voltage in V".
    ///   - timeZone: the zone of local times in CSV files; without it they need an offset.
    ///   - resolution: the grid on which continuous signals are held; positive.
    public static func read(
        _ node: Node,
        library: ProfileLibrary,
        range: ClosedRange<Double>,
        what: String = "a value",
        timeZone: CivilZone? = nil,
        resolution: TimeSpan = .seconds(1)
    ) -> Signal? {
        let before = node.log.faults.count
        var scope = SignalScope(
            library: library,
            zone: timeZone,
            resolution: max(resolution, .microseconds(1)),
            what: what,
            range: range
        )
        scope.outerTokens = node.pointer.tokens.count
        guard let source = scope.signal(node), node.log.faults.count == before else { return nil }
        return Signal(source, range: range)
    }

    /// The signal as one owner has it.
    ///
    /// - Parameters:
    ///   - owner: the meter's name.
    ///   - purpose: what it is for ("input.1"); signals of other purposes have other noise.
    ///   - timeZone: the zone of its times of day.
    public func compiled(seed: Seed, owner: String, purpose: String, timeZone: CivilZone)
        -> CompiledSignal
    {
        CompiledSignal(
            signal: bound(to: timeZone),
            zone: timeZone,
            stream: seed.stream(owner, purpose)
        )
    }

    func bound(to zone: CivilZone) -> Signal {
        Signal(source.bound(to: zone), range: range)
    }

    func value(at moment: inout SignalMoment) -> Double {
        let value = content.source.value(at: &moment)
        return content.range.clamp(value.isNaN ? 0 : value)
    }

    /// The value when it is the same for ever.
    var constant: Double? { (source as? ConstantSignal)?.number }
}

/// A signal of one owner: a pure function of the instant.
public struct CompiledSignal: Sendable {
    let signal: Signal
    let zone: CivilZone
    let stream: RandomStream

    /// The value at an instant and the first instant at which it may be another.
    public func piece(at instant: Instant) -> (value: Double, until: Instant) {
        var moment = SignalMoment(instant, zone: zone, stream: stream)
        let value = signal.value(at: &moment)
        return (value, moment.until)
    }
}
