/// The phasors of one frequency at a meter's terminals, multiplied by the configured ratios.
///
/// Voltages stand against the meter's neutral terminal where it is connected, else against the
/// star point of its inputs.
struct MeterTerminals {
    var voltages: ThreePhasors
    var currents: ThreePhasors
}

/// The phasors of one frequency in the installation.
struct SitePhasors {
    var voltages: ThreePhasors
    var currents: ThreePhasors

    /// The fundamental: L1 at 0°, L2 at −120°, L3 at +120°, and the currents that the powers
    /// demand, I = (S / V)*; none where there is no voltage.
    init(fundamentalOf site: SiteConditions) {
        let directions = [Phasor(re: 1, im: 0), Phasor.a.conjugate, Phasor.a]
        func each(_ make: (Int) -> Phasor) -> ThreePhasors {
            ThreePhasors(
                make(0) * directions[0],
                make(1) * directions[1],
                make(2) * directions[2]
            )
        }
        voltages = each { Phasor(re: site.voltages[$0], im: 0) }
        currents = each { k in
            let voltage = site.voltages[k]
            guard voltage > 0 else { return .zero }
            return Phasor(
                re: site.activePowers[k] / voltage,
                im: -site.reactivePowers[k] / voltage
            )
        }
    }

    /// A harmonic of the waves whose fundamental is given.
    init(_ order: Int, of harmonics: SiteHarmonics, on fundamental: SitePhasors) {
        func each(_ spectra: [Spectrum], _ base: ThreePhasors) -> ThreePhasors {
            func one(_ k: Int, _ phasor: Phasor) -> Phasor {
                guard k < spectra.count,
                    let harmonic = spectra[k].harmonics.first(where: { $0.order == order })
                else { return .zero }
                return Phasor(
                    rms: phasor.rms * harmonic.ratio,
                    degrees: Double(order) * phasor.degrees + harmonic.degrees
                )
            }
            return ThreePhasors(one(0, base.l1), one(1, base.l2), one(2, base.l3))
        }
        voltages = each(harmonics.voltages, fundamental.voltages)
        currents = each(harmonics.currents, fundamental.currents)
    }

    /// The fundamental where phases may be lost and the neutral may be broken.
    init(fundamentalOf site: SiteConditions, through wiring: Wiring) {
        self.init(fundamentalOf: site)
        lose(wiring.lostPhases)
        if !wiring.upstreamNeutralIsWhole { breakNeutral(without: wiring.lostPhases) }
    }

    /// Takes away phases upstream: their conductors rest at the loads' star point.
    mutating func lose(_ phases: PhaseSet) {
        guard !phases.isEmpty else { return }
        let left = phases.others
        let factors = SIMD3(left[0], left[1], left[2])
        (voltages, currents) = (voltages.scaled(by: factors), currents.scaled(by: factors))
    }

    /// Breaks the neutral on the supply's side: the loads, taken as constant admittances, find
    /// their own star point, and nothing flows back.
    ///
    /// - Parameter lost: phases that are gone; their conductors follow the star point.
    mutating func breakNeutral(without lost: PhaseSet) {
        let loads = [
            (voltages.l1, currents.l1), (voltages.l2, currents.l2), (voltages.l3, currents.l3),
        ]
        let admittances = loads.map { $1 / $0 }
        let sum = admittances.reduce(Phasor.zero, +)
        let currentSum = loads.reduce(Phasor.zero) { $0 + $1.1 }
        let largest = admittances.map(\.rms).max() ?? 0
        // Admittances that cancel leave the star point undefined; it stays at the middle then.
        let point = sum.rms > largest * 1e-9 ? currentSum / sum : voltages.mean(without: lost)
        voltages = voltages - point
        currents = ThreePhasors(
            admittances[0] * voltages.l1,
            admittances[1] * voltages.l2,
            admittances[2] * voltages.l3
        )
        lose(lost)
    }

    /// Breaks the neutral for a harmonic: what the phases have in common cannot flow.
    ///
    /// - Parameter lost: phases that are gone and carry nothing.
    mutating func dropCommonCurrent(without lost: PhaseSet) {
        currents = currents - currents.mean(without: lost)
        lose(lost)
    }
}

extension ThreePhasors {
    /// The mean of the phasors of the phases that are not lost, where those of the lost are 0.
    fileprivate func mean(without lost: PhaseSet) -> Phasor {
        guard !lost.isEmpty else { return mean }
        let count = 3 - lost.phases.count
        return count > 0 ? self[.total] * (1 / Double(count)) : .zero
    }
}

extension Wiring {
    /// The voltages that reach the meter's inputs.
    ///
    /// - Parameter hasNeutral: whether the network type has a neutral to connect.
    func meterVoltages(_ site: ThreePhasors, hasNeutral: Bool) -> ThreePhasors {
        let picked = voltages(site)
        guard !hasNeutral || !neutralIsConnected else { return picked }
        let inputs = [(u1, picked.l1), (u2, picked.l2), (u3, picked.l3)]
        let connected = inputs.filter { $0.0.isConnected }.map(\.1)
        guard !connected.isEmpty else { return picked }
        let point = connected.reduce(Phasor.zero, +) * (1 / Double(connected.count))
        func seen(_ tap: Tap, _ phasor: Phasor) -> Phasor {
            // An open input hangs on the star point through its own impedance.
            tap.isConnected ? phasor - point : .zero
        }
        return ThreePhasors(seen(u1, picked.l1), seen(u2, picked.l2), seen(u3, picked.l3))
    }
}
