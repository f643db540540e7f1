/// The energy that one refresh step adds, per channel and lane, in millijoules.
///
/// Integers: whatever order the steps are added in, and however many at once, the books agree to
/// the last count.
public struct Flows: Equatable, Sendable {
    /// Lane by lane for L1, L2, L3 and the total.
    public internal(set) var l1 = SIMD8<Int64>()
    /// Phase 2.
    public internal(set) var l2 = SIMD8<Int64>()
    /// Phase 3.
    public internal(set) var l3 = SIMD8<Int64>()
    /// The total registers.
    public internal(set) var total = SIMD8<Int64>()
    /// Milliampere seconds of all phases.
    public internal(set) var charge: Int64 = 0

    /// No energy.
    public init() {}

    /// The energy of one step of `milliseconds` while `measurement` holds.
    public init(_ m: Measurement, counting: TotalCounting, milliseconds: Int64) {
        guard m.registers else { return }
        let perStep = Double(milliseconds)
        let e1 = StepEnergy(m, 0, perStep)
        let e2 = StepEnergy(m, 1, perStep)
        let e3 = StepEnergy(m, 2, perStep)
        (l1, l2, l3) = (e1.lanes, e2.lanes, e3.lanes)
        switch counting {
        case .perPhase: total = l1 &+ l2 &+ l3
        case .net:
            var sum = StepEnergy(m, 3, perStep)
            sum.active = e1.active + e2.active + e3.active
            sum.reactive = e1.reactive + e2.reactive + e3.reactive
            total = sum.lanes
        }
        for k in 0..<3 where !m.current[k].isNaN {
            charge += (m.current[k] * perStep).toInteger
        }
    }

    /// The lanes of a channel.
    public subscript(channel: Channel) -> SIMD8<Int64> {
        switch channel {
        case .l1: l1
        case .l2: l2
        case .l3: l3
        case .total: total
        }
    }
}

/// The signed energies of one element over one step, millijoules.
private struct StepEnergy {
    var active: Int64
    var reactive: Int64
    var apparent: Int64

    /// - Parameter perStep: milliseconds, so that W × ms = mJ.
    init(_ m: Measurement, _ channel: Int, _ perStep: Double) {
        active = (m.active[channel] * perStep).toInteger
        reactive = (m.reactive[channel] * perStep).toInteger
        apparent = (m.apparent[channel] * perStep).toInteger
    }

    /// Booked by direction and quadrant; a quadrant's border belongs to the side of import.
    var lanes: SIMD8<Int64> {
        var lanes = SIMD8<Int64>()
        let imports = active >= 0
        lanes[imports ? 0 : 1] = abs(active)
        switch (imports, reactive >= 0) {
        case (true, true): lanes[2] = reactive
        case (false, true): lanes[3] = reactive
        case (false, false): lanes[4] = -reactive
        case (true, false): lanes[5] = -reactive
        }
        lanes[imports ? 6 : 7] = apparent
        return lanes
    }
}

extension Double {
    /// The nearest integer; 0 for what is not a number, held inside ±10¹⁵.
    var toInteger: Int64 {
        guard isFinite else { return 0 }
        return Int64(Swift.min(Swift.max(rounded(), -1e15), 1e15))
    }
}
