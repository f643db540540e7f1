/// The energies of refresh steps that have passed and are not booked yet.
///
/// Adding up is all that a step costs; booking by quadrant, tariff, partial counter and demand
/// happens once for many steps, at the latest when an energy changes its sign. Sums are exact, so
/// when a batch is booked changes no register.
public struct StepBatch: Sendable {
    /// Active energies of L1, L2, L3 and the whole, mJ.
    private(set) var active = SIMD4<Int64>()
    /// Reactive energies.
    private(set) var reactive = SIMD4<Int64>()
    /// Apparent energies.
    private(set) var apparent = SIMD4<Int64>()
    /// Charges of L1, L2, L3 and the neutral, mA·s.
    private(set) var charges = SIMD4<Int64>()
    /// Steps during which operating time counts.
    private(set) var operatingSteps: Int64 = 0
    /// Whether nothing has been added.
    private(set) var isEmpty = true
    /// As the flows that were added have them.
    private(set) var addsPhases = false
    private var signs: UInt8 = 0
    /// What may still be added without leaving the range.
    private var room = StepBatch.capacity

    /// Below the least modulus of ``EnergyBank``, so that booking wraps once at most.
    private static let capacity: Int64 = 4_000_000_000_000_000_000
    /// The most that one step adds to an energy: three phases of ±10¹⁵ each.
    private static let largestFlow: Int64 = 3_000_000_000_000_000

    /// Nothing yet.
    public init() {}

    /// Whether one more step of these flows fits.
    @inline(__always)
    func takes(_ flows: Flows) -> Bool {
        signs == flows.signs && addsPhases == flows.addsPhases && room >= Self.largestFlow
    }

    /// Whether it must be booked before these flows can be added.
    func mustSettle(before flows: Flows) -> Bool { !isEmpty && !takes(flows) }

    /// Adds one step that it ``takes(_:)``.
    @inline(__always)
    mutating func addOne(_ flows: Flows) {
        room &-= Self.largestFlow
        isEmpty = false
        active &+= flows.active
        reactive &+= flows.reactive
        apparent &+= flows.apparent
        charges &+= flows.charges
        operatingSteps &+= flows.operates ? 1 : 0
    }

    /// Adds as many of so many equal steps as there is room for, and says how many.
    ///
    /// The flows are like those before.
    mutating func add(_ flows: Flows, atMost steps: Int64) -> Int64 {
        (signs, addsPhases, isEmpty) = (flows.signs, flows.addsPhases, false)
        let largest =
            Swift.max(
                flows.apparent.max(),
                flows.charges.max(),
                flows.active.max(),
                -flows.active.min(),
                flows.reactive.max(),
                -flows.reactive.min(),
                1
            ) * 3  // three phases added up
        let added = Swift.min(steps, room / largest)
        room -= added * largest
        let each = SIMD4(repeating: added)
        active &+= flows.active &* each
        reactive &+= flows.reactive &* each
        apparent &+= flows.apparent &* each
        charges &+= flows.charges &* each
        operatingSteps &+= flows.operates ? added : 0
        return added
    }
}
