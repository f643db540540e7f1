extension Extremes {
    /// Goes through the pairs in the order of the design.
    public mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.each("extremes", &pairs) { visitor, pair in
            visitor.visit("minimum", &pair.minimum)
            visitor.visit("minimumInstant", &pair.minimumInstant)
            visitor.visit("maximum", &pair.maximum)
            visitor.visit("maximumInstant", &pair.maximumInstant)
        }
    }
}

extension AlarmState {
    /// Goes through the phase, the latch and the count.
    public mutating func visit(_ visitor: inout some StateVisitor) {
        var (kind, side, beginning) = parts
        visitor.visit("phase", &kind)
        visitor.visit("side", &side)
        visitor.visit("beginning", &beginning)
        parts = (kind, side, beginning)
        visitor.visit("isLatched", &isLatched)
        visitor.visit("since", &since)
        visitor.visit("activations", &activations)
    }

    /// The phase as three numbers: its kind, the threshold (0 none, 1 high, 2 low), the instant.
    private var parts: (kind: Int64, side: Int64, beginning: Int64) {
        get {
            func number(_ side: AlarmRule.Side) -> Int64 { side == .high ? 1 : 2 }
            return switch phase {
            case .idle: (0, 0, 0)
            case .pending(let since): (1, 0, since)
            case .raised(let side): (2, number(side), 0)
            case .returning(let since, let side): (3, number(side), since)
            }
        }
        set {
            let side: AlarmRule.Side = newValue.side == 2 ? .low : .high
            phase =
                switch newValue.kind {
                case 1: .pending(since: newValue.beginning)
                case 2: .raised(side)
                case 3: .returning(since: newValue.beginning, side)
                default: .idle
                }
        }
    }
}

extension PulseOutput {
    /// Goes through the energy since the last pulse, the pulses and the line.
    ///
    /// Before reading, weight and timing of the state must have been set.
    public mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("unitsPerMillijoule", &unitsPerMillijoule)
        visitor.visit("residue", &residue)
        visitor.visit("pulses", &pulses)
        visitor.visit("backlog", &backlog)
        visitor.visit("lost", &lost)
        visitor.visit("pulseEnd", &pulseEnd)
        visitor.visit("lineFree", &lineFree)
        resume()
    }

    /// Whether the numbers can be those of an output.
    public var isSound: Bool {
        (1...PulseWeight.largestDenominator).contains(unitsPerMillijoule)
            && unitsPerMillijoule % weight.denominator == 0
            && (0..<Swift.max(threshold, 1)).contains(residue) && backlog >= 0
    }
}
