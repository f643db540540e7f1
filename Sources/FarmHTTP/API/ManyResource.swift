internal import Documents
internal import FarmCore
internal import Hummingbird
internal import LoadProfiles
internal import SimulatedTime

extension FarmAPI {
    /// How many meters are doing what was asked of many at a time: what they do goes to the disk
    /// in batches of as many.
    static let deedsUnderWay = 256
    /// The most refusals that an answer lists.
    static let refusalsTold = 100

    /// `/v1/actions`: what can be done to a meter, done to many.
    func addMany(to routes: inout Routes) {
        routes.post("/v1/actions") { [self] request, _ in
            let wish = try await request.read { node in ManyWish(node, self) }
            try requireOpen(wish.deeds, wish.places)
            for bus in wish.buses { try check(wish.deeds, onBus: plan.buses[bus].name) }
            let outcomes = try await carryOut(wish.deeds.ofMeterAlone, by: wish.places)
            if let refused = failure(of: outcomes) { throw refused }
            var done = ManyDone(outcomes)
            for bus in wish.buses where done.buses.contains(bus) {
                let at = try await carryOut(wish.deeds.busActions, onBus: bus)
                done.at = max(done.at ?? at, at)
            }
            for (place, at) in done.all { tell(of: wish.deeds.words, place, at: at, by: .api) }
            return output(done).response
        }
    }

    private func check(_ deeds: MeterDeeds, onBus name: String) throws {
        for action in deeds.busActions {
            guard let misaim = plan.misaim(of: action, onBus: name) else { continue }
            throw Problem(.unprocessableContent, "\(misaim)")
        }
    }

    /// Lets each meter do it; the meters of a bus in their order, and not too many at a time.
    private func carryOut(
        _ deeds: MeterDeeds,
        by places: [MeterIndex.Place]
    ) async throws -> [ManyDone.Outcome] {
        try await withThrowingTaskGroup(of: ManyDone.Outcome.self) { group in
            var (rest, outcomes) = (places[...], [ManyDone.Outcome]())
            for place in rest.prefix(Self.deedsUnderWay) {
                group.addTask { try await outcome(of: deeds, place) }
            }
            rest = rest.dropFirst(Self.deedsUnderWay)
            while let outcome = try await group.next() {
                outcomes.append(outcome)
                guard let place = rest.popFirst() else { continue }
                group.addTask { try await self.outcome(of: deeds, place) }
            }
            return outcomes.sorted { $0.place.number < $1.place.number }
        }
    }

    private func outcome(
        of deeds: MeterDeeds,
        _ place: MeterIndex.Place
    ) async throws -> ManyDone.Outcome {
        do {
            let at = try await farm.carryOut(deeds, bus: place.bus, place: place.place)
            return ManyDone.Outcome(place: place, result: .success(at))
        } catch let error as DeedRefusal {
            return ManyDone.Outcome(place: place, result: .failure(error))
        }
    }

    /// What is answered where the disk has refused and so nothing was done.
    private func failure(of outcomes: [ManyDone.Outcome]) -> Problem? {
        for outcome in outcomes {
            switch outcome.result {
            case .success: return nil
            case .failure(.disk): return refusal(.disk, plan.meters[outcome.place.number])
            case .failure: continue
            }
        }
        return nil
    }

    private func carryOut(_ actions: [BusAction], onBus number: Int) async throws -> Instant {
        try await farm.onBus(number) { bus, now in
            for action in actions { bus.carryOut(action, at: now) }
            return now
        }
    }

    private func output(_ done: ManyDone) -> JSONOutput {
        let refused = done.refusals.prefix(Self.refusalsTold).map { place, error -> JSONOutput in
            let meter = plan.meters[place.number]
            return ["meter": .text(meter.name), "detail": .text(refusal(error, meter).detail)]
        }
        return [
            "done": .integer(Int64(done.all.count)), "at": done.at.map { .instant($0) } ?? .null,
            "refused": .array(refused), "refusals": .integer(Int64(done.refusals.count)),
        ]
    }
}

/// What is to be done to many meters.
private struct ManyWish {
    let deeds: MeterDeeds
    /// The meters, in the order of the farm file.
    let places: [MeterIndex.Place]
    /// The buses to which the deeds do something.
    let buses: [Int]

    /// Reads it; nil after complaints in the node's log.
    init?(_ node: Node, _ api: FarmAPI) {
        guard let object = node.object("an object with \"meters\" and \"do\"") else { return nil }
        let meters = object.required("meters", "names such as \"flat-*\"")
        let pattern = meters.flatMap(Self.pattern)
        let bus = object.optional("bus")
        let number = bus.map { Self.bus($0, api) }
        let deeds = object.required("do").flatMap { MeterDeeds($0, meter: pattern ?? "*") }
        object.finish()
        guard let meters, let pattern, let deeds, number != .some(nil) else { return nil }
        let onBus = number.flatMap(\.self)
        let names = api.index.places.filter { onBus == nil || $0.bus == onBus }
        let places = names.filter {
            MeterPattern.matches(pattern, api.plan.meters[$0.number].name)
        }
        guard !places.isEmpty else {
            let all = names.map { api.plan.meters[$0.number].name }
            let place = onBus.map { " on bus \"\(api.plan.buses[$0].name)\"" } ?? ""
            let hint = Spelling.hint(for: pattern, among: all)
            meters.report("no meter\(place) is named \"\(pattern)\"\(hint)")
            return nil
        }
        (self.deeds, self.places) = (deeds, places)
        buses = deeds.busActions.isEmpty ? [] : Set(places.map(\.bus)).sorted()
    }

    /// The longest pattern, characters.
    private static let longestPattern = 1000

    private static func pattern(_ node: Node) -> String? {
        guard let text = node.string("names of meters such as \"flat-*\"") else { return nil }
        guard text.count <= longestPattern else {
            node.report("has more than \(longestPattern) characters")
            return nil
        }
        return text
    }

    private static func bus(_ node: Node, _ api: FarmAPI) -> Int? {
        guard let name = node.string("the name of a bus") else { return nil }
        let all = api.index.buses
        if let found = all.first(where: { api.plan.buses[$0].name == name }) { return found }
        let hint = Spelling.hint(for: name, among: all.map { api.plan.buses[$0].name })
        node.report("there is no bus \"\(name)\"\(hint)")
        return nil
    }
}

/// What became of what was asked of many meters.
private struct ManyDone {
    /// What became of it at one.
    struct Outcome {
        let place: MeterIndex.Place
        let result: Result<Instant, DeedRefusal>
    }

    /// Those who have done it, and when.
    private(set) var all: [(place: MeterIndex.Place, at: Instant)] = []
    /// Those who have not, and why.
    private(set) var refusals: [(place: MeterIndex.Place, error: DeedRefusal)] = []
    /// The last instant at which something was done.
    var at: Instant?

    init(_ outcomes: [Outcome]) {
        for outcome in outcomes {
            switch outcome.result {
            case .success(let instant): all.append((outcome.place, instant))
            case .failure(let error): refusals.append((outcome.place, error))
            }
        }
        at = all.map(\.at).max()
    }

    /// The buses of those who have done it.
    var buses: Set<Int> { Set(all.map(\.place.bus)) }
}
