import RealModule

extension Measurement {
    /// A voltage at the primary, V; NaN where it cannot be measured.
    public func voltage(_ terminal: VoltageTerminal) -> Double {
        let (available, place) = location(terminal)
        guard available else { return .nan }
        if let place { return place < 3 ? terminalVoltage[place] : lineVoltage[place - 3] }
        let measures = network.measures
        let count = (terminal == .average ? measures.averagedVoltages : measures.averagedLines) ?? 3
        return (terminal == .average ? terminalVoltage : lineVoltage).sum(ofFirst: count)
            / Double(count)
    }

    /// A current at the primary, A; NaN where it cannot be measured.
    public func current(_ terminal: CurrentTerminal) -> Double {
        let (available, place) = location(terminal)
        guard available else { return .nan }
        if let place { return elements.current[place] }
        let sum = elements.current.phaseSum
        return terminal == .average ? sum / Double(network.measures.averagedCurrents ?? 3) : sum
    }

    /// A power at the primary, W, var or VA; NaN where it cannot be measured.
    public func power(_ kind: PowerKind, _ channel: Channel) -> Double {
        let k = Int(channel.rawValue)
        guard Availability.has(network.measures.powers, k) else { return .nan }
        return switch kind {
        case .active: elements.active[k]
        case .reactive: elements.reactive[k]
        case .apparent: elements.apparent[k]
        }
    }

    /// The power factor P/S in a sign convention; `atZero` without apparent power.
    public func powerFactor(
        _ channel: Channel,
        sign: PowerFactorSign,
        atZero: Double
    ) -> Double {
        let (p, s) = (power(.active, channel), power(.apparent, channel))
        guard !s.isNaN else { return .nan }
        guard s > 0 else { return atZero }
        let magnitude = Swift.min(abs(p) / s, 1)
        switch sign {
        case .unsigned: return magnitude
        case .iec: return p < 0 ? -magnitude : magnitude
        case .socomec: return isInductive(channel) ? magnitude : -magnitude
        case .ieee: return isInductive(channel) ? -magnitude : magnitude
        }
    }

    /// Whether active and reactive power have the same sign: the current lags the load's voltage.
    public func isInductive(_ channel: Channel) -> Bool {
        (power(.active, channel) >= 0) == (power(.reactive, channel) >= 0)
    }

    /// 0 in phase, 1 inductive, 2 capacitive; nil where it cannot be measured.
    public func sector(_ channel: Channel) -> Int64? {
        let q = power(.reactive, channel)
        guard !q.isNaN else { return nil }
        return q == 0 ? 0 : isInductive(channel) ? 1 : 2
    }

    /// The quadrant 1 to 4; nil where it cannot be measured.
    public func quadrant(_ channel: Channel) -> Int64? {
        let (p, q) = (power(.active, channel), power(.reactive, channel))
        guard !q.isNaN else { return nil }
        return switch (p >= 0, q >= 0) {
        case (true, true): 1
        case (false, true): 2
        case (false, false): 3
        case (true, false): 4
        }
    }

    /// The angle by which the current lags, degrees, −180 to 180; NaN where not measured.
    public func phaseAngle(_ channel: Channel) -> Double {
        let (p, q) = (power(.active, channel), power(.reactive, channel))
        guard !q.isNaN else { return .nan }
        return Double.atan2(y: q, x: p) * 180 / .pi
    }

    /// One bit for each phase whose voltage reaches the detection level at the meter's inputs.
    public var phasesPresent: Int64 {
        if network == .twoPhase { return lineVoltage[0] >= detection ? 0b011 : 0 }
        let connected = network.connectedPhases
        return (0..<3).reduce(0) { bits, k in
            let bit: Int64 = 1 << Int64(k)
            return connected & bit != 0 && terminalVoltage[k] >= detection ? bits | bit : bits
        }
    }

