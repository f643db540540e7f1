public import SimulatedTime

/// The states of a bus's meters, for the disk.
extension Bus {
    /// How far the journal has been carried out.
    public var carriedOut: Int64 { settledSequence }

    /// The states of the next meters that have changed since theirs was last taken.
    ///
    /// Each is taken as it stands, without bringing the meter to the present: what follows from
    /// the load alone is worked out again when it is wanted.
    ///
    /// - Parameters:
    ///   - position: the meter to begin with; afterwards the one to go on with.
    ///   - limit: the most states.
    public func checkpoints(from position: inout Int, limit: Int) -> [MeterCheckpoint] {
        var found: [MeterCheckpoint] = []
        while position < units.count, found.count < limit {
            // Joined meters are taken together.
            if units[position].seat == nil, hasChanged(position) {
                found.append(checkpoint(position))
            }
            position += 1
        }
        return found
    }

    /// The states of the meters that are new or that the farm file has changed: they must be on
    /// the disk before anything is served.
    public func firstCheckpoints() -> [MeterCheckpoint] { changed.map(checkpoint) }

    func checkpoint(_ index: Int) -> MeterCheckpoint {
        let machine = units[index].device.machine
        units[index].saved = machine.version
        return MeterCheckpoint(
            meter: machine.name,
            bookedUntil: machine.bookedUntil,
            sequence: settledSequence,
            state: MeterState.bytes(of: machine)
        )
    }

    /// The disk did not take what was handed to it: all states are to be taken anew.
    public func forgetCheckpoints() {
        for index in units.indices { units[index].saved = nil }
    }

    /// Brings meters to an instant, as far as they are not there.
    ///
    /// - Parameters:
    ///   - position: the meter to begin with; afterwards the one to go on with.
    ///   - limit: the most meters.
    public func advance(from position: inout Int, limit: Int, to instant: Instant) {
        let end = position + min(limit, units.count - position)
        while position < end {
            let target = reach(position, instant)
            units[position].device.machine.advance(to: target)
            position += 1
        }
    }
}
