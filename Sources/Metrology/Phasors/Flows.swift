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
    /// Milliampere seconds of L1, L2, L3 and the neutral.
    public internal(set) var charges = SIMD4<Int64>()

    /// Whether operating time counts.
    public internal(set) var operates = false

    /// No energy.
    public init() {}

    /// The energy of one step of `milliseconds` while the elements read the same.
    public init(_ readings: ElementReadings, counting: TotalCounting, milliseconds: Int64) {
        take(readings, counting: counting, milliseconds: milliseconds)
    }

    /// Becomes the energy of one step, in place.
    @inline(__always)
    mutating func take(
        _ readings: ElementReadings,
        counting: TotalCounting,
        milliseconds: Int64
    ) {
        operates = readings.operates
        guard readings.registers else {
            self = Flows()
            operates = readings.operates
            return
        }
        let perStep = Double(milliseconds)  // W × ms = mJ
        // No lane exceeds the apparent powers, no charge the currents: far inside what is exact.
        let size = (readings.apparent + readings.current).phaseSum * perStep
        let isHuge = !(size + abs(readings.active[3]) * perStep < 1e15)
        let active = Self.whole(readings.active * perStep, isHuge)
        let reactive = Self.whole(readings.reactive * perStep, isHuge)
        let apparent = Self.whole(readings.apparent * perStep, isHuge)
        charges = Self.whole(readings.current * perStep, isHuge)
        l1 = Self.lanes(active[0], reactive[0], apparent[0])
        l2 = Self.lanes(active[1], reactive[1], apparent[1])
        l3 = Self.lanes(active[2], reactive[2], apparent[2])
        if !readings.hasPhases {
            total = Self.lanes(active[3], reactive[3], apparent[3])
        } else if counting == .perPhase {
            total = l1 &+ l2 &+ l3
        } else {
            // The sum of what the phases booked, so that their books agree.
            total = Self.lanes(
                active[0] &+ active[1] &+ active[2],
                reactive[0] &+ reactive[1] &+ reactive[2],
                apparent[3]
            )
        }
    }

    @inline(__always)
    private static func whole(_ values: SIMD4<Double>, _ isHuge: Bool) -> SIMD4<Int64> {
        guard isHuge else { return values.wholeNumbers }
        return values.clamped(
            lowerBound: SIMD4(repeating: -1e15),
            upperBound: SIMD4(repeating: 1e15)
        ).wholeNumbers
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

    /// Booked by direction and quadrant; a quadrant's border belongs to the side of import.
    @inline(__always)
    private static func lanes(_ active: Int64, _ reactive: Int64, _ apparent: Int64)
        -> SIMD8<Int64>
    {
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
