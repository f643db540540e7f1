import Foundation

/// What meters on a known site must show, worked out by school formulas and nothing of ours.
///
/// L1 and L2 import with lagging currents, L3 exports with positive reactive power: quadrants 1,
/// 1 and 2 of IEC 62053-23. With every flow turned about they are quadrants 3, 3 and 4.
struct SiteTruth {
    static let voltage = [230.0, 231, 229]
    static let frequency = 50.0
    static let hours = 2.5

    /// A load profile of the site.
    static func load(isTurned: Bool) -> String {
        let sign = isTurned ? -1.0 : 1
        let phases = (0..<3).map { k in
            """
            "l\(k + 1)": { "activePower": \(sign * flows[k].active),
                           "reactivePower": \(sign * flows[k].reactive) }
            """
        }
        return """
            { "phases": { \(phases.joined(separator: ", ")) },
              "voltage": { "l1": 230, "l2": 231, "l3": 229 } }
            """
    }

    private static let flows: [(active: Double, reactive: Double)] = [
        (2300, 500), (776.16, 582.12), (-500, 150),
    ]

    /// Whether every flow is turned about.
    let isTurned: Bool
    /// How the model forms its totals.
    let isSinglePhase: Bool
    let isNet: Bool
    let isVector: Bool
    /// Whether the hour meter counts only while power is imported.
    let countsWhileImporting: Bool
    /// The current transformers' ratio.
    let ratio: Double
    /// How long each tariff was in force, and which is at the end.
    let tariffHours: [Double]
    let tariff: Int

    private var sign: Double { isTurned ? -1 : 1 }
    private func active(_ k: Int) -> Double { sign * Self.flows[k].active }
    private func reactive(_ k: Int) -> Double { sign * Self.flows[k].reactive }
    private func apparent(_ k: Int) -> Double { hypot(active(k), reactive(k)) }
    private func current(_ k: Int) -> Double { apparent(k) / Self.voltage[k] }
    private var phases: [Int] { isSinglePhase ? [0] : [0, 1, 2] }
    private func sum(_ value: (Int) -> Double) -> Double { phases.reduce(0) { $0 + value($1) } }
    private var totalActive: Double { sum(active) }
    private var totalReactive: Double { sum(reactive) }
    private var totalApparent: Double {
        isVector ? hypot(totalActive, totalReactive) : sum(apparent)
    }

    private func line(_ a: Int, _ b: Int) -> Double {
        let (u, v) = (Self.voltage[a], Self.voltage[b])
        return (u * u + v * v + u * v).squareRoot()
    }

    private var neutral: Double {
        var (x, y) = (0.0, 0.0)
        for k in 0..<3 {
            let angle = -2 * Double.pi / 3 * Double(k) - atan2(reactive(k), active(k))
            x += current(k) * cos(angle)
            y += current(k) * sin(angle)
        }
        return hypot(x, y)
    }

    /// The symmetrical components of voltages that stand 120° apart, or of the currents.
    private func sequence(_ kind: String, _ component: String) -> Double {
        let turn = ["zero": 0.0, "positive": 1, "negative": -1][component] ?? .nan
        var (x, y) = (0.0, 0.0)
        for k in 0..<3 {
            let lag = kind == "current" ? atan2(reactive(k), active(k)) : 0
            let angle = 2 * Double.pi / 3 * Double(k) * (turn - 1) - lag
            let size = kind == "current" ? current(k) : Self.voltage[k]
            x += size * cos(angle) / 3
            y += size * sin(angle) / 3
        }
        return hypot(x, y)
    }

    /// The start of the test on a clock of the site, seconds since 2000: 2026-01-05T00:00:00.
    private static let startSeconds = 9501.0 * 86400

    /// What stands still is its own least and greatest value, from the start on.
    private func extreme(_ name: String) -> Double? {
        if name.hasSuffix(".time") { return Self.startSeconds }
        return value(String(name.dropLast(8)))
    }

    private func pulses(_ parts: [String]) -> Double? {
        let (lanes, weight) =
            ["led": ("active.both", 0.1 * ratio), "1": ("active.import", 1)][parts[1]]
            ?? ("reactive.import", 10)
        switch parts[2] {
        case "weight": return weight
        case "emitted":
            guard let power = energyPower(lanes, nil) else { return nil }
            return (power * Self.hours / weight + 1e-9).rounded(.down)
        default: return 0
        }
    }

    /// The value in V, A, W, Wh, … of a quantity's name; nil for a name without a truth.
    func value(_ name: String) -> Double? {
        if name.hasPrefix("demand."), name.hasSuffix(".maximum.time") {
            // The first whole quarter of an hour is never beaten.
            let isAny = (value(String(name.dropLast(5))) ?? 0) > 0
            return isAny ? Self.startSeconds + 900 : 0
        }
        if name.hasPrefix("demand.") { return demand(name.split(separator: ".").map(String.init)) }
        let isTime = name.hasSuffix("imum.time")
        if isTime || name.hasSuffix(".minimum") || name.hasSuffix(".maximum") {
            return extreme(name)
        }
        if name.hasPrefix("secondary.") { return secondary(String(name.dropFirst(10))) }
        let parts = name.split(separator: ".").map(String.init)
        guard let first = parts.first, let last = parts.last else { return nil }
        let phase = ["l1": 0, "l2": 1, "l3": 2][last]
        if parts.dropFirst().first == "sequence" { return sequence(first, last) }
        if last == "unbalance" {
            return sequence(first, "negative") / sequence(first, "positive") * 100
        }
        switch first {
        case "alarm", "harmonic": return 0
        case "pulses": return pulses(parts)
        case "voltage": return voltage(last, phase)
        case "current": return current(last, phase)
        case "frequency": return Self.frequency
        case "power": return power(parts[1], phase)
        case "powerFactor": return powerFactor(parts)
        case "phaseAngle":
            return phase.map { atan2(reactive($0), active($0)) * 180 / .pi }
                ?? atan2(totalReactive, totalActive) * 180 / .pi
        case "thd": return 0
        case "charge": return sum(current) * Self.hours
        case "operatingTime":
            return countsWhileImporting && totalActive <= 0 ? 0 : Self.hours * 3600
        case "tariff": return Double(tariff)
        case "phaseSequence": return 123
        case "phasesPresent": return isSinglePhase ? 1 : 7
        case "energy": return energy(parts)
        default: return nil
        }
    }

