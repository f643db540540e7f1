public import Documents
internal import LoadProfiles
internal import MeterModels
internal import SimulatedTime

/// Reads a farm file with everything it refers to, and reports every fault of all of them.
public struct FarmReader {
    /// What is said of a farm file.
    public struct Report: Sendable {
        /// The farm, nil when there is a fault.
        public let plan: FarmPlan?
        /// The faults of all files read.
        public let faults: [Fault]
        /// What is legal but surely meant otherwise.
        public let warnings: [Fault]
        /// What is right and worth knowing.
        public let remarks: [Fault]
    }

    /// The most meters one farm may have.
    public static let meterLimit = 1_000_000
    /// The most buses one farm may have.
    public static let busLimit = 100_000

    let library: ProfileLibrary
    let log: FaultLog

    /// A reader for one file.
    public init(file: String, library: ProfileLibrary) {
        self.library = library
        log = FaultLog(file: file)
    }

    /// Reads the farm from its document.
    public func read(_ document: JSONValue) -> Report {
        let plan = readFarm(Node(document, log: log))
        let isSound = log.faults.isEmpty
        for reliance in plan?.reliances ?? [] {
            log.remark(JSONPointer(tokens: ["meters"]), reliance.description)
        }
        return Report(
            plan: isSound ? plan : nil,
            faults: log.faults,
            warnings: log.warnings,
            remarks: log.remarks
        )
    }

    private func readFarm(_ root: Node) -> FarmPlan? {
        guard let farm = root.object("a farm") else { return nil }
        let name = farm.optional("name")?.string() ?? "farm"
        let seed = farm.optional("seed")?.integer("a seed", in: 0...Int.max) ?? 0
        let clock = readClock(farm.optional("clock"))
        let busNodes = farm.required("buses", "a list of buses with their ports")
        let buses = readBuses(busNodes)
        let meterNodes = farm.required("meters", "a list of meters")
        let durability = farm.optional("durability")?.choice(of: Durability.self)
        let checkpoints = farm.optional("checkpointEvery")?
            .timeSpan(in: FarmPlan.checkpointRange)
        let faultNode = farm.optional("faults")
        let faults = faultNode.map(FaultReader.readAll) ?? []
        let scenarios = FarmScenarioReader(library: library, log: log)
            .read(farm.optional("scenarios"))
        let sources = farm.optional("pulseSources")
        let lines = PulseLineReader.readAll(farm.optional("pulseLines"))
        farm.finish(allowing: ["$schema", "description"])
        let reader = MeterReader(
            library: library,
            log: log,
            seed: Seed(UInt64(seed)),
            timeZone: clock.zone,
            start: clock.adviceStart,
            startIsKnown: clock.start != .now,
            buses: Dictionary(buses.map { ($0.name, $0) }) { first, _ in first }
        )
        let meters = reader.read(
            meterNodes,
            under: scenarios,
            faultMark: faultNode?.value.mark ?? 0,
            sources: sources,
            lines: lines
        )
        // What is left out for faults of its own is no wrong aim.
        if !log.hasFaults(under: "buses"), !log.hasFaults(under: "meters") {
            let aim = AimCheck(buses, meters, log: log)
            aim.check(faults, faultNode)
            for scenario in scenarios { aim.check(scenario) }
            aim.check(scenarios, clearing: faults)
        }
        PortAdvice(meters, log: log).check(buses, busNodes)
        let unrest = BusUnrest(faults, scenarios)
        var plan = FarmPlan(
            name: name,
            seed: Seed(UInt64(seed)),
            start: clock.start,
            speed: clock.speed,
            timeZone: clock.zone,
            durability: durability ?? .strict,
            checkpointEvery: checkpoints ?? .seconds(30),
            buses: buses.map(unrest.disturbed) + reader.unwired.buses,
            meters: meters
        )
        plan.pulseLines = reader.pulseLines
        plan.pulseWeb = reader.web
        plan.parts = FarmParts(
            file: log.file,
            library: library,
            sites: reader.sites.map(\.kept),
            scenarios: scenarios
        )
        return plan
    }

    private struct Clock {
        var start = FarmPlan.Start.now
        var speed = 1.0
        var zone = CivilZone.utc

        /// The week in which loads are looked at: the farm's first, else one of January.
        var adviceStart: Instant {
            if case .at(let instant) = start { return instant }
            return Instant(seconds: 1_767_571_200)  // 2026-01-05T00:00:00Z, a Monday
        }
    }

    private func readClock(_ node: Node?) -> Clock {
        var clock = Clock()
        guard let node, let object = node.object("a clock") else { return clock }
        if let start = object.optional("start"), let text = start.string("\"now\" or an instant") {
            if text != "now" {
                do {
                    clock.start = .at(try Instant(rfc3339: text))
                } catch {
                    start.report("\(error); or \"now\"")
                }
            }
        }
        if let speed = object.optional("speed")?.number("a speed", in: FarmClock.speedRange) {
            clock.speed = speed
        }
        if let zone = object.optional("timeZone"), let name = zone.string("a time zone") {
            do {
                clock.zone = try CivilZone(identifier: name)
            } catch {
                zone.report("\(error)")
            }
        }
        object.finish()
        return clock
    }

    private func readBuses(_ node: Node?) -> [BusPlan] {
        guard let node else { return [] }
        var buses: [BusPlan] = []
        var names: Set<String> = []
        var places: [PortPlan.Place: String] = [:]
        for entry in node.repeatedEntries("a list of buses", limit: Self.busLimit) {
            guard let bus = BusReader().read(entry) else { continue }
            if !names.insert(bus.name).inserted {
                log.report(entry.pointer.appending("name"), "the name \"\(bus.name)\" is taken")
            }
            for port in bus.ports where port.place.isExclusive {
                if let other = places.updateValue(bus.name, forKey: port.place) {
                    log.report(
                        entry.pointer.appending("ports"),
                        "the port at \(port.place.text) is also used by bus \"\(other)\""
                    )
                }
            }
            buses.append(bus)
        }
        return buses
    }
}
