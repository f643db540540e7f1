public import Documents
public import SimulatedTime

/// A value over time, read from a document: a number, or one of the kinds of signal.
///
/// A pure function of the instant, the farm's seed, the owner's name and the zone.
public struct Signal: Sendable {
    let source: any SignalKind
    private let lowest: Double
    private let highest: Double
    private let isConstant: Bool
    /// The value of a constant.
    private let number: Double
    /// The signal itself if it is noise, the commonest that changes all the time: asked directly.
    private let noise: NoiseSignal?

    init(_ source: any SignalKind, range: ClosedRange<Double>) {
        self.source = source
        lowest = range.lowerBound
        highest = range.upperBound
        noise = source as? NoiseSignal
        isConstant = source.constant != nil
        number = range.clamp(source.constant ?? 0)
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
        CompiledSignal(signal: bound(to: timeZone), stream: seed.stream(owner, purpose))
    }

    private var range: ClosedRange<Double> { lowest...highest }

    func bound(to zone: CivilZone) -> Signal {
        Signal(source.bound(to: zone), range: range)
    }

    @inline(__always)
    func value(at moment: inout SignalMoment) -> Double {
        isConstant ? number : varying(at: &moment)
    }

    @inline(never)
    private func varying(at moment: inout SignalMoment) -> Double {
        let value = noise?.value(at: &moment) ?? source.value(at: &moment)
        return value >= lowest && value <= highest ? value : clamped(value)
    }

    /// Apart, so that the commonest way is short.
    @inline(never)
    private func clamped(_ value: Double) -> Double {
        range.clamp(value.isNaN ? 0 : value)
    }

    /// The value when it is the same for ever.
    var constant: Double? { isConstant ? number : nil }
}

/// A signal of one owner: a pure function of the instant.
public struct CompiledSignal: Sendable {
    let signal: Signal
    let stream: RandomStream

    /// The value at an instant and the first instant at which it may be another.
    public func piece(at instant: Instant) -> (value: Double, until: Instant) {
        var moment = SignalMoment(instant, stream: stream)
        let value = signal.value(at: &moment)
        return (value, moment.until)
    }
}
