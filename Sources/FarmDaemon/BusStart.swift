internal import FarmCore
internal import FarmLines
internal import MeterModels
internal import Metrology
internal import NIOCore
internal import SimulatedTime

/// Switches the meters of all buses on, each bus on its loop.
struct BusStart: Sendable {
    /// A bus that is ready, with the states that must be written before it serves.
    struct Ready: Sendable {
        let bus: NIOLoopBound<Bus>
        let checkpoints: [MeterCheckpoint]
    }

    private let plan: FarmPlan
    private let start: Instant
    private let memory: FarmMemory?
    private let path: String
    private let writer: MemoryWriter?
    private let log: @Sendable (String) -> Void
    private let metersOf: [String: [MeterPlan]]
    /// The loop of each bus.
    private let places: [Int]

    init(
        _ plan: FarmPlan,
        at start: Instant,
        state: FarmState?,
        writer: MemoryWriter?,
        places: [Int],
        log: @escaping @Sendable (String) -> Void
    ) {
        self.places = places
        self.log = log
        self.plan = plan
        self.start = start
        memory = state?.memory
        path = state?.location.file ?? ""
        self.writer = writer
        metersOf = Dictionary(grouping: plan.meters, by: \.bus)
    }

    /// The buses in the order of the farm file, or what is wrong with their states.
    func buses(
        on loops: [LineLoop],
        _ parts: [NIOLoopBound<LoopFarm>]
    ) async throws -> [Ready] {
        let results = try await EventLoopFuture.whenAllSucceed(
            plan.buses.enumerated().map { number, bus in
                let (line, part) = (loops[places[number]], parts[places[number]])
                return line.eventLoop.submit { ready(bus, part, on: line) }
            },
            on: loops[0].eventLoop
        ).get()
        var (buses, faults): ([Ready], [String]) = ([], [])
        for result in results {
            switch result {
            case .success(let ready): buses.append(ready)
            case .failure(let refusals): faults += refusals.all.map { "\(path): \($0)" }
            }
        }
        guard faults.isEmpty else { throw RunRefusal(faults) }
        if !plan.pulseWeb.isEmpty {
            for (line, part) in zip(loops, parts) {
                try await line.eventLoop.submit { part.value.join(plan) }.get()
            }
        }
        return buses
    }

    private func ready(
        _ plan: BusPlan,
        _ part: NIOLoopBound<LoopFarm>,
        on line: LineLoop
    ) -> Result<Ready, MemoryRefusals> {
        do throws(MemoryRefusals) {
            let bus = try bus(plan, part.value)
            tell(of: bus)
            part.value.add(bus, BusClock(bus, on: line))
            return .success(
                Ready(
                    bus: NIOLoopBound(bus, eventLoop: line.eventLoop),
                    checkpoints: bus.firstCheckpoints()
                )
            )
        } catch {
            return .failure(error)
        }
    }

    /// Lets what happens on a bus be known.
    private func tell(of bus: Bus) {
        let log = log
        bus.faults.report = { report in
            if report.isWorthTelling { log(report.description) }
        }
        bus.reportRefusal = { meter, refusal in
            log("the scenario asked \(meter) in vain: \(refusal)")
        }
    }

    /// Whether pulse lines join meters, or may have when the states were kept.
    private var hasInputs: Bool {
        !plan.pulseWeb.isEmpty
            || plan.meters.contains { $0.model.design.pulseInputs != nil }
    }

    private func bus(_ bus: BusPlan, _ part: LoopFarm) throws(MemoryRefusals) -> Bus {
        let (meters, time) = (metersOf[bus.name] ?? [], part.time)
        guard let memory, let writer else {
            return Bus(bus, meters: meters, time: time, start: start, seed: plan.seed)
        }
        if part.joined == nil, hasInputs {
            part.joined = JoinedRestarts(plan, memory: memory, start: start)
        }
        return try Bus(
            bus,
            meters: meters,
            time: time,
            start: start,
            seed: plan.seed,
            memory: memory,
            journal: writer,
            durability: plan.durability,
            joined: part.joined
        )
    }
}

extension FaultReport {
    /// Whether it goes into the log: the first hundred of a fault, then ever fewer.
    fileprivate var isWorthTelling: Bool {
        var step: Int64 = 1
        while step <= number / 100 { step *= 10 }
        return number % step == 0
    }
}
