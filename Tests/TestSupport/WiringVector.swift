internal import Foundation

/// A worked case of `shared/vectors/wiring-faults.json`: 3 × 230 V, 10 A, cos φ 0.9, through
/// transformers 100/5.
public struct WiringVector: Decodable, Sendable {
    /// The number and what is wrong.
    public let name: String
    /// The voltages that the inputs see, V.
    public let V: [Double]
    /// The voltages between phases, V.
    public let U: [Double]
    /// The currents, A.
    public let I: [Double]
    /// The current of the neutral, A.
    public let IN: Double
    /// The active powers, W.
    public let P: [Double]
    /// The reactive powers, var.
    public let Q: [Double]
    /// The apparent powers, VA.
    public let S: [Double]
    /// The power factors; nil without apparent power.
    public let PF: [Double?]
    /// The sum of the active powers, W.
    public let Pt: Double
    /// The sum of the reactive powers, var.
    public let Qt: Double
    /// The vector sum of the apparent power, VA.
    public let Sv: Double
    /// Its arithmetic sum, VA.
    public let Sa: Double
    /// The power factor of the vector sum.
    public let PFv: Double?
    /// That of the arithmetic sum.
    public let PFa: Double?
    /// Energies of an hour, import and export, Wh or varh: of the total as a meter books that
    /// counts net, and as one that adds up what its phases book.
    public let net: [Double]
    /// The same, counted by phase.
    public let phase: [Double]
    /// Reactive energy, counted net.
    public let ern: [Double]
    /// Reactive energy, counted by phase.
    public let erp: [Double]
    /// The symmetrical components of the voltage: zero, positive and negative sequence, V.
    public let seqV: [Double]

    /// All cases; none when the file cannot be read.
    public static let all: [WiringVector] = {
        let file = SharedFolder.shared.appending(path: "vectors/wiring-faults.json")
        guard let data = try? Data(contentsOf: file) else { return [] }
        return (try? JSONDecoder().decode([WiringVector].self, from: data)) ?? []
    }()

    /// The phase sequence that a meter shows: 123, 132, or 0 when a phase is missing.
    public var sequence: Double { V.contains(0) ? 0 : seqV[1] > seqV[2] ? 123 : 132 }
}