    /// 123 or 132; 0 when a phase is missing or the network has no sequence.
    public var phaseSequence: Int64 {
        guard phasesPresent == 0b111, !voltageSequence.positive.isNaN else { return 0 }
        return voltageSequence.positive > voltageSequence.negative ? 123 : 132
    }
}

// MARK: Harmonics

extension Measurement {
    /// Total harmonic distortion of a voltage, % of its fundamental; NaN where not measured.
    public func distortion(_ terminal: VoltageTerminal) -> Double {
        mean(terminal) { $0?.voltages.distortion($1) ?? 0 }
    }

    /// Total harmonic distortion of a current, % of its fundamental; NaN where not measured.
    public func distortion(_ terminal: CurrentTerminal) -> Double {
        mean(terminal) { $0?.currents.distortion($1) ?? 0 }
    }

    /// A harmonic of a voltage, % of its fundamental; NaN where not measured.
    public func harmonic(_ order: Int, _ terminal: VoltageTerminal) -> Double {
        mean(terminal) { $0?.voltages.ratio(order, $1) ?? 0 }
    }

    /// A harmonic of a current, % of its fundamental; NaN where not measured.
    public func harmonic(_ order: Int, _ terminal: CurrentTerminal) -> Double {
        mean(terminal) { $0?.currents.ratio(order, $1) ?? 0 }
    }

    /// A share at a terminal, or the mean of the three it stands for, %.
    private func mean(_ terminal: VoltageTerminal, _ share: (MeasuredWaves?, Int) -> Double)
        -> Double
    {
        let (available, place) = location(terminal)
        guard available else { return .nan }
        if let place { return share(waves, place) * 100 }
        let (first, measures) = (terminal == .average ? 0 : 3, network.measures)
        let count = (first == 0 ? measures.averagedVoltages : measures.averagedLines) ?? 3
        return (first..<first + count).reduce(0) { $0 + share(waves, $1) } / Double(count) * 100
    }

    private func mean(_ terminal: CurrentTerminal, _ share: (MeasuredWaves?, Int) -> Double)
        -> Double
    {
        let (available, place) = location(terminal)
        guard available else { return .nan }
        if let place { return share(waves, place) * 100 }
        let count = network.measures.averagedCurrents ?? 3
        return (0..<count).reduce(0) { $0 + share(waves, $1) } / Double(count) * 100
    }
}

// MARK: Places

extension Measurement {
    /// Whether a voltage can be measured, and its place among L1 to L3, U12, U23, U31; no place
    /// for a mean.
    private func location(_ terminal: VoltageTerminal) -> (available: Bool, place: Int?) {
        let measures = network.measures
        return switch terminal {
        case .l1: (Availability.has(measures.voltages, 0), 0)
        case .l2: (Availability.has(measures.voltages, 1), 1)
        case .l3: (Availability.has(measures.voltages, 2), 2)
        case .average: (measures.averagedVoltages != nil, nil)
        case .l12: (Availability.has(measures.lines, 0), 3)
        case .l23: (Availability.has(measures.lines, 1), 4)
        case .l31: (Availability.has(measures.lines, 2), 5)
        case .lineAverage: (measures.averagedLines != nil, nil)
        }
    }

    /// Whether a current is known, and its place among L1 to L3 and N; no place for a mean.
    private func location(_ terminal: CurrentTerminal) -> (available: Bool, place: Int?) {
        let currents = network.measures.currents
        return switch terminal {
        case .l1: (Availability.has(currents, 0), 0)
        case .l2: (Availability.has(currents, 1), 1)
        case .l3: (Availability.has(currents, 2), 2)
        case .n: (Availability.has(currents, 3), 3)
        case .average, .sum: (network.measures.averagedCurrents != nil, nil)
        }
    }
}

extension SIMD4<Double> {
    /// The sum of the first elements.
    fileprivate func sum(ofFirst count: Int) -> Double {
        (0..<count).reduce(0) { $0 + self[$1] }
    }
}
