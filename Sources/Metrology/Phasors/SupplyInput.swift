/// Whether what the installation carries feeds a meter, worked out once for its wires.
///
/// Only the fundamental is looked at, of which harmonics change the RMS value by less than a
/// supply's threshold is known to.
struct SupplyInput: Sendable {
    /// How the question is answered where the voltages of the phases alone do not.
    private enum Way: Sendable {
        /// A supply of its own.
        case always
        /// Some conductor does not reach the meter at all, or each phase must have its voltage.
        case never
        /// Voltages between conductors decide; the wires are right.
        case straight
        /// So they do, and the wires are wrong.
        case wired
    }

    /// Voltages of the phases that are enough to feed the meter, whatever else there is; V at the
    /// primary, and infinite where the phases alone do not tell.
    private let plenty: SIMD4<Double>
    private let way: Way
    private let wiring: Wiring
    /// The pairs of conductors that can feed the meter, one bit each: L1, L2 and L3 to N, L1 to
    /// L2, L2 to L3, L3 to L1.
    private let feeding: UInt8
    /// Whether one of them will do.
    private let anyWillDo: Bool
    /// The square of the least voltage, V² at the primary.
    private let leastSquare: Double

    init(_ supply: SupplyDesign, _ installation: Installation, _ network: NetworkType) {
        wiring = installation.wiring
        anyWillDo = supply.from.contains(.anyPhase)
        // At exactly the least voltage the meter lives; the rounding of a division aside.
        let least =
            supply.minimumVoltage * installation.voltageTransformer.ratio * (1 - 1e-12)
        leastSquare = least * least
        let wanted = Self.pairs(supply.from)
        let reached = Self.reached(installation.wiring, network)
        feeding = anyWillDo ? wanted & reached : wanted
        let isStraight = installation.wiring == .correct
        // Two phases of which one has its voltage have no less between them.
        let phases = anyWillDo ? UInt8(truncatingIfNeeded: network.connectedPhases) : wanted
        if supply.from.contains(.auxiliary) {
            (way, plenty) = (.always, Self.limits(0, 0))
        } else if wanted == 0 || (anyWillDo ? feeding == 0 : wanted & ~reached != 0) {
            (way, plenty) = (.never, SIMD4(repeating: .infinity))
        } else if !isStraight {
            (way, plenty) = (.wired, SIMD4(repeating: .infinity))
        } else if anyWillDo || phases < 0b1000 {
            (way, plenty) = (anyWillDo ? .straight : .never, Self.limits(phases, least))
        } else {
            (way, plenty) = (.straight, SIMD4(repeating: .infinity))
        }
    }

    /// Whether the meter is fed.
    @inline(__always)
    func feeds(_ site: SiteConditions) -> Bool {
        let u = site.voltages
        if u[0] >= plenty[0], u[1] >= plenty[1], u[2] >= plenty[2] { return true }
        return feedsOtherwise(site)
    }

    /// Whether it is, though the phases alone do not tell.
    @inline(never)
    private func feedsOtherwise(_ site: SiteConditions) -> Bool {
        switch way {
        case .always: true
        case .never: false
        case .straight: isEnough(Self.straightSquares(site.voltages))
        case .wired: isEnough(wiredSquares(site))
        }
    }

    /// The least voltage for the phases of a set, and less than nothing for the others.
    private static func limits(_ phases: UInt8, _ least: Double) -> SIMD4<Double> {
        var limits = SIMD4(repeating: -1.0)
        for k in 0..<3 where phases >> UInt8(k) & 1 == 1 { limits[k] = least }
        return limits
    }

    /// Whether voltages between the pairs, of which the squares are given, feed the meter.
    private func isEnough(_ squares: SIMD8<Double>) -> Bool {
        let enough = squares .>= leastSquare
        let live = (0..<6).reduce(UInt8(0)) { enough[$1] ? $0 | 1 << UInt8($1) : $0 }
        return anyWillDo ? feeding & live != 0 : feeding & ~live == 0
    }

    /// The squares where no wire is wrong: the phases stand 120° apart.
    private static func straightSquares(_ u: SIMD4<Double>) -> SIMD8<Double> {
        let (own, next) = (u * u, SIMD4(u[1], u[2], u[0], 0))
        let lines = own + u * next + next * next
        return SIMD8(own[0], own[1], own[2], lines[0], lines[1], lines[2], 0, 0)
    }

    private func wiredSquares(_ site: SiteConditions) -> SIMD8<Double> {
        let phasors = SitePhasors(fundamentalOf: site, through: wiring)
        let u = wiring.voltages(phasors.voltages)
        return SIMD8(
            u.l1.square,
            u.l2.square,
            u.l3.square,
            (u.l1 - u.l2).square,
            (u.l2 - u.l3).square,
            (u.l3 - u.l1).square,
            0,
            0
        )
    }

    /// The pairs that conductors make.
    private static func pairs(_ from: [SupplyConductor]) -> UInt8 {
        guard !from.contains(.anyPhase) else { return from.contains(.n) ? 0b000111 : 0b111111 }
        let phases = [SupplyConductor.l1, .l2, .l3].map(from.contains)
        return pairs(phases, neutral: from.contains(.n), lines: !from.contains(.n))
    }

    /// The pairs of which both conductors reach the meter.
    private static func reached(_ wiring: Wiring, _ network: NetworkType) -> UInt8 {
        let taps = [wiring.u1, wiring.u2, wiring.u3].enumerated().map { place, tap in
            tap.isConnected && network.connectedPhases >> Int64(place) & 1 == 1
        }
        let neutral = network.hasNeutral && wiring.neutralIsConnected
        return pairs(taps, neutral: neutral, lines: true)
    }

    private static func pairs(_ phases: [Bool], neutral: Bool, lines: Bool) -> UInt8 {
        var bits: UInt8 = 0
        for k in 0..<3 {
            if neutral, phases[k] { bits |= 1 << UInt8(k) }
            if lines, phases[k], phases[(k + 1) % 3] { bits |= 1 << UInt8(k + 3) }
        }
        return bits
    }
}
