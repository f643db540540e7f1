internal import Documents
internal import FarmCore
internal import Hummingbird
internal import LoadProfiles
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/faults`, and those of one bus.
    func addFaults(to routes: inout Routes) {
        routes.get("/v1/faults") { [self] request, _ in
            let query = try Query(request, Page.parameters.union(["bus"]))
            let page = try Page(query)
            let buses = try query.text("bus").map { [try index.bus($0)] } ?? index.buses
            var all: [JSONOutput] = []
            for number in buses {
                let name = plan.buses[number].name
                let armed = try await farm.onBus(number) { bus, _ in bus.faults.states }
                all += shown(armed).filter { page.finds([$0.plan.name]) }.map {
                    $0.output(bus: name)
                }
            }
            return page.output(Array(page.part(of: all)), total: all.count).response
        }
        routes.post("/v1/faults") { [self] request, _ in
            let fault = try await request.read(FaultReader.read)
            if let misaim = plan.misaim(of: fault) { throw Problem(misaim) }
            let buses = index.buses.filter { number in
                let bus = plan.buses[number]
                return fault.target.concerns(
                    bus: bus.name,
                    meters: plan.meters(of: bus).map(\.name)
                )
            }
            var at = farm.start
            for bus in buses { at = max(at, try await arm(fault, on: bus)) }
            return JSONOutput.done(at).response
        }
        routes.delete("/v1/faults/:fault") { [self] _, context in
            let name = try context.parameters.require("fault")
            return try await disarm(name, on: index.buses)
        }
        routes.post("/v1/buses/:bus/faults") { [self] request, context in
            let bus = try index.bus(context.parameters.require("bus"))
            var fault = try await request.read(FaultReader.read)
            fault.target.bus = plan.buses[bus].name
            if let misaim = plan.misaim(of: fault) { throw Problem(misaim) }
            return JSONOutput.done(try await arm(fault, on: bus)).response
        }
        routes.get("/v1/buses/:bus/faults/:fault") { [self] request, context in
            _ = try Query(request, [])
            let bus = try index.bus(context.parameters.require("bus"))
            let name = try context.parameters.require("fault")
            let armed = shown(try await farm.onBus(bus) { bus, _ in bus.faults.states })
            guard let found = armed.first(where: { $0.plan.name == name }) else {
                throw Problem.missing("fault", name, among: armed.map(\.plan.name))
            }
            return found.output(bus: plan.buses[bus].name).response
        }
        routes.delete("/v1/buses/:bus/faults/:fault") { [self] _, context in
            let bus = try index.bus(context.parameters.require("bus"))
            return try await disarm(context.parameters.require("fault"), on: [bus])
        }
    }

    private func arm(_ fault: FaultPlan, on number: Int) async throws -> Instant {
        let (isArmed, at) = try await farm.onBus(number) { bus, now in
            (bus.arm(fault, at: now), now)
        }
        guard isArmed else {
            throw Problem(.conflict, "\(FaultEngine.limit) faults are armed; no more on a bus")
        }
        return at
    }

    private func disarm(_ name: String, on buses: [Int]) async throws -> Response {
        var found = false
        var at = farm.start
        var names: [String] = []
        if veil != nil, LessonOption.isOfLesson(fault: name) {
            throw Problem.missing("fault", name, among: [])
        }
        for number in buses {
            let (isThere, all, now) = try await farm.onBus(number) { bus, now in
                let names = bus.faults.states.map(\.plan.name)
                if names.contains(name) { bus.faults.disarm(name) }
                return (names.contains(name), names, now)
            }
            (found, names, at) = (found || isThere, names + (veil?.shown(all) ?? all), max(at, now))
        }
        guard found else { throw Problem.missing("fault", name, among: names) }
        return JSONOutput.done(at).response
    }
}
