/// Something that is amiss with a meter, its installation or its line.
public struct Suspect: Hashable, Sendable {
    /// What it is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A current transformer is the wrong way round.
        case currentReversed
        /// Current inputs see each other's phases.
        case currentsSwapped
        /// A current input is open.
        case currentOpen
        /// A current transformer is shorted or bridged.
        case currentShorted
        /// A voltage input is the wrong way round.
        case voltageReversed
        /// Voltage inputs see each other's phases.
        case voltagesSwapped
        /// A voltage input is open, or its fuse has blown.
        case voltageOpen
        /// Phases are exchanged in voltages and currents alike.
        case phasesExchanged
        /// The meter's neutral terminal is open.
        case neutralOpen
        /// The installation's neutral is broken between supply and meter.
        case neutralBroken
        /// A phase is gone upstream.
        case phaseLost
        /// Another current ratio is programmed than installed.
        case currentRatio
        /// Another voltage ratio is programmed than installed.
        case voltageRatio
        /// A current transformer is far from its ratio.
        case transformerError
        /// The inputs follow no more.
        case saturation
        /// The current is above the meter's greatest.
        case overload
        /// The meter has no supply.
        case unpowered
        /// The meter starts up and does not answer yet.
        case startingUp
        /// A current flows that is not counted.
        case countingStopped
        /// What drives the tariff is not what the meter goes by.
        case tariffSource
        /// The meter's clock is wrong.
        case clock
        /// The meter does not understand the bus: wires, speed, parity, or framing.
        case line
        /// Another meter has the same address.
        case addressTwice
        /// Nothing or nobody gets through on the bus.
        case busDead
        /// A fault is armed that strikes its requests.
        case fault
    }

    /// What it is.
    public let kind: Kind
    /// The inputs or phases concerned, from 1; empty where it concerns all.
    public let inputs: [Int]
    /// What is amiss, and what comes of it.
    public let sentence: String

    init(_ kind: Kind, _ inputs: [Int], _ sentence: String) {
        (self.kind, self.inputs, self.sentence) = (kind, inputs, sentence)
    }

    init(_ kind: Kind, _ sentence: String) { self.init(kind, [], sentence) }
}
