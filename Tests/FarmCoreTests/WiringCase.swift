import Metrology
import TestSupport

/// What an electrician or the mains did to make a case, as a farm file says it.
struct WiringCase: Sendable, CustomStringConvertible {
    /// The number in `shared/domain/wiring-faults.md`.
    let number: String
    /// The wires as JSON.
    var wiring = "{}"
    /// The true load of L3, W.
    var third = 2070.0
    /// The ratio of the transformers programmed in the meter; 100/5 are installed.
    var programmed = (primary: 100.0, secondary: 5.0)
    /// Whether a meter still lives that L1 and N feed.
    var feedsFirstPhase = true

    var description: String { number }

    /// How many times too much a ratio makes the meter read.
    var ratio: Double { programmed.primary / programmed.secondary / 20 }

    /// The true load.
    var load: String {
        """
        { "phases": { "l1": { "activePower": 2070, "powerFactor": 0.9 },
                      "l2": { "activePower": 2070, "powerFactor": 0.9 },
                      "l3": { "activePower": \(third), "powerFactor": 0.9 } },
          "voltage": 230, "frequency": 50 }
        """
    }

    /// Every case, and those that can be made in two ways in both.
    static let all: [WiringCase] = [
        WiringCase(number: "0"), WiringCase(number: "1", wiring: #"{ "i1": "reversed" }"#),
        WiringCase(number: "2", wiring: #"{ "i1": "reversed", "i2": "-l2" }"#),
        WiringCase(number: "3", wiring: #"{ "i1": "-l1", "i2": "reversed", "i3": "-l3" }"#),
        WiringCase(number: "4", wiring: #"{ "i1": "l2", "i2": "l1" }"#),
        WiringCase(number: "4b", wiring: #"{ "i2": "l3", "i3": "l2" }"#),
        WiringCase(number: "4c", wiring: #"{ "i1": "-l2", "i2": "l1" }"#),
        WiringCase(number: "5", wiring: #"{ "u1": "l2", "u2": "l3", "u3": "l1" }"#),
        WiringCase(number: "6", wiring: #"{ "u1": "l3", "u2": "l1", "u3": "l2" }"#),
        WiringCase(number: "7", wiring: #"{ "u1": "l2", "u2": "l1" }"#),
        WiringCase(number: "8", wiring: #"{ "u1": "l2", "u2": "l1", "i1": "l2", "i2": "l1" }"#),
        WiringCase(number: "9", wiring: #"{ "u1": "open" }"#, feedsFirstPhase: false),
        WiringCase(number: "9b", wiring: #"{ "lostPhases": ["l1"] }"#, feedsFirstPhase: false),
        WiringCase(number: "9c", wiring: #"{ "i1": "open" }"#),
        WiringCase(number: "9c", wiring: #"{ "i1": "shorted" }"#),
        WiringCase(number: "10", wiring: #"{ "n": "open" }"#, feedsFirstPhase: false),
        WiringCase(
            number: "10b",
            wiring: #"{ "n": "open", "u1": "open" }"#,
            feedsFirstPhase: false
        ), WiringCase(number: "11", third: 690),
        WiringCase(number: "11b", wiring: #"{ "neutralUpstream": "open" }"#, third: 690),
        WiringCase(number: "12", programmed: (200, 5)),
        WiringCase(number: "12b", programmed: (50, 5)),
        WiringCase(number: "12c", programmed: (100, 1)),
    ]

    var vector: WiringVector? {
        WiringVector.all.first {
            $0.name.hasPrefix("\(number).") || $0.name.hasPrefix("\(number) ")
        }
    }
}

extension WiringVector {
    /// What a meter shows at once, by quantity, SI units.
    ///
    /// - Parameters:
    ///   - isVector: how its apparent total is formed.
    ///   - convention: the sign of its power factors.
    func values(isVector: Bool, _ convention: PowerFactorSign) -> [String: Double] {
        var values = ["current.n": IN, "phaseSequence": sequence, "frequency": 50]
        let lines = ["l12", "l23", "l31"]
        for (k, phase) in ["l1", "l2", "l3"].enumerated() {
            values["voltage.\(phase)"] = V[k]
            values["voltage.\(lines[k])"] = U[k]
            values["current.\(phase)"] = I[k]
            values["power.active.\(phase)"] = P[k]
            values["power.reactive.\(phase)"] = Q[k]
            values["power.apparent.\(phase)"] = S[k]
            values["powerFactor.\(phase)"] = Self.factor(PF[k], P[k], Q[k], convention)
        }
        values["power.active.total"] = Pt
        values["power.reactive.total"] = Qt
        values["power.apparent.total"] = isVector ? Sv : Sa
        values["powerFactor.total"] = Self.factor(isVector ? PFv : PFa, Pt, Qt, convention)
        return values
    }

    /// The energies of an hour by quantity, Wh and varh.
    func energies(isNet: Bool) -> [String: Double] {
        let (active, reactive) = isNet ? (net, ern) : (phase, erp)
        var values: [String: Double] = [:]
        for (way, name) in ["import", "export"].enumerated() {
            values["energy.active.\(name).total"] = active[way]
            values["energy.reactive.\(name).total"] = reactive[way]
            for (k, phase) in ["l1", "l2", "l3"].enumerated() {
                let sign = way == 0 ? 1.0 : -1
                values["energy.active.\(name).\(phase)"] = max(sign * P[k], 0)
                values["energy.reactive.\(name).\(phase)"] = max(sign * Q[k], 0)
            }
        }
        return values
    }

    /// A power factor as a meter of the convention shows it; 1 where there is none.
    private static func factor(
        _ factor: Double?,
        _ active: Double,
        _ reactive: Double,
        _ convention: PowerFactorSign
    ) -> Double {
        guard let factor else { return 1 }
        let lags = (active >= 0) == (reactive >= 0)
        return switch convention {
        case .unsigned: abs(factor)
        case .iec: active < 0 ? -abs(factor) : abs(factor)
        case .socomec: lags ? abs(factor) : -abs(factor)
        case .ieee: lags ? -abs(factor) : abs(factor)
        }
    }
}
