import Foundation
import Metrology
import TestSupport
import Testing

/// The worked cases of `shared/vectors/wiring-faults.json` that wiring alone can make.
@Suite("Wiring as an operation on phasors")
struct WiringVectorTests {
    struct Vector: Decodable {
        let name: String
        let V: [Double]
        let U: [Double]
        let I: [Double]
        let IN: Double
        let P: [Double]
        let Q: [Double]
        let S: [Double]
        let Pt: Double
        let Qt: Double
        let Sv: Double
        let Sa: Double
        let seqV: [Double]
    }

    static let vectors: [Vector] = {
        let file = SharedFolder.shared.appending(path: "vectors/wiring-faults.json")
        guard let data = try? Data(contentsOf: file) else { return [] }
        return (try? JSONDecoder().decode([Vector].self, from: data)) ?? []
    }()

    /// Each case's number in the document with the wires that make it.
    static let cases: [(prefix: String, wiring: Wiring)] = {
        func wired(_ change: (inout Wiring) -> Void) -> Wiring {
            var wiring = Wiring()
            change(&wiring)
            return wiring
        }
        let reversed1 = Tap.phase(.l1, reversed: true)
        return [
            ("0.", .correct),
            ("1.", wired { $0.i1 = reversed1 }),
            (
                "2.",
                wired {
                    $0.i1 = reversed1; $0.i2 = .phase(.l2, reversed: true)
                }
            ),
            (
                "3.",
                wired {
                    $0.i1 = reversed1
                    $0.i2 = .phase(.l2, reversed: true)
                    $0.i3 = .phase(.l3, reversed: true)
                }
            ),
            (
                "4.",
                wired {
                    $0.i1 = .to(.l2); $0.i2 = .to(.l1)
                }
            ),
            (
                "4b.",
                wired {
                    $0.i2 = .to(.l3); $0.i3 = .to(.l2)
                }
            ),
            (
                "5.",
                wired {
                    $0.u1 = .to(.l2); $0.u2 = .to(.l3); $0.u3 = .to(.l1)
                }
            ),
            (
                "6.",
                wired {
                    $0.u1 = .to(.l3); $0.u2 = .to(.l1); $0.u3 = .to(.l2)
                }
            ),
            (
                "7.",
                wired {
                    $0.u1 = .to(.l2); $0.u2 = .to(.l1)
                }
            ),
            (
                "8.",
                wired {
                    $0.u1 = .to(.l2)
                    $0.u2 = .to(.l1)
                    $0.i1 = .to(.l2)
                    $0.i2 = .to(.l1)
                }
            ),
            ("9.", wired { $0.u1 = .open }),
            ("9c.", wired { $0.i1 = .open }),
        ]
    }()

    /// 3 × 230 V, 10 A, cos φ 0.9 inductive.
    static let site: SiteConditions = {
        let sine = (1 - 0.81).squareRoot()
        let phase = PhaseConditions(
            voltage: 230,
            activePower: 2070,
            reactivePower: 2300 * sine
        )
        return SiteConditions(l1: phase, l2: phase, l3: phase)
    }()

    @Test("Each wiring case reads what the document worked out", arguments: cases.indices)
    func readsTheVector(index: Int) throws {
        let (prefix, wiring) = Self.cases[index]
        let vector = try #require(
            Self.vectors.first { $0.name.hasPrefix(prefix) },
            "no vector \(prefix)"
        )
        var installation = Installation()
        installation.wiring = wiring
        let m = Measurement(
            of: Self.site,
            through: installation,
            ratios: ConfiguredRatios(),
            network: .fourWireUnbalanced,
            design: MeterDesign()
        )
        // Powers are whole milliwatts, so half of one is the grain of the comparison.
        for k in 0..<3 {
            #expect(abs(m.voltage[k] - vector.V[k]) < 1e-5, "V\(k + 1) of \(vector.name)")
            #expect(abs(m.lineVoltage[k] - vector.U[k]) < 1e-5, "U of \(vector.name)")
            #expect(abs(m.current[k] - vector.I[k]) < 1e-5, "I\(k + 1) of \(vector.name)")
            #expect(abs(m.active[k] - vector.P[k]) < 1.1e-3, "P\(k + 1) of \(vector.name)")
            #expect(abs(m.reactive[k] - vector.Q[k]) < 1.1e-3, "Q\(k + 1) of \(vector.name)")
            #expect(abs(m.apparent[k] - vector.S[k]) < 1.1e-3, "S\(k + 1) of \(vector.name)")
        }
        #expect(abs(m.current[3] - vector.IN) < 1e-5)
        #expect(abs(m.active[3] - vector.Pt) < 3e-3)
        #expect(abs(m.reactive[3] - vector.Qt) < 3e-3)
        #expect(abs(m.apparent[3] - vector.Sv) < 5e-3)
        #expect(abs(m.sequence.x - vector.seqV[1]) < 1e-5)
        #expect(abs(m.sequence.y - vector.seqV[2]) < 1e-5)
    }

    @Test("The document's vectors are there to be read")
    func vectorsExist() {
        #expect(Self.vectors.count == 21)
    }
}
