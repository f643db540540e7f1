internal import FarmCore
internal import SimulatedTime

/// A few meters of a simulation, lived by one thread at a time.
actor SimulationShard {
    private let meters: [ReportedMeter]
    private let start: Instant
    private var machines: [MeterMachine] = []
    private var readings: [[ExactReading]] = []
    /// Groups of meters that pulse lines join, by number.
    private var groups: [Int: JoinedMeters] = [:]

    init(_ meters: [ReportedMeter], at start: Instant) {
        self.meters = meters
        self.start = start
    }

    /// Advances each meter through the instants.
    ///
    /// - Returns: the values of each meter, instant by instant, column by column.
    func values(at instants: [Instant]) -> [ArraySlice<Int64>] {
        if machines.isEmpty { switchOn() }
        var joined = livedGroups(through: instants)
        var values: [Int64] = []
        values.reserveCapacity(instants.count * readings.reduce(0) { $0 + $1.count })
        var bounds = [0]
        for index in machines.indices {
            if let found = joined.removeValue(forKey: index) {
                values += found
            } else if !Task.isCancelled {
                Self.live(&machines[index], through: instants, readings[index], into: &values)
            }
            bounds.append(values.count)
        }
        return zip(bounds, bounds.dropFirst()).map { values[$0..<$1] }
    }

    /// Lives the groups through the instants.
    ///
    /// - Returns: the values of their meters, by place.
    private func livedGroups(
        through instants: [Instant]
    ) -> [Int: [Int64]] {
        var values: [Int: [Int64]] = [:]
        for (number, group) in groups.sorted(by: { $0.key < $1.key }) {
            let places = meters.indices.filter { meters[$0].joined?.number == number }
            for instant in instants where !Task.isCancelled {
                group.advance(to: instant)
                for place in places {
                    let readings = readings[place]
                    let found = group.withMeter(meters[place].plan.name) { machine in
                        readings.map { $0.value(in: machine) ?? SimulationChunk.absent }
                    }
                    values[place, default: []] += found ?? []
                }
            }
        }
        return values
    }

    private func switchOn() {
        machines = meters.map { MeterMachine($0.plan, at: start) }
        readings = zip(machines, meters).map { machine, meter in
            meter.columns.map { ExactReading(of: $0.quantity, in: machine) }
        }
        for plans in meters.compactMap(\.joined) where groups[plans.number] == nil {
            groups[plans.number] = JoinedMeters(plans, at: start)
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
