internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension Bus {
    /// What is amiss with a meter, its installation and its line.
    ///
    /// - Parameter index: a meter that has been brought to the instant.
    func suspects(_ index: Int, at instant: Instant) -> [Suspect] {
        units[index].device.machine.suspects + stationSuspects(index) + lineSuspects
            + faultSuspects(index, at: instant)
    }

    private func stationSuspects(_ index: Int) -> [Suspect] {
        let station = units[index].device.machine.station
        var all: [Suspect] = []
        switch station.connection {
        case .right: break
        case .reversed:
            all.append(
                Suspect(.line, "The meter's bus wires A and B are exchanged: it hears nobody")
            )
        case .open: all.append(Suspect(.line, "The meter's bus wires are off: it hears nobody"))
        }
        let (own, bus) = (station.format(on: linePlan.format), linePlan.format)
        if own != bus, !hears(index, sender: nil) || linePlan.check == .strict,
            station.connection == .right
        {
            all.append(
                Suspect(
                    .line,
                    "The meter's line is set to \(own.text), and the bus to \(bus.text): it "
                        + "does not understand who is set as the bus is"
                )
            )
        }
        let namesakes = units.indices.filter { other in
            other != index && units[other].device.machine.station.address == station.address
                && !(isMBus && station.address == 0)
        }
        if !namesakes.isEmpty {
            let names = namesakes.map { units[$0].device.machine.name }.listed
            all.append(
                Suspect(
                    .addressTwice,
                    "Address \(station.address) is also that of \(names): answers collide"
                )
            )
        }
        return all
    }

    private var lineSuspects: [Suspect] {
        guard let wire else { return [] }
        if wire.isDead {
            return [
                Suspect(.busDead, "The bus is shorted or overloaded: nothing gets through")
            ]
        }
        guard wire.conditions.isReversed else { return [] }
        return [Suspect(.busDead, "The masters' A and B are exchanged: nobody understands them")]
    }

    private func faultSuspects(_ index: Int, at instant: Instant) -> [Suspect] {
        guard !faults.isIdle else { return [] }
        let name = units[index].device.machine.name
        return faults.armed.filter { $0.isOpen(at: instant) && $0.concerns(meter: name) }
            .map { fault in
                Suspect(
                    .fault,
                    "The fault \"\(fault.plan.name)\" is armed (\(fault.plan.effect))"
                )
            }
    }
}
