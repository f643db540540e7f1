/// An input that counts the pulses of another meter, each for a quantum of energy or volume.
///
/// A pulse counts when the input closes after it has been open for the least off time: of two that
/// are closer the second is taken as a bounce of the first. Everything is counted in integers; a
/// weight that is programmed anew holds for the pulses that come then.
public struct PulseInput: Hashable, Sendable {
    /// Pulses since a reset, with what they stood for.
    struct Tally: Hashable, Sendable {
        /// How many.
        var pulses: Int64 = 0
        /// What those stood for that came before the weight in force, whole base units.
        var before: Int64 = 0
        /// How many came since.
        var since: Int64 = 0
    }

    /// What a pulse stands for, in parts of a millijoule or microlitre.
    public private(set) var weight: PulseWeight
    /// The least time off between two pulses, microseconds.
    public var offTime: Int64
    /// Whether a volume is counted.
    public private(set) var isVolume = false
    /// Whether the input is closed.
    public internal(set) var isOn = false
    /// When it opened last, microseconds since the epoch.
    var openedAt = Int64.min
    var total = Tally()
    var partial = Tally()

    /// An input that has not seen a pulse yet.
    public init(weight: PulseWeight, offTime: Int64) {
        self.weight = weight
        self.offTime = offTime
    }

    /// The input closes or opens.
    ///
    /// - Parameters:
    ///   - instant: microseconds since the epoch, not before the last change.
    ///   - counts: whether the device lives, so that a pulse counts.
    public mutating func turn(_ on: Bool, at instant: Int64, counts: Bool) {
        guard on != isOn else { return }
        isOn = on
        guard on else {
            openedAt = instant
            return
        }
        let isFirst = openedAt == .min
        guard counts, isFirst || instant - openedAt >= offTime else { return }
        total.count()
        partial.count()
    }

    /// Programs another weight, for the pulses that come from now on.
    ///
    /// - Parameter isVolume: whether it is one of litres; where it was one of Wh before, or the
    ///   other way round, counting begins anew.
    public mutating func setWeight(_ new: PulseWeight, isVolume: Bool) {
        if isVolume != self.isVolume {
            (total, partial) = (Tally(), Tally())
            self.isVolume = isVolume
        }
        guard new != weight else { return }
        total.settle(weight)
        partial.settle(weight)
        weight = new
    }

    /// How many pulses were counted.
    ///
    /// - Parameter ofPartial: since the partial counter was reset, rather than ever.
    public func pulses(ofPartial: Bool = false) -> Int64 { (ofPartial ? partial : total).pulses }

    /// What the pulses stand for, millijoules or microlitres, rounded down; from the rollover on
    /// it begins again at zero.
    public func amount(ofPartial: Bool = false, rollover: Int64) -> Int64 {
        (ofPartial ? partial : total).amount(weight, rollover)
    }

    /// Begins again at zero.
    public mutating func reset() { total = Tally() }

    /// Lets the partial counter begin again at zero.
    public mutating func resetPartial() { partial = Tally() }
}

extension PulseInput.Tally {
    mutating func count() {
        pulses &+= 1
        since &+= 1
    }

    /// Takes over what the pulses stood for before the weight changes.
    mutating func settle(_ weight: PulseWeight) {
        before = amount(weight, MeterDesign.largestEnergy)
        since = 0
    }

    func amount(_ weight: PulseWeight, _ rollover: Int64) -> Int64 {
        let new = Int128(since) * Int128(weight.numerator) / Int128(weight.denominator)
        return Int64((Int128(before) + new) % Int128(Swift.max(rollover, 1)))
    }
}
