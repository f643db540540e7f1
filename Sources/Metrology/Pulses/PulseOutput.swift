/// An output that emits a pulse for each quantum of energy: an S0 output or a lamp.
///
/// Energy flows uniformly within a refresh step. A pulse becomes due when the energy since the last
/// one reaches the weight; it begins at that microsecond, or later when the line is not free yet.
/// Everything is counted in integers: pulses, pulses that wait, pulses lost and ``residue`` always
/// add up to the energy put in, however the steps are cut into calls.
public struct PulseOutput: Hashable, Sendable {
    /// The energy of a pulse.
    public private(set) var weight: PulseWeight
    /// How long a pulse lasts and the line rests.
    public private(set) var timing: PulseTiming
    /// What becomes of pulses that come too fast.
    public let overrun: PulseOverrun
    /// Whether the residue survives without supply.
    public let keepsResidue: Bool

    /// The parts of a millijoule in which ``residue`` and ``threshold`` are counted.
    public internal(set) var unitsPerMillijoule: Int64
    /// The weight in those parts.
    public private(set) var threshold: Int64
    /// The energy since the last pulse became due, in those parts; below the threshold.
    public internal(set) var residue: Int64 = 0
    /// How many pulses have begun.
    public internal(set) var pulses: Int64 = 0
    /// How many pulses wait for the line.
    public internal(set) var backlog: Int64 = 0
    /// How many pulses were never emitted.
    public internal(set) var lost: Int64 = 0
    /// When the last pulse ends, microseconds since the epoch.
    public internal(set) var pulseEnd = Int64.min
    /// When the next pulse may begin, microseconds since the epoch.
    public internal(set) var lineFree = Int64.min

    /// The greatest energy of one step, millijoules; more is taken as this, less than nothing as
    /// nothing.
    public static let largestStep: Int64 = 1_000_000_000_000_000

    /// An output that has not seen energy yet.
    public init(
        weight: PulseWeight,
        timing: PulseTiming,
        overrun: PulseOverrun = .backlog(limit: 255),
        keepsResidue: Bool = true
    ) {
        self.weight = weight
        self.timing = timing
        self.overrun = overrun
        self.keepsResidue = keepsResidue
        unitsPerMillijoule = weight.denominator
        threshold = weight.numerator
    }

    /// Counts `steps` equal steps.
    ///
    /// A step without a pulse costs an addition and a comparison, a stretch of any length as much
    /// as one step with a few pulses. Only where pulses overrun an output that discards them, each
    /// pulse emitted costs a division or two.
    ///
    /// - Parameters:
    ///   - energy: of one step, millijoules; negative counts as none.
    ///   - steps: how many.
    ///   - start: the beginning of the first step, microseconds since the epoch, not before the
    ///     end of the last stretch.
    ///   - step: the length of one step, microseconds, positive.
    public mutating func add(energyPerStep energy: Int64, steps: Int64, start: Int64, step: Int64) {
        guard steps > 0 else { return }
        let flow = units(energy)
        guard let total = sum(flow, steps) else {
            let half = steps / 2
            add(energyPerStep: energy, steps: half, start: start, step: step)
            let middle = start + half * step
            add(energyPerStep: energy, steps: steps - half, start: middle, step: step)
            return
        }
        if total >= threshold {
            // The stretch starts from the residue that is there before.
            let stretch = stretch(flow, start: start, step: step)
            emit(stretch, due: keepResidue(of: total))
        } else {
            residue = total
        }
        if backlog > 0 { drain(through: start + steps * step) }
    }

    /// The energy since the last pulse became due, millijoules, rounded down.
    public var residueEnergy: Int64 { residue / unitsPerMillijoule }

    /// Whether the output is on, at an instant not before the end of the last stretch.
    public func isOn(at instant: Int64) -> Bool { instant < pulseEnd }

    /// Programs another timing, from the next pulse on.
    public mutating func setTiming(_ timing: PulseTiming) { self.timing = timing }

    /// Programs another weight; the residue stays, and pulses it is worth now become due.
    ///
    /// The residue is exact as long as a common denominator of old and new weight does not exceed
    /// ``PulseWeight/largestDenominator``, else rounded down to the new one.
    ///
    /// - Parameter instant: microseconds since the epoch, not before the end of the last stretch.
    public mutating func setWeight(_ new: PulseWeight, at instant: Int64) {
        let old = unitsPerMillijoule
        let common = old / greatestCommonDivisor(old, new.denominator) * new.denominator
        unitsPerMillijoule =
            common <= PulseWeight.largestDenominator ? common : new.denominator
        residue = scaled(residue, by: unitsPerMillijoule, over: old)
        threshold = new.numerator * (unitsPerMillijoule / new.denominator)
        weight = new
        let due = keepResidue(of: residue)
        if due > 0 { arrive(due, at: instant) }
    }

    /// Loses the supply: what waits is lost, and the residue unless it is kept.
    ///
    /// - Parameter instant: microseconds since the epoch, not before the end of the last stretch.
    /// - Returns: the end of a pulse that was being emitted; it stays counted, though a receiver
    ///   need not have seen it.
    @discardableResult
    public mutating func powerOff(at instant: Int64) -> PulseEdge? {
        lost += backlog
        backlog = 0
        if !keepsResidue { residue = 0 }
        guard pulseEnd > instant else { return nil }
        pulseEnd = instant
        lineFree = instant + timing.pause
        return PulseEdge(instant: instant, isOn: false)
    }

    /// Takes a state of another weight: what no longer fits below the threshold is dropped.
    public mutating func fitResidue() {
        guard unitsPerMillijoule > 0, threshold > 0 else { return }
        unitsPerMillijoule = weight.denominator
        threshold = weight.numerator
        residue = Swift.max(residue, 0) % threshold
    }

    /// Goes on after a state was read.
    mutating func resume() {
        let isPossible = (1...PulseWeight.largestDenominator).contains(unitsPerMillijoule)
        let factor = isPossible ? unitsPerMillijoule / weight.denominator : 1
        threshold = weight.numerator * Swift.max(factor, 1)
    }

    /// The energy of a step in units.
    func units(_ energy: Int64) -> Int64 {
        Swift.min(Swift.max(energy, 0), Self.largestStep) * unitsPerMillijoule
    }

    /// Residue and steps together; nil when they exceed 64 bits, which a single step never does.
    func sum(_ flow: Int64, _ steps: Int64) -> Int64? {
        let (added, tooMuch) = flow.multipliedReportingOverflow(by: steps)
        let (total, carry) = residue.addingReportingOverflow(added)
        return tooMuch || carry ? nil : total
    }

    /// The instants at which pulses become due, from the residue before the stretch.
    func stretch(_ flow: Int64, start: Int64, step: Int64) -> PulseStretch {
        PulseStretch(
            flow: flow,
            start: start,
            step: step,
            missing: threshold - residue,
            threshold: threshold
        )
    }

    /// Keeps what does not fill a pulse; how many pulses the rest is worth.
    mutating func keepResidue(of total: Int64) -> Int64 {
        // Most steps that bring a pulse bring one: no division.
        let behindFirst = total - threshold
        if behindFirst < threshold {
            residue = behindFirst < 0 ? total : behindFirst
            return behindFirst < 0 ? 0 : 1
        }
        let due = total / threshold
        residue = total - due * threshold
        return due
    }
}
