/// The energy that one refresh step adds, in millijoules.
///
/// Integers: whatever order the steps are added in, and however many at once, the books agree to
/// the last count. Kept with their signs, which is all that a step costs; ``lanes(_:)`` tells them
/// apart by direction and quadrant.
public struct Flows: Equatable, Sendable {
    /// Active energy of L1, L2, L3 and of the whole; exported is negative.
    public private(set) var active = SIMD4<Int64>()
    /// Reactive energy.
    public private(set) var reactive = SIMD4<Int64>()
    /// Apparent energy.
    public private(set) var apparent = SIMD4<Int64>()
    /// Milliampere seconds of L1, L2, L3 and the neutral.
    public private(set) var charges = SIMD4<Int64>()
    /// Whether operating time counts.
    public private(set) var operates = false
    /// Whether the total registers add up what the phases book each for itself.
    private(set) var addsPhases = false
    /// One bit for the sign of each active and reactive energy: the drawers they belong to.
    private(set) var signs: UInt8 = 0

    /// No energy.
    public init() {}

    /// The energy of one step of `milliseconds` while the elements read the same.
    public init(_ readings: ElementReadings, counting: TotalCounting, milliseconds: Int64) {
        take(readings, counting: counting, milliseconds: milliseconds)
    }

    /// The energies of many steps in which no sign changes.
    init(sumOf batch: StepBatch) {
        (active, reactive, apparent) = (batch.active, batch.reactive, batch.apparent)
        charges = batch.charges
        addsPhases = batch.addsPhases
    }

    /// Becomes the energy of one step, in place.
    @inline(__always)
    mutating func take(
        _ readings: ElementReadings,
        counting: TotalCounting,
        milliseconds: Int64
    ) {
        guard readings.registers else {
            self = Flows()
            operates = readings.operates
            return
        }
        operates = readings.operates
        addsPhases = readings.hasPhases && counting == .perPhase
        let perStep = Double(milliseconds)  // W × ms = mJ
        // No energy exceeds the apparent one, no charge the current: far inside what is exact.
        let size = (readings.apparent + readings.current).phaseSum + abs(readings.active[3])
        let isHuge = !(size * perStep < 1e15)
        active = Self.whole(readings.active * perStep, isHuge)
        reactive = Self.whole(readings.reactive * perStep, isHuge)
        apparent = Self.whole(readings.apparent * perStep, isHuge)
        charges = Self.whole(readings.current * perStep, isHuge)
        if readings.hasPhases {
            // The sum of what the phases booked, so that their books agree.
            active[3] = active[0] &+ active[1] &+ active[2]
            reactive[3] = reactive[0] &+ reactive[1] &+ reactive[2]
        }
        signs = Self.signs(active) | Self.signs(reactive) << 4
    }

    @inline(__always)
    private static func signs(_ values: SIMD4<Int64>) -> UInt8 {
        let (a, b) = (values[0] >> 63 & 1 | values[1] >> 63 & 2, values[2] >> 63 & 4)
        return UInt8(truncatingIfNeeded: a | b | values[3] >> 63 & 8)
    }

    @inline(__always)
    private static func whole(_ values: SIMD4<Double>, _ isHuge: Bool) -> SIMD4<Int64> {
        guard isHuge else { return values.wholeNumbers }
        return values.clamped(
            lowerBound: SIMD4(repeating: -1e15),
            upperBound: SIMD4(repeating: 1e15)
        ).wholeNumbers
    }

    /// The energies of a channel by direction and quadrant, in the order of ``EnergyLanes``.
    public func lanes(_ channel: Channel) -> SIMD8<Int64> {
        guard channel != .total || !addsPhases else {
            return element(0) &+ element(1) &+ element(2)
        }
        return element(Int(channel.rawValue))
    }

    /// The energy of a set of lanes of the total registers.
    public func total(of lanes: EnergyLanes) -> Int64 {
        guard addsPhases else { return energy(3, lanes) }
        return energy(0, lanes) &+ energy(1, lanes) &+ energy(2, lanes)
    }

    private func energy(_ k: Int, _ lanes: EnergyLanes) -> Int64 {
        let (active, reactive) = (active[k], reactive[k])
        let imports = active >= 0
        let quadrant: UInt8 = imports ? (reactive >= 0 ? 2 : 5) : (reactive >= 0 ? 3 : 4)
        func part(_ energy: Int64, _ lane: UInt8) -> Int64 {
            lanes.rawValue >> lane & 1 == 1 ? energy : 0
        }
        return part(abs(active), imports ? 0 : 1) &+ part(abs(reactive), quadrant)
            &+ part(apparent[k], imports ? 6 : 7)
    }

    /// Booked by direction and quadrant; a quadrant's border belongs to the side of import.
    private func element(_ k: Int) -> SIMD8<Int64> {
        let (active, reactive, apparent) = (active[k], reactive[k], apparent[k])
        let (importing, exporting) = (~(active >> 63), active >> 63)
        let (lagging, leading) = (~(reactive >> 63), reactive >> 63)
        // Each lane is masked by the quadrant it belongs to: no branch for the processor to miss.
        return SIMD8(
            active & importing,
            -active & exporting,
            reactive & importing & lagging,
            reactive & exporting & lagging,
            -reactive & exporting & leading,
            -reactive & importing & leading,
            apparent & importing,
            apparent & exporting
        )
    }
}

extension SIMD4<Double> {
    /// The nearest whole numbers of values inside ±2⁵¹; an exact half goes to the even one.
    @inline(__always)
    var wholeNumbers: SIMD4<Int64> {
        // Adding 3·2⁵¹ puts the whole number into the low bits of the sum's mantissa.
        let shift = 6_755_399_441_055_744.0
        let bits = unsafe unsafeBitCast(self + shift, to: SIMD4<Int64>.self)
        return bits &- Int64(bitPattern: shift.bitPattern)
    }
}
