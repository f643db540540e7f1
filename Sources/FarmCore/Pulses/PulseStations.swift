internal import SimulatedTime

/// Who holds meters that pulse lines join.
protocol PulseStations: AnyObject {
    /// Does something to a meter.
    func edit(_ index: Int, _ body: (inout MeterMachine) -> Void)
    /// The instant beyond which a meter may not go, because a request waits for the disk.
    func ceiling(of index: Int) -> Instant
    /// Whether a meter has changed since its state was last taken.
    func hasChanged(_ index: Int) -> Bool
    /// Takes a meter's state.
    func takeCheckpoint(_ index: Int) -> MeterCheckpoint
}

/// Meters that are held by nobody else: for a restart, or a simulation.
final class MeterShelf: PulseStations {
    var devices: [MeterDevice]

    init(_ devices: [MeterDevice]) { self.devices = devices }

    func edit(_ index: Int, _ body: (inout MeterMachine) -> Void) {
        body(&devices[index].machine)
    }

    func ceiling(of index: Int) -> Instant { .distantFuture }

    func hasChanged(_ index: Int) -> Bool { true }

    func takeCheckpoint(_ index: Int) -> MeterCheckpoint {
        MeterCheckpoint(
            meter: devices[index].machine.name,
            bookedUntil: devices[index].machine.bookedUntil,
            sequence: 0,
            state: MeterState.bytes(of: devices[index].machine)
        )
    }
}
