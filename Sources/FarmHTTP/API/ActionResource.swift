internal import Documents
internal import FarmCore
internal import HTTPTypes
internal import Hummingbird
internal import SimulatedTime

extension FarmAPI {
    /// What can be done to a meter: all that a scenario can do, and each kind by a name of its own.
    func addActions(to routes: inout Routes) {
        routes.post("/v1/meters/:meter/actions") { [self] request, context in
            try await act(request, context) { node in node.only("do") }
        }
        // The body is the action itself, `{ "tariff": 2 }`.
        let actions: [(HTTPRequest.Method, String)] = [
            (.put, "tariff"), (.put, "input"), (.put, "supply"), (.put, "connection"),
            (.put, "address"), (.post, "reset"),
        ]
        for (method, key) in actions {
            routes.on(method, "/v1/meters/:meter/\(key)") { [self] request, context in
                try await act(request, context) { node in node.only(key) == nil ? nil : node }
            }
        }
        // The body is what stands under the action's key, `{ "i1": "-l1" }`.
        let kinds: [(HTTPRequest.Method, String, String)] = [
            (.put, "wiring", "wiring"), (.patch, "installation", "installation"),
            (.patch, "settings", "set"), (.put, "line", "line"), (.put, "clock", "clock"),
            (.put, "pulse-line", "pulseLine"), (.patch, "inputs", "inputs"),
            (.patch, "sensors", "sensors"), (.patch, "relays", "relays"),
        ]
        for (method, path, key) in kinds {
            routes.on(method, "/v1/meters/:meter/\(path)") { [self] request, context in
                try await act(request, context, as: key) { $0.as(key) }
            }
        }
        routes.post("/v1/meters/:meter/partials/:partial") { [self] request, context in
            try await changePartial(request, context)
        }
        for (path, action) in [
            ("demand/synchronise", ["demand": JSONValue.string("synchronise")]),
            ("alarms/acknowledge", ["alarms": JSONValue.string("acknowledge")]),
        ] {
            routes.post("/v1/meters/:meter/\(path)") { [self] _, context in
                let log = FaultLog(file: "action")
                return try await act(Node(.object(action), log: log), context)
            }
        }
    }

    private func changePartial(
        _ request: Request,
        _ context: Routes.Context
    ) async throws -> Response {
        let place = try index.meter(context.parameters.require("meter"))
        let meter = plan.meters[place.number]
        let name = try context.parameters.require("partial")
        let names = meter.model.partialNames
        guard names.contains(name) else {
            throw Problem.missing("partial counter", name, among: names)
        }
        let deeds = try await request.read { node -> MeterDeeds? in
            guard let verb = node.only("partial")?.choice(of: ScenarioAction.PartialVerb.self)
            else { return nil }
            let action = ["partials": JSONValue.object([verb.rawValue: .array([.string(name)])])]
            return MeterDeeds(Node(.object(action), log: node.log), meter: meter.name)
        }
        return try await carryOut(deeds, place)
    }

    private func act(
        _ request: Request,
        _ context: Routes.Context,
        as key: String? = nil,
        _ action: (Node) -> Node?
    ) async throws -> Response {
        let place = try index.meter(context.parameters.require("meter"))
        let name = plan.meters[place.number].name
        do {
            let deeds = try await request.read { node in
                action(node).flatMap { MeterDeeds($0, meter: name) }
            }
            return try await carryOut(deeds, place)
        } catch let problem as Problem {
            // The key is not in the body.
            throw key.map { problem.without($0) } ?? problem
        }
    }

    private func act(_ action: Node, _ context: Routes.Context) async throws -> Response {
        let place = try index.meter(context.parameters.require("meter"))
        let name = plan.meters[place.number].name
        guard let deeds = MeterDeeds(action, meter: name) else {
            throw Problem(.unprocessableContent, action.log.faults)
        }
        return try await carryOut(deeds, place)
    }

    private func carryOut(_ deeds: MeterDeeds, _ place: MeterIndex.Place) async throws -> Response {
        try requireOpen(deeds, [place])
        let bus = plan.buses[place.bus].name
        for action in deeds.busActions {
            guard let misaim = plan.misaim(of: action, onBus: bus) else { continue }
            throw Problem(.unprocessableContent, "\(misaim)")
        }
        do {
            let at = try await farm.carryOut(deeds, bus: place.bus, place: place.place)
            tell(of: deeds.words, place, at: at, by: .api)
            return JSONOutput.done(at).response
        } catch let error as DeedRefusal {
            throw refusal(error, plan.meters[place.number])
        }
    }

    /// Tells those who watch of what was done to a meter.
    func tell(
        of deeds: [MeterDeeds.Word],
        _ place: MeterIndex.Place,
        at instant: Instant,
        by author: FarmChange.Author
    ) {
        let (meter, bus) = (plan.meters[place.number].name, plan.buses[place.bus])
        for deed in deeds {
            hub.note(
                FarmChange(
                    instant: instant,
                    meter: meter,
                    bus: bus.isUnnamed ? nil : bus.name,
                    author: author,
                    what: deed.what,
                    text: "\(deed.what) of \(meter): \(deed.value)"
                )
            )
        }
    }
}

extension Node {
    /// The value as the one member of an object at the same place: so complaints name the place in
    /// the body.
    fileprivate func `as`(_ key: String) -> Node {
        Node(.object([key: value]), at: pointer, log: log)
    }
}
