import SimulatedTime

/// What other meters of the farm carry, and what is lost on the way to them.
///
/// All is added in whole milliwatts, so that a main meter agrees with its sub-meters to the last
/// count.
struct MeterSum: Sendable {
    /// What stands between the main meter and the others.
    enum Losses: Sendable {
        /// Nothing.
        case none
        /// A power on each phase, W.
        case watts(Signal)
        /// A share of the size of the sum's active power.
        case ratio(Double)

        var usesChance: Bool {
            if case .watts(let signal) = self { signal.source.usesChance } else { false }
        }

        func bound(to zone: CivilZone) -> Losses {
            if case .watts(let signal) = self { .watts(signal.bound(to: zone)) } else { self }
        }
    }

    /// The names of the other meters.
    let pattern: String
    var losses: Losses

    /// The sum with its losses, mW; losses are taken from the mains whichever way the power flows.
    func withLosses(_ sum: MilliPower, at moment: inout SignalMoment) -> MilliPower {
        switch losses {
        case .none: sum
        case .watts(let signal):
            sum
                + MilliPower(
                    active: MilliPower.whole(signal.value(at: &moment)),
                    reactive: 0
                )
        case .ratio(let ratio):
            sum
                + MilliPower(
                    active: MilliPower.whole(Double(sum.active.magnitude) / 1000 * ratio),
                    reactive: 0
                )
        }
    }
}
