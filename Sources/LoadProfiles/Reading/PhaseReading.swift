import Documents

/// Reads what one phase, or all three together, carries.
struct PhaseReading {
    /// Whether a reactive power goes with its active power or against it.
    enum ReactiveSign: String, CaseIterable {
        case inductive, capacitive
    }

    let scope: SignalScope
    /// Whether it is the sum of three phases, which no current can give.
    let isTotal: Bool

    private static let powerKeys: [SignalQuantity] = [
        .activePower, .reactivePower, .powerFactor, .current, .phaseAngle, .apparentPower,
    ]

    private static let pairs =
        "give activePower alone, with reactivePower or with powerFactor, current with powerFactor "
        + "or phaseAngle, or apparentPower with powerFactor"

    /// The source of a phase; nil after complaints.
    func source(_ node: Node) -> PhaseSource? {
        guard let object = node.object("an object that gives a power") else { return nil }
        let given = Self.powerKeys.filter { object.has($0.rawValue) }
        if object.has("sumOf") {
            object.optional("harmonics")?.report(
                "stands beside \"sumOf\", whose meters have harmonics of their own"
            )
            let source = meters(object, beside: given)
            object.finish(allowing: Set(given.map(\.rawValue)))
            return source
        }
        let source = pair(object, given: given)
        if let losses = object.optional("losses") {
            losses.report("stands without \"sumOf\", whose losses they would be")
        }
        object.finish()
        return source
    }

    // MARK: Pairs

    private func pair(_ object: ObjectReader, given: [SignalQuantity]) -> PhaseSource? {
        let outer = object.node.pointer.tokens.count + 1
        var signals: [SignalQuantity: Signal] = [:]
        for quantity in Self.powerKeys {
            guard let node = object.optional(quantity.rawValue) else { continue }
            signals[quantity] = scope.signal(node, as: quantity, from: outer)
        }
        let sign = reactiveSign(object, given: given)
        let waves = waves(object)
        guard let form = form(of: given, object.node), let sign else { return nil }
        let second = given.count == 1 ? Signal(ConstantSignal(number: 0), .reactivePower) : nil
        guard let a = signals[form.first], let b = second ?? signals[form.second] else {
            return nil
        }
        let pair = PowerPair(
            form: form.form,
            first: a,
            second: b,
            isCapacitive: sign == .capacitive,
            waves: waves
        )
        return isConsistent(pair, object) ? .pair(pair) : nil
    }

    /// The harmonics of the current; nil where none are given, or after complaints.
    private func waves(_ object: ObjectReader) -> [HarmonicSignal]? {
        guard let node = object.optional("harmonics") else { return nil }
        var scope = scope
        scope.outerTokens = object.node.pointer.tokens.count
        return HarmonicsReading(scope: scope).phase(node)
    }

    private typealias Form = (form: PowerPair.Form, first: SignalQuantity, second: SignalQuantity)

    /// What the given keys make together; nil after a complaint.
    private func form(of given: [SignalQuantity], _ node: Node) -> Form? {
        if isTotal, given.contains(.current) {
            node.report(
                "gives a current, which cannot be split over phases; give activePower alone, with "
                    + "reactivePower or with powerFactor, or apparentPower with powerFactor"
            )
            return nil
        }
        switch given {
        case [.activePower], [.activePower, .reactivePower]:
            return (.activeAndReactive, .activePower, .reactivePower)
        case [.activePower, .powerFactor]: return (.activeAndFactor, .activePower, .powerFactor)
        case [.powerFactor, .current]: return (.currentAndFactor, .current, .powerFactor)
        case [.current, .phaseAngle]: return (.currentAndAngle, .current, .phaseAngle)
        case [.powerFactor, .apparentPower]:
            return (.apparentAndFactor, .apparentPower, .powerFactor)
        case []: node.report("says nothing of the power; \(Self.pairs)")
        default:
            let names = given.map(\.rawValue).joined(separator: ", ")
            let verb = given.count == 1 ? "alone is not enough" : "together do not make a power"
            node.report("\(names) \(verb); \(Self.pairs)")
        }
        return nil
    }

    private func reactiveSign(_ object: ObjectReader, given: [SignalQuantity]) -> ReactiveSign? {
        guard let node = object.optional("reactiveSign") else { return .inductive }
        let sign = node.choice(of: ReactiveSign.self)
        if !given.contains(.powerFactor) {
            node.report("stands without \"powerFactor\", whose reactive power it would sign")
            return nil
        }
        return sign
    }

    /// Whether constants contradict each other.
    private func isConsistent(_ pair: PowerPair, _ object: ObjectReader) -> Bool {
        guard pair.form == .activeAndFactor, let factor = pair.second.constant,
            let node = object.optional("powerFactor")
        else { return true }
        if factor.magnitude < PowerPair.smallestFactor {
            node.report(
                "\(Node.text(factor)) leaves the reactive power without bounds; expected at least "
                    + "\(PowerPair.smallestFactor) in size beside activePower"
            )
            return false
        }
        if factor < 0, let power = pair.first.constant, power > 0 {
            node.report(
                "\(Node.text(factor)) says export, but activePower \(Node.text(power)) "
                    + "says import; a negative factor needs a negative activePower"
            )
            return false
        }
        return true
    }

    // MARK: Other meters

    private func meters(_ object: ObjectReader, beside given: [SignalQuantity]) -> PhaseSource? {
        for quantity in given {
            object.optional(quantity.rawValue)?.report(
                "stands beside \"sumOf\", which already says what the phase carries"
            )
        }
        if isTotal {
            object.optional("sumOf")?.report(
                "is known phase by phase; expected it under \"all\" in place of \"total\""
            )
        }
        return meterSum(in: object).map { .meters($0) }
    }

    /// `sumOf` with its `losses`: a signal in W for each phase, or `{ "ratio": 0.02 }` of the size
    /// of the sum's active power.
    func meterSum(in object: ObjectReader) -> MeterSum? {
        let pattern = object.optional("sumOf").flatMap { self.pattern($0) }
        let losses = object.optional("losses").map { self.losses($0) } ?? MeterSum.Losses.none
        guard let pattern, let losses else { return nil }
        return MeterSum(pattern: pattern, losses: losses)
    }

    private func pattern(_ node: Node) -> String? {
        guard let text = node.string("the names of meters such as \"flat-*\"") else { return nil }
        guard text.split(separator: ",").contains(where: { $0.contains { $0 != " " } }) else {
            node.report("is empty; expected the names of meters such as \"flat-*\"")
            return nil
        }
        return text
    }

    private func losses(_ node: Node) -> MeterSum.Losses? {
        if case .object(let members) = node.value, members["ratio"] != nil {
            guard let object = node.object() else { return nil }
            let ratio = object.optional("ratio")?.number("a share of the sum", in: 0...1)
            object.finish()
            return ratio.map { .ratio($0) }
        }
        return scope.signal(node, as: .losses, from: node.pointer.tokens.count).map { .watts($0) }
    }
}