    private func secondary(_ name: String) -> Double? {
        guard let primary = value(name) else { return nil }
        return name.hasPrefix("voltage") ? primary : primary / ratio
    }

    private func voltage(_ terminal: String, _ phase: Int?) -> Double? {
        if let phase { return Self.voltage[phase] }
        switch terminal {
        case "l12": return line(0, 1)
        case "l23": return line(1, 2)
        case "l31": return line(2, 0)
        case "average": return Self.voltage.reduce(0, +) / 3
        case "lineAverage": return (line(0, 1) + line(1, 2) + line(2, 0)) / 3
        default: return nil
        }
    }

    private func current(_ terminal: String, _ phase: Int?) -> Double? {
        if let phase { return current(phase) }
        return ["n": neutral, "average": sum(current) / 3, "sum": sum(current)][terminal]
    }

    private func power(_ kind: String, _ phase: Int?) -> Double? {
        switch kind {
        case "active": return phase.map(active) ?? totalActive
        case "reactive": return phase.map(reactive) ?? totalReactive
        case "apparent": return phase.map(apparent) ?? totalApparent
        default: return nil
        }
    }

    /// The magnitude; the sign's convention is the caller's business.
    private func powerFactor(_ parts: [String]) -> Double? {
        if parts.last == "sector" { return totalActive * totalReactive > 0 ? 1 : 2 }
        if let phase = ["l1": 0, "l2": 1, "l3": 2][parts[1]] {
            return abs(active(phase)) / apparent(phase)
        }
        return parts[1] == "total" ? abs(totalActive) / totalApparent : nil
    }

    private func demand(_ parts: [String]) -> Double? {
        if parts[1] == "current" { return value("current.\(parts[2])") }
        return energyPower(parts.dropFirst().dropLast().joined(separator: "."), nil)
    }

    private func energy(_ parts: [String]) -> Double? {
        var rest = parts.dropFirst()
        if rest.first == "overflow" { return 10e9 }
        if rest.last == "combined", let kind = rest.first {
            return energyPower("\(kind).both", nil).map { $0 * Self.hours }
        }
        if rest.last == "balance", let kind = rest.first {
            return energyPower("\(kind).net", nil).map {
                $0 * (tariffHours[0] + tariffHours[1])
            }
        }
        if rest.last == "overflows" { return 0 }
        var hours = Self.hours
        while let last = rest.last {
            if last.hasPrefix("previous") { hours = 0 }
            if ["total", "partial", "day", "week", "month"].contains(last)
                || last.hasPrefix("previous")
            {
                rest = rest.dropLast()
            } else if last.count == 2, last.hasPrefix("t"), let n = Int(last.dropFirst()) {
                hours = tariffHours[n - 1]
                rest = rest.dropLast()
            } else {
                break
            }
        }
        let phase = rest.last.flatMap { ["l1": 0, "l2": 1, "l3": 2][$0] }
        if phase != nil { rest = rest.dropLast() }
        return energyPower(rest.joined(separator: "."), phase).map { $0 * hours }
    }

    /// The power that is counted as a kind of energy, in a phase or in total.
    private func energyPower(_ kind: String, _ phase: Int?) -> Double? {
        if let phase {
            return flow(kind, active(phase), reactive(phase), apparent(phase))
        }
        if isNet { return flow(kind, totalActive, totalReactive, totalApparent) }
        return phases.reduce(0.0 as Double?) { sum, k in
            guard let sum, let one = energyPower(kind, k) else { return nil }
            return sum + one
        }
    }

    private func flow(_ kind: String, _ p: Double, _ q: Double, _ s: Double) -> Double? {
        let quadrant = p >= 0 ? (q >= 0 ? 1 : 4) : (q >= 0 ? 2 : 3)
        func reactive(_ quadrants: Int...) -> Double { quadrants.contains(quadrant) ? abs(q) : 0 }
        switch kind {
        case "active.import": return max(p, 0)
        case "active.export": return max(-p, 0)
        case "active.both": return abs(p)
        case "active.net": return p
        case "reactive.import": return reactive(1, 2)
        case "reactive.export": return reactive(3, 4)
        case "reactive.both": return abs(q)
        case "reactive.net": return q
        case "reactive.q1", "reactive.inductive.import": return reactive(1)
        case "reactive.q2", "reactive.capacitive.import": return reactive(2)
        case "reactive.q3", "reactive.inductive.export": return reactive(3)
        case "reactive.q4", "reactive.capacitive.export": return reactive(4)
        case "apparent": return s
        case "apparent.import": return p >= 0 ? s : 0
        case "apparent.export": return p < 0 ? s : 0
        default: return nil
        }
    }
}
