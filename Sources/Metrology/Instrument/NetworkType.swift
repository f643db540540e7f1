/// How the meter is connected to the mains (metrology.md B.4).
public enum NetworkType: String, Hashable, Sendable, CaseIterable {
    /// Single phase: one voltage, one current.
    case singlePhase = "1BL"
    /// Two phases without neutral: U12, one current.
    case twoPhase = "2BL"
    /// Two phases with neutral: V1, V2 and two currents, as from a split or a two-of-three supply.
    case twoPhaseNeutral = "2NBL"
    /// Three wires, balanced: three line voltages, one current on L1.
    case threeWireBalanced = "3BL"
    /// Four wires, balanced: V1 and the current of L1.
    case fourWireBalanced = "4BL"
    /// Three wires, unbalanced, three currents against a virtual star point.
    case threeWireUnbalanced = "3NBL"
    /// Three wires, unbalanced, currents on L1 and L3: the two-wattmeter or Aron connection.
    case threeWireTwoCurrents = "3NBL-2CT"
    /// Four wires, unbalanced, three currents.
    case fourWireUnbalanced = "4NBL"

    /// What a meter connected like this can tell; everything else is not available.
    public var measures: Availability {
        switch self {
        case .singlePhase:
            Availability(voltages: 0b001, lines: 0, currents: 0b0001, powers: 0b1001)
        case .twoPhase: Availability(voltages: 0, lines: 0b001, currents: 0b0001, powers: 0b1000)
        case .twoPhaseNeutral:
            Availability(voltages: 0b011, lines: 0b001, currents: 0b1011, powers: 0b1011)
        case .threeWireBalanced, .threeWireUnbalanced, .threeWireTwoCurrents:
            Availability(voltages: 0, lines: 0b111, currents: 0b0111, powers: 0b1000)
        case .fourWireBalanced:
            Availability(voltages: 0b001, lines: 0, currents: 0b0111, powers: 0b1111)
        case .fourWireUnbalanced:
            Availability(voltages: 0b111, lines: 0b111, currents: 0b1111, powers: 0b1111)
        }
    }

    /// Whether a neutral conductor is connected.
    public var hasNeutral: Bool {
        switch self {
        case .singlePhase, .twoPhaseNeutral, .fourWireBalanced, .fourWireUnbalanced: true
        default: false
        }
    }

    /// Whether the current of a phase reaches an input of the meter.
    public func hasCurrentInput(_ phase: Channel) -> Bool {
        switch self {
        case .singlePhase, .twoPhase, .threeWireBalanced, .fourWireBalanced: phase == .l1
        case .twoPhaseNeutral: phase == .l1 || phase == .l2
        case .threeWireTwoCurrents: phase == .l1 || phase == .l3
        case .threeWireUnbalanced, .fourWireUnbalanced: phase != .total
        }
    }

    /// Whether a conductor that may feed a meter is connected.
    public func connects(_ conductor: SupplyConductor) -> Bool {
        switch conductor {
        case .l1: connectedPhases & 0b001 != 0
        case .l2: connectedPhases & 0b010 != 0
        case .l3: connectedPhases & 0b100 != 0
        case .n: hasNeutral
        case .anyPhase, .auxiliary: true
        }
    }

    /// The current inputs that a transformer or conductor leads to, one bit each; a current that
    /// is only computed has none.
    public var currentInputs: Int64 {
        switch self {
        case .singlePhase, .twoPhase, .threeWireBalanced, .fourWireBalanced: 0b001
        case .twoPhaseNeutral: 0b011
        case .threeWireTwoCurrents: 0b101
        case .threeWireUnbalanced, .fourWireUnbalanced: 0b111
        }
    }

    /// The phases whose voltage reaches an input, one bit each.
    public var connectedPhases: Int64 {
        switch self {
        case .singlePhase, .fourWireBalanced: 0b001
        case .twoPhase, .twoPhaseNeutral: 0b011
        default: 0b111
        }
    }
}

/// The instantaneous values that a network type lets a meter measure or compute.
public struct Availability: Hashable, Sendable {
    /// Bit k−1: the voltage of phase k to neutral.
    public let voltages: UInt8
    /// Bits for U12, U23 and U31.
    public let lines: UInt8
    /// Bits for the currents of the phases and of the neutral.
    public let currents: UInt8
    /// Bits for the powers and energies of the phases and of the total.
    public let powers: UInt8

    /// How many phase voltages their mean is formed of; nil where there is none.
    var averagedVoltages: Int? { voltages.nonzeroBitCount > 1 ? voltages.nonzeroBitCount : nil }
    /// How many line voltages their mean is formed of; nil where there is none.
    var averagedLines: Int? {
        lines == 0b111 ? 3 : lines == 0b001 && voltages == 0b011 ? 1 : nil
    }
    /// How many phase currents their mean is formed of; nil where there is none.
    var averagedCurrents: Int? {
        switch currents & 0b111 {
        case 0b111: 3
        case 0b011: 2
        default: nil
        }
    }

    /// Whether a channel has powers and energies of its own.
    public func has(_ channel: Channel) -> Bool { Self.has(powers, Int(channel.rawValue)) }

    /// Whether bit `k` of a set is there.
    static func has(_ set: UInt8, _ k: Int) -> Bool { set >> UInt8(k) & 1 == 1 }
}
