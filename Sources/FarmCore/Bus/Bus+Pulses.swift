public import SimulatedTime

/// Meters of the bus that pulse lines join with others, here or on other buses of the loop.
extension Bus {
    /// A meter's place in its group.
    struct PulseSeat {
        let group: PulseGroup
        let member: Int
    }

    /// The instant to which a meter may go on its way to another: not beyond a request that waits
    /// for the disk, and not ahead of those that feed it.
    @inline(__always)
    func reach(_ index: Int, _ instant: Instant) -> Instant {
        let own = min(instant, units[index].ceiling)
        guard let seat = units[index].seat else { return own }
        return seat.group.prepare(seat.member, to: own)
    }

    /// The groups that meters of the bus belong to.
    var pulseGroups: [PulseGroup] {
        guard hasSeats else { return [] }
        return units.compactMap { $0.seat?.group }
    }

}

extension Bus: PulseStations {
    func edit(_ index: Int, _ body: (inout MeterMachine) -> Void) {
        body(&units[index].device.machine)
        settleStation(index)
    }

    func ceiling(of index: Int) -> Instant { units[index].ceiling }

    func hasChanged(_ index: Int) -> Bool {
        units[index].saved != units[index].device.machine.version
    }

    func takeCheckpoint(_ index: Int) -> MeterCheckpoint { checkpoint(index) }
}

extension PulseGroup {
    /// Joins the meters of a loop's buses as the lines of the farm have it.
    ///
    /// - Parameters:
    ///   - buses: all buses of the event loop; a group has all its meters on one loop.
    ///   - seed: the farm's source of chance.
    /// - Returns: the groups that have meters on these buses.
    public static func join(_ buses: [Bus], by web: PulseWeb, seed: Seed) -> [PulseGroup] {
        guard !web.isEmpty else { return [] }
        var places: [String: Seat] = [:]
        for bus in buses {
            for (index, unit) in bus.units.enumerated() {
                places[unit.device.machine.name] = Seat(stations: bus, index: index)
            }
        }
        var groups: [PulseGroup] = []
        for group in web.groups {
            let seats = group.members.compactMap { places[$0] }
            guard seats.count == group.members.count else { continue }
            let joined = PulseGroup(group, seats: seats, seed: seed)
            for (member, seat) in seats.enumerated() {
                (seat.stations as? Bus)?.sit(seat.index, in: joined, as: member)
            }
            groups.append(joined)
        }
        return groups
    }
}

extension Bus {
    fileprivate func sit(_ index: Int, in group: PulseGroup, as member: Int) {
        units[index].seat = PulseSeat(group: group, member: member)
        hasSeats = true
    }
}
