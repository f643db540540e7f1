/// How the meter is connected to the mains (metrology.md B.4).
public enum NetworkType: String, Hashable, Sendable, CaseIterable {
    /// Single phase, one current.
    case singlePhase = "1BL"
    /// Two phases, one current.
    case twoPhase = "2BL"
    /// Three wires, balanced, one current.
    case threeWireBalanced = "3BL"
    /// Four wires, balanced, one current.
    case fourWireBalanced = "4BL"
    /// Three wires, unbalanced.
    case threeWireUnbalanced = "3NBL"
    /// Four wires, unbalanced, three currents.
    case fourWireUnbalanced = "4NBL"

    /// The types this build can measure.
    public static let measurable: [NetworkType] = [.singlePhase, .fourWireUnbalanced]
}
