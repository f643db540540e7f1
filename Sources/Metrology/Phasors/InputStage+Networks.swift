extension InputStage {
    /// The measurement through any wiring, in any network, with any waves.
    func generalMeasurement(of site: SiteConditions) -> Measurement {
        var fundamental = SitePhasors(fundamentalOf: site)
        let healthy = fundamental
        if !wiring.upstreamNeutralIsWhole { fundamental.breakNeutral() }
        var sums = ElementSums(network)
        let first = terminals(fundamental)
        sums.add(first, order: 1)
        if let harmonics = site.harmonics {
            for order in harmonics.orders {
                var wave = SitePhasors(order, of: harmonics, on: healthy)
                if !wiring.upstreamNeutralIsWhole { wave.dropCommonCurrent() }
                sums.add(terminals(wave), order: order)
            }
        }
        var measurement = Measurement(network: network, toSecondary: toSecondary)
        measurement.frequency = site.frequency
        measurement.detection = detection
        sums.fill(&measurement, apparentTotal)
        measurement.takeSequences(first)
        measurement.elements.registers = sums.starts(threshold)
        measurement.elements.operates = operates(
            measurement.elements,
            hasVoltage: measurement.phasesPresent != 0
        )
        return measurement
    }

    private func terminals(_ site: SitePhasors) -> MeterTerminals {
        MeterTerminals(
            voltages: wiring.meterVoltages(site.voltages, hasNeutral: network.hasNeutral)
                * gain.y,
            currents: wiring.currents(site.currents) * gain.x
        )
    }
}

extension SiteHarmonics {
    /// The orders that any wave has, ascending.
    var orders: [Int] {
        Set((voltages + currents).flatMap { $0.harmonics.map(\.order) }).sorted()
    }
}

extension Measurement {
    /// Takes the symmetrical components of the terminals' fundamental (metrology.md B.5).
    mutating func takeSequences(_ terminals: MeterTerminals) {
        guard network.connectedPhases == 0b111 else { return }
        voltageSequence = SequenceComponents(terminals.voltages)
        if network == .fourWireUnbalanced || network == .threeWireUnbalanced {
            currentSequence = SequenceComponents(terminals.currents)
        } else if network == .threeWireTwoCurrents {
            let (i1, i3) = (terminals.currents.l1, terminals.currents.l3)
            currentSequence = SequenceComponents(ThreePhasors(i1, -(i1 + i3), i3))
        }
    }
}
