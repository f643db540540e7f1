import Documents

/// What the signals of a load profile stand for, and what they may be.
enum SignalQuantity: String, CaseIterable {
    case activePower, reactivePower, powerFactor, current, phaseAngle, apparentPower
    case voltage, frequency, losses, harmonicRatio, harmonicAngle

    /// What is asked for, for complaints.
    var what: String {
        switch self {
        case .activePower: "an active power in W"
        case .reactivePower: "a reactive power in var"
        case .powerFactor: "a power factor"
        case .current: "a current in A"
        case .phaseAngle: "an angle in degrees"
        case .apparentPower: "an apparent power in VA"
        case .voltage: "a voltage in V"
        case .frequency: "a frequency in Hz"
        case .losses: "losses in W"
        case .harmonicRatio: "a ratio to the fundamental"
        case .harmonicAngle: "an angle in degrees"
        }
    }

    /// What its numbers may be; computed values are clamped to it.
    var range: ClosedRange<Double> {
        switch self {
        case .activePower, .reactivePower: -1e9...1e9
        case .powerFactor: -1...1
        case .current: 0...1e6
        case .phaseAngle, .harmonicAngle: -360...360
        case .apparentPower, .losses: 0...1e9
        case .voltage: 0...1e6
        case .frequency: 0...1000
        case .harmonicRatio: 0...10
        }
    }
}

extension Signal {
    init(_ source: any SignalKind, _ quantity: SignalQuantity) {
        self.init(source, range: quantity.range)
    }
}

extension SignalScope {
    /// Reads the signal of a quantity.
    ///
    /// - Parameter outerTokens: how many tokens of the pointer lie outside what names its noise.
    func signal(_ node: Node, as quantity: SignalQuantity, from outerTokens: Int) -> Signal? {
        var scope = self
        scope.what = quantity.what
        scope.range = quantity.range
        scope.outerTokens = max(0, outerTokens - 1)
        return scope.signal(node).map { Signal($0, quantity) }
    }
}
