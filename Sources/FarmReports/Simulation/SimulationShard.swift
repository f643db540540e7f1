internal import FarmCore
internal import SimulatedTime

/// A few meters of a simulation, lived by one thread at a time.
actor SimulationShard {
    private let meters: ArraySlice<ReportedMeter>
    private let start: Instant
    private var machines: [MeterMachine] = []
    private var readings: [[ExactReading]] = []

    init(_ meters: ArraySlice<ReportedMeter>, at start: Instant) {
        self.meters = meters
        self.start = start
    }

    /// Advances each meter through the instants.
    ///
    /// - Returns: the values of each meter, instant by instant, column by column.
    func values(at instants: [Instant]) -> [ArraySlice<Int64>] {
        if machines.isEmpty { switchOn() }
        var values: [Int64] = []
        values.reserveCapacity(instants.count * readings.reduce(0) { $0 + $1.count })
        var bounds = [0]
        for index in machines.indices {
            if !Task.isCancelled {
                Self.live(&machines[index], through: instants, readings[index], into: &values)
            }
            bounds.append(values.count)
        }
        return zip(bounds, bounds.dropFirst()).map { values[$0..<$1] }
    }

    private func switchOn() {
        machines = meters.map { MeterMachine($0.plan, at: start) }
        readings = zip(machines, meters).map { machine, meter in
            meter.columns.map { ExactReading(of: $0.quantity, in: machine) }
        }
    }

    private static func live(
        _ machine: inout MeterMachine,
        through instants: [Instant],
        _ readings: [ExactReading],
        into values: inout [Int64]
    ) {
        for instant in instants {
            machine.advance(to: instant)
            for reading in readings {
                values.append(reading.value(in: machine) ?? SimulationChunk.absent)
            }
        }
    }
}
