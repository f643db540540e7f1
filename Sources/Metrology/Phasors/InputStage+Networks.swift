extension InputStage {
    /// What becomes of the fundamental on its way from the site to the measuring elements.
    public func path(of site: SiteConditions) -> InputPath {
        let fundamental = SitePhasors(fundamentalOf: site, through: wiring)
        let carried = errors?.transformerFactors(fundamental.currents, through: installed)
        let arriving = terminals(fundamental, carried)
        let (first, held) = limited(arriving)
        return InputPath(
            site: fundamental,
            transformerFactors: carried,
            arriving: arriving,
            seen: first,
            held: held
        )
    }

    /// The measurement through any wiring, in any network, with any waves and errors.
    func generalMeasurement(of site: SiteConditions) -> Measurement {
        let path = path(of: site)
        var sums = ElementSums(network)
        sums.add(path.seen, order: 1)
        if let harmonics = site.harmonics {
            // The waves are those of a site whose neutral is whole.
            var healthy = SitePhasors(fundamentalOf: site)
            healthy.lose(wiring.lostPhases)
            for order in harmonics.orders {
                var wave = SitePhasors(order, of: harmonics, on: healthy)
                if !wiring.upstreamNeutralIsWhole {
                    wave.dropCommonCurrent(without: wiring.lostPhases)
                }
                var terminals = terminals(wave, path.transformerFactors)
                terminals.currents = terminals.currents.scaled(by: path.held)
                sums.add(terminals, order: order)
            }
        }
        return measurement(sums, path.seen, frequency: site.frequency)
    }

    private func measurement(
        _ sums: ElementSums,
        _ fundamental: MeterTerminals,
        frequency: Double
    ) -> Measurement {
        var measurement = Measurement(network: network, toSecondary: toSecondary)
        measurement.frequency = frequency
        measurement.detection = detection
        sums.fill(&measurement, apparentTotal)
        measurement.takeSequences(fundamental)
        if let errors { measurement.take(errors.intrinsic, apparentTotal) }
        measurement.elements.registers = sums.starts(threshold)
        measurement.elements.operates = operates(
            measurement.elements,
            hasVoltage: measurement.phasesPresent != 0
        )
        return measurement
    }

    /// The phasors at the terminals, through the transformers as they are.
    private func terminals(_ site: SitePhasors, _ carried: ThreePhasors?) -> MeterTerminals {
        var currents = site.currents
        if let carried {
            currents = ThreePhasors(
                currents.l1 * carried.l1,
                currents.l2 * carried.l2,
                currents.l3 * carried.l3
            )
        }
        return MeterTerminals(
            voltages: wiring.meterVoltages(site.voltages, hasNeutral: network.hasNeutral)
                * gain.y,
            currents: wiring.currents(currents) * gain.x
        )
    }

    /// The terminals with currents held at what the inputs can follow, and by how much.
    private func limited(_ terminals: MeterTerminals) -> (MeterTerminals, SIMD3<Double>) {
        guard saturation.isFinite else { return (terminals, SIMD3(1, 1, 1)) }
        let i = terminals.currents
        let sizes = SIMD3(i.l1.rms, i.l2.rms, i.l3.rms)
        let held = SIMD3(repeating: saturation) / sizes
        let share = SIMD3<Double>(1, 1, 1).replacing(with: held, where: sizes .> saturation)
        var limited = terminals
        limited.currents = i.scaled(by: share)
        return (limited, share)
    }
}

extension ThreePhasors {
    /// Each phasor scaled by a number of its own.
    func scaled(by factors: SIMD3<Double>) -> ThreePhasors {
        ThreePhasors(l1 * factors.x, l2 * factors.y, l3 * factors.z)
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
