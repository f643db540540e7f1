/// The energies of refresh steps that have passed and are not booked yet.
///
/// Adding up is all that a step costs; booking by tariff, partial counter and demand happens once
/// for many steps. Sums are exact, so when a batch is booked changes no register.
public struct StepBatch: Sendable {
    /// Energies of L1, mJ by lane.
    var l1 = SIMD8<Int64>()
    /// Energies of L2.
    var l2 = SIMD8<Int64>()
    /// Energies of L3.
    var l3 = SIMD8<Int64>()
    /// Energies of the total registers.
    var total = SIMD8<Int64>()
    /// Charges of L1, L2, L3 and the neutral, mA·s.
    var charges = SIMD4<Int64>()
    /// Steps during which operating time counts.
    var operatingSteps: Int64 = 0
    /// Whether nothing has been added.
    private(set) var isEmpty = true
    /// What may still be added to a lane without leaving its range.
    private var room = StepBatch.capacity

    /// Far below the least modulus of ``EnergyBank``, so that booking wraps once at most.
    private static let capacity: Int64 = 4_000_000_000_000_000_000
    /// The most that one step adds to a lane: three phases of ±10¹⁵ each.
    private static let largestFlow: Int64 = 3_000_000_000_000_000

    /// Nothing yet.
    public init() {}

    /// Whether one more step of any size fits.
    @inline(__always)
    var hasRoom: Bool { room >= Self.largestFlow }

    /// Adds one step; there must be room.
    @inline(__always)
    mutating func addOne(_ flows: Flows) {
        room &-= Self.largestFlow
        isEmpty = false
        l1 &+= flows.l1
        l2 &+= flows.l2
        l3 &+= flows.l3
        total &+= flows.total
        charges &+= flows.charges
        operatingSteps &+= flows.operates ? 1 : 0
    }

    /// Adds as many of so many equal steps as there is room for, and says how many.
    mutating func add(_ flows: Flows, atMost steps: Int64) -> Int64 {
        let bits = flows.l1 | flows.l2 | flows.l3 | flows.total
        let charge = flows.charges.max()
        let largest = Swift.max(bits.max(), charge, 1)
        let added = Swift.min(steps, room / largest)
        room -= added * largest
        isEmpty = false
        let each = SIMD8(repeating: added)
        l1 &+= flows.l1 &* each
        l2 &+= flows.l2 &* each
        l3 &+= flows.l3 &* each
        total &+= flows.total &* each
        charges &+= flows.charges &* SIMD4(repeating: added)
        operatingSteps &+= flows.operates ? added : 0
        return added
    }
}
