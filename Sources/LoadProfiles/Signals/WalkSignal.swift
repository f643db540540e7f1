import Documents
import RealModule
import SimulatedTime

/// `{ "walk": { "minimum": 0, "maximum": 1, "step": 0.05, "hold": "1m" } }`: a bounded random
/// walk, that of the wind, of clouds, of a tank's level.
///
/// From one `hold` (the resolution) to the next it moves by a gaussian of the deviation `step`
/// and is thrown back by `minimum` and `maximum`. In the long run it is everywhere between them
/// equally often. With `start` it is worth that at the instant `at` (the epoch).
///
/// Its value at any instant is worked out without walking there. The walk is one on a line,
/// folded into the bounds like a mirror's image, that is, with the period 2R of twice their
/// distance. Every 2ᴸ steps stands a knot, L chosen so that a walk over so many steps strays by
/// 2R or more: where it stands on the period is then as good as independent of the knot before,
/// so that a uniform draw keyed by the knot says it. How often it went round in between is what
/// brings it nearest to a gaussian draw of the deviation step·√2ᴸ. Inside, the walk is a Brownian
/// bridge, halved L times at most: each middle strays from the mean of its ends by a gaussian of
/// the deviation step·√n/2 for n steps, keyed by the step at which it stands.
struct WalkSignal: SignalKind {
    static var keyword: String { "walk" }

    let minimum: Double
    let size: Double
    let step: Double
    let hold: TimeSpan
    /// Its value at ``origin``; nil where that is left to chance.
    let start: Double?
    let origin: Instant
    /// How many times a stretch between two knots can be halved.
    let levels: Int64
    let stream: StreamName

    /// Steps are at least this part of the distance of the bounds: slower walks get nowhere.
    private static let slowest = 1e-6

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        let what = "an object such as { \"minimum\": 0, \"maximum\": 1, \"step\": 0.05 }"
        guard let object = node.object(what) else { return nil }
        for key in ["minimum", "maximum"] { _ = object.required(key, "a bound of the walk") }
        let bounds = object.bounds(what: scope.what, in: scope.range)
        let step = object.required("step", "how far it moves in one hold: a standard deviation")?
            .number("a deviation", in: 1e-12...SignalScope.partRange.upperBound)
        let hold = object.hold(scope)
        let start = start(in: object, bounds: bounds)
        let isBounded = object.has("minimum") && object.has("maximum")
        object.finish()
        guard let bounds, let step, let hold, let start, isBounded else { return nil }
        let size = bounds.upperBound - bounds.lowerBound
        if size == 0 { return ConstantSignal(number: bounds.lowerBound) }
        guard step >= size * slowest else {
            object.node.report(
                "\"step\" \(Node.text(step)) is too small to get anywhere between the bounds; "
                    + "expected at least \(Node.text(size * slowest))"
            )
            return nil
        }
        return WalkSignal(
            minimum: bounds.lowerBound,
            size: size,
            step: step,
            hold: hold,
            start: start.value,
            origin: start.at,
            levels: levels(size: size, step: step),
            stream: scope.streamName(of: node)
        )
    }

    /// The least L for which step·√2ᴸ reaches 2R.
    private static func levels(size: Double, step: Double) -> Int64 {
        var levels: Int64 = 0
        var variance = step * step
        while variance < 4 * size * size, levels < 48 {
            variance *= 2
            levels += 1
        }
        return levels
    }

    private static func start(in object: ObjectReader, bounds: ClosedRange<Double>?)
        -> (value: Double?, at: Instant)?
    {
        let at = object.optional("at").map { $0.instant() } ?? .epoch
        guard let node = object.optional("start") else {
            if let at = object.optional("at") {
                at.report("stands without \"start\", the value that the walk has then")
                return nil
            }
            return at.map { (nil, $0) }
        }
        let value = node.number("a value within the bounds", in: bounds)
        guard let value, let at else { return nil }
        return (value, at)
    }

    func value(at moment: inout SignalMoment) -> Double {
        let past = (moment.instant - origin).microseconds
        let step = past.floorDivided(by: hold.microseconds)
        moment.limit(origin + .microseconds((step &+ 1) &* hold.microseconds))
        let place = place(at: step, moment.stream.substream(stream))
        let turn = 2 * size
        let rest = place - (place / turn).rounded(.down) * turn
        return minimum + min(rest <= size ? rest : turn - rest, size)
    }

    var usesChance: Bool { true }

    /// Where the walk stands on the line at a step.
    private func place(at target: Int64, _ draws: RandomStream) -> Double {
        let knots = draws.substream(0)
        var first = (target >> levels) << levels
        var length: Int64 = 1 << levels
        var left = knot(first, knots)
        if target == first { return left }
        var right = left + advance(from: left, to: knot(first &+ length, knots), first, draws)
        while length > 1 {
            let half = length / 2
            let middle = first &+ half
            let spread = step * Double(length).squareRoot() / 2
            let place = (left + right) / 2 + spread * draws.gaussian(middle)
            if target == middle { return place }
            if target < middle { right = place } else { (left, first) = (place, middle) }
            length = half
        }
        return left
    }

    /// Where a knot stands on the period.
    private func knot(_ step: Int64, _ knots: RandomStream) -> Double {
        if step == 0, let start { return start - minimum }
        return knots.uniform(step) * 2 * size
    }

    /// How far the walk goes from one knot to the next.
    private func advance(from: Double, to: Double, _ step: Int64, _ draws: RandomStream) -> Double {
        let stray = self.step * Double(Int64(1) << levels).squareRoot() * draws.gaussian(step)
        let rounds = ((stray - (to - from)) / (2 * size)).rounded()
        return to - from + rounds * 2 * size
    }
}
