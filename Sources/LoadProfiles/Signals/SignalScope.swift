import Documents
import SimulatedTime

/// What is known around a signal while it is read.
struct SignalScope {
    /// Every kind of signal there is.
    static let kinds: [any SignalKind.Type] = [
        PointsSignal.self,
        WeekSignal.self,
        SeasonSignal.self,
        SineSignal.self,
        RampSignal.self,
        CycleSignal.self,
        NoiseSignal.self,
        WalkSignal.self,
        SolarSignal.self,
        SumSignal.self,
        ProductSignal.self,
        NegateSignal.self,
        ClampSignal.self,
        ShiftSignal.self,
        RepeatSignal.self,
        CSVSignal.self,
        StandardSignal.self,
    ]

    /// How deep signals may stand inside each other.
    static let depthLimit = 32

    /// Where files come from.
    let library: ProfileLibrary
    /// The zone of local times in files, where it is known.
    let zone: CivilZone?
    /// The grid on which continuous signals are held.
    let resolution: TimeSpan
    /// What is asked for, for complaints: "a voltage in V".
    var what: String
    /// What the numbers may be.
    var range: ClosedRange<Double>
    /// How many tokens of a pointer lie outside the thing whose signals are read.
    var outerTokens = 0
    private var depth = 0

    init(
        library: ProfileLibrary,
        zone: CivilZone?,
        resolution: TimeSpan,
        what: String,
        range: ClosedRange<Double>
    ) {
        self.library = library
        self.zone = zone
        self.resolution = resolution
        self.what = what
        self.range = range
    }

    /// What signals inside `sum` and `product` may be: a part or a factor of anything.
    static let partRange = -1e12...1e12

    /// The scope of the parts of a signal.
    func parts() -> SignalScope {
        var inner = self
        inner.what = "a part or factor"
        inner.range = Self.partRange
        return inner
    }

    /// The stream name of a signal: its place inside the phase, voltage or frequency it is for.
    func streamName(of node: Node) -> StreamName {
        StreamName(node.pointer.tokens.dropFirst(outerTokens).joined(separator: "/"))
    }

    /// Reads the signal at a node: a number, or an object with the key of one kind.
    func signal(_ node: Node) -> (any SignalKind)? {
        switch node.value {
        case .integer, .number:
            return node.number(what, in: range).map(ConstantSignal.init)
        case .object:
            guard depth < Self.depthLimit else {
                node.report("is nested too deep; at most \(Self.depthLimit) signals in each other")
                return nil
            }
            return node.object().flatMap { composed($0) }
        default:
            node.report("is \(node.value.kind); expected \(Self.expectation)")
            return nil
        }
    }

    private func composed(_ object: ObjectReader) -> (any SignalKind)? {
        var inner = self
        inner.depth += 1
        let named = Self.kinds.filter { object.has($0.keyword) }
        guard let kind = named.first, let node = object.optional(kind.keyword) else {
            complainOfKind(object)
            return nil
        }
        guard named.count == 1 else {
            let names = named.map { "\"\($0.keyword)\"" }.joined(separator: " and ")
            object.node.report("has \(names); a signal has the key of one kind only")
            return nil
        }
        let signal = kind.read(node, in: object, scope: inner)
        object.finish()
        return signal
    }

    private func complainOfKind(_ object: ObjectReader) {
        if let node = object.optional("sumOf") {
            node.report(
                "is no signal: \"sumOf\" stands in place of the powers of a phase, as in "
                    + "{ \"phases\": { \"all\": { \"sumOf\": \"flat-*\" } } }"
            )
            return
        }
        let names = Self.kinds.map { $0.keyword }
        let near = object.keys.first { Spelling.nearest(to: $0, among: names) != nil }
        guard let key = near ?? object.keys.first, let node = object.optional(key) else {
            object.node.report("is empty; expected \(Self.expectation)")
            return
        }
        node.report("unknown signal \"\(key)\"\(Spelling.hint(for: key, among: names))")
    }

    private static let expectation =
        "a signal: a number, or an object with one of "
        + kinds.map { $0.keyword }.sorted().joined(separator: ", ")
}
