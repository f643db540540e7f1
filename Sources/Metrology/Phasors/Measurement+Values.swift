import RealModule

extension Measurement {
    /// A voltage at the primary, V; NaN where it cannot be measured.
    public func voltage(_ terminal: VoltageTerminal) -> Double {
        switch terminal {
        case .l1: voltage[0]
        case .l2: voltage[1]
        case .l3: voltage[2]
        case .average: (voltage[0] + voltage[1] + voltage[2]) / 3
        case .l12: lineVoltage[0]
        case .l23: lineVoltage[1]
        case .l31: lineVoltage[2]
        case .lineAverage: (lineVoltage[0] + lineVoltage[1] + lineVoltage[2]) / 3
        }
    }

    /// A current at the primary, A; NaN where it cannot be measured.
    public func current(_ terminal: CurrentTerminal) -> Double {
        switch terminal {
        case .l1: current[0]
        case .l2: current[1]
        case .l3: current[2]
        case .n: current[3]
        case .average: (current[0] + current[1] + current[2]) / 3
        case .sum: current[0] + current[1] + current[2]
        }
    }

    /// A power at the primary, W, var or VA; NaN where it cannot be measured.
    public func power(_ kind: PowerKind, _ channel: Channel) -> Double {
        let k = Int(channel.rawValue)
        return switch kind {
        case .active: active[k]
        case .reactive: reactive[k]
        case .apparent: apparent[k]
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
    public func phasesPresent(detection: Double) -> Int64 {
        (0..<3).reduce(0) { bits, k in
            voltage[k] * toSecondary.y >= detection ? bits | 1 << Int64(k) : bits
        }
    }

    /// 123 or 132; 0 when a phase is missing or the network has no sequence.
    public func phaseSequence(detection: Double) -> Int64 {
        guard phasesPresent(detection: detection) == 0b111, !sequence.x.isNaN else { return 0 }
        return sequence.x > sequence.y ? 123 : 132
    }
}
