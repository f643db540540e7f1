/// Some of the three phases.
public struct PhaseSet: OptionSet, Hashable, Sendable {
    /// One bit for each phase, that of L1 the lowest.
    public let rawValue: UInt8

    /// The phases of these bits; others than the lowest three are ignored.
    public init(rawValue: UInt8) { self.rawValue = rawValue & 0b111 }

    /// The phase of a channel; none of the total.
    public init(_ channel: Channel) {
        self.init(rawValue: channel == .total ? 0 : 1 << channel.rawValue)
    }

    /// Phase 1.
    public static let l1 = PhaseSet(.l1)
    /// Phase 2.
    public static let l2 = PhaseSet(.l2)
    /// Phase 3.
    public static let l3 = PhaseSet(.l3)

    /// The phases in their order.
    public var phases: [Channel] { Channel.phases.filter { contains(PhaseSet($0)) } }

    /// 1 for each phase that is not in the set, else 0; the fourth place is 0.
    var others: SIMD4<Double> {
        SIMD4(contains(.l1) ? 0 : 1, contains(.l2) ? 0 : 1, contains(.l3) ? 0 : 1, 0)
    }
}
