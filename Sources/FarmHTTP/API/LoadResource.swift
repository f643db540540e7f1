internal import Documents
internal import FarmCore
internal import Hummingbird
internal import LoadProfiles
internal import MeterModels
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/loads`, and what feeds a meter.
    func addLoads(to routes: inout Routes) {
        routes.get("/v1/loads") { [self] request, _ in
            let page = try Page(Query(request, Page.parameters))
            let names = farm.library.names(of: .loads).filter { page.finds([$0]) }
            let entries = page.part(of: names).map { name -> JSONOutput in
                let text = description(of: name, kind: .loads)
                return ["name": .text(name), "description": .text(optional: text)]
            }
            return page.output(entries, total: names.count).response
        }
        let path = "/v1/meters/:meter/load"
        routes.get(path) { [self] request, context in
            _ = try Query(request, [])
            let place = try index.meter(context.parameters.require("meter"))
            try requireOpen(plan.meters[place.number].name)
            return try await load(of: place).response
        }
        routes.put(path) { [self] request, context in
            let place = try index.meter(context.parameters.require("meter"))
            let load = try await request.read { node in
                node.only("load").flatMap { checked($0) }
            }
            return try await connect(load, scale: 1, place, "load: \(load.text)")
        }
        routes.patch(path) { [self] request, context in
            let place = try index.meter(context.parameters.require("meter"))
            let scale = try await request.read { node in
                node.only("scale")?.number("a factor", in: Self.scales)
            }
            let feed = try await feed(of: place)
            if let sum = feed.sum {
                let meter = plan.meters[place.number].name
                throw Problem(
                    .conflict,
                    "\(meter) carries what \(sum.count) other meters carry; scale those"
                )
            }
            return try await connect(feed.given, scale: scale, place, "scale: \(scale)")
        }
    }

    /// How many times a profile may be taken.
    private static let scales = 0.0...1000.0

    /// What a profile of the library says it is for; nil where it says nothing.
    func description(of name: String, kind: ProfileLibrary.Kind) -> String? {
        guard let found = farm.library.find(name, kind: kind, from: farm.facts.file),
            case .object(let members)? = try? JSONValue.parse(found.bytes, file: found.path),
            case .string(let text)? = members["description"]
        else { return nil }
        return text
    }

    /// The load, when it can be read; nil after complaints.
    private func checked(_ node: Node) -> JSONValue? {
        LoadProfile.readable(node, library: farm.library, timeZone: plan.timeZone)
            ? node.value : nil
    }

    private func feed(of place: MeterIndex.Place) async throws -> MeterFeed {
        let now = try await farm.time().now
        guard let feed = plan.feed(ofMeter: place.number, under: farm.agenda, at: now) else {
            throw problem(.measuresNothing, place)
        }
        return feed
    }

    private func load(of place: MeterIndex.Place) async throws -> JSONOutput {
        let feed = try await feed(of: place)
        let truth = try await farm.onBus(place.bus) { bus, now in
            bus.truth(ofMeterAt: place.place, at: now)
        }
        guard let truth else { throw Problem(.notFound, "there is no such meter any more") }
        return [
            "load": .text(optional: feed.reference), "text": .text(feed.text),
            "scale": .number(feed.scale),
            "sumOf": feed.sum.map { .array($0.map { .text($0) }) } ?? .null,
            "powers": truth.right.total.output,
        ]
    }

    private func connect(
        _ load: JSONValue?,
        scale: Double,
        _ place: MeterIndex.Place,
        _ text: String
    ) async throws -> Response {
        do {
            let at = try await farm.connect(load, scale: scale, toMeter: place.number)
            tell(of: [MeterDeeds.Word(what: "load", value: text)], place, at: at, by: .api)
            return JSONOutput.done(at).response
        } catch let error as AgendaRefusal {
            throw problem(error, place)
        } catch let error as DeedRefusal {
            throw refusal(error, plan.meters[place.number])
        }
    }

    /// Why something is not put on the agenda, as an answer.
    private func problem(_ refusal: AgendaRefusal, _ place: MeterIndex.Place) -> Problem {
        guard case .measuresNothing = refusal else { return problem(refusal) }
        let model = plan.meters[place.number].model.name
        return Problem(.conflict, "\(model) measures nothing: it has no load")
    }

    /// Why something is not put on the agenda, as an answer.
    func problem(_ refusal: AgendaRefusal) -> Problem {
        switch refusal {
        case .faults(let faults): Problem(.unprocessableContent, faults)
        case .measuresNothing: Problem(.conflict, "the device measures nothing")
        case .tooMany:
            Problem(
                .conflict,
                "\(FarmAgenda.runLimit) scenarios are played; stop one or wait for its end"
            )
        case .unknown: Problem(.notFound, "no such scenario is played")
        case .isOver(let now): Problem(.conflict, "the beginning is over, it is \(now)")
        }
    }
}

extension MeterFeed {
    /// What feeds the meter, in words.
    fileprivate var text: String {
        if let sum, let first = sum.first {
            return sum.count < 4
                ? "the sum of \(sum.joined(separator: ", "))"
                : "the sum of \(first) to \(sum[sum.count - 1]), \(sum.count) meters"
        }
        let name = reference ?? (given == nil ? "a load of the farm file" : "a load of its own")
        return scale == 1 ? name : "\(JSONOutput.number(scale).text) times \(name)"
    }
}
