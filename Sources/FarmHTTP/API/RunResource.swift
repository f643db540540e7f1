internal import Documents
internal import FarmCore
internal import Hummingbird
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/runs`: the scenarios that are played.
    func addRuns(to routes: inout Routes) {
        routes.get("/v1/runs") { [self] request, _ in
            let page = try Page(Query(request, ["limit", "after"]))
            let now = try await farm.time().now
            let agenda = farm.agenda
            let own = plan.scenarios.enumerated().map { number, own in
                RunView(number: number + 1, own.name, own.scenario, from: agenda.began, at: now)
            }
            let all = own + agenda.runs.map { RunView($0, at: now) }
            return page.output(page.part(of: all).map(\.output), total: all.count).response
        }
        routes.post("/v1/runs") { [self] request, _ in
            let given = try await request.read(given)
            return try await play(given.document, given.scenario, nil, from: given.start.time)
        }
        routes.delete("/v1/runs/:run") { [self] _, context in
            let name = try context.parameters.require("run")
            let names = farm.agenda.runs.map(\.name)
            guard names.contains(name) else {
                if name.hasPrefix(RunView.ownPrefix) {
                    throw Problem(
                        .conflict,
                        "\"\(name)\" is played by the farm file; it cannot be stopped"
                    )
                }
                throw Problem.missing("run", name, among: names)
            }
            do {
                let at = try await farm.stop(run: name)
                tell(farm: "scenario", "\(name) is played no further", at: at)
                return JSONOutput.done(at).response
            } catch let error as AgendaRefusal {
                throw problem(error)
            } catch is DeedRefusal {
                throw Problem.unkept
            }
        }
    }
}

extension FarmAPI {
    /// `{ "scenario": { "steps": [ … ] }, "from": "+30s" }`.
    private func given(_ node: Node) -> GivenScenario? {
        guard let object = node.object("\"scenario\" and \"from\"") else { return nil }
        let given = object.required("scenario", "a scenario with its \"steps\"")
        let start = RunStart(object)
        object.finish()
        guard let given, let start,
            let scenario = Scenario.read(given, library: farm.library)
        else { return nil }
        return GivenScenario(document: given.value, scenario: scenario, start: start)
    }
}

/// A scenario as it was given to be played.
private struct GivenScenario {
    let document: JSONValue
    let scenario: Scenario
    let start: RunStart
}

/// A scenario that is played, as it stands at an instant.
struct RunView {
    /// How the names of those begin that the farm file plays.
    static let ownPrefix = "farm-"

    private let name: String
    private let scenario: String
    private let began: Instant
    /// How many steps it has.
    private let steps: Int
    /// When they happen, but for those that it was stopped before.
    private let instants: [Instant]
    private let now: Instant
    private let isOwn: Bool

    /// One that was put on the agenda.
    init(_ run: FarmAgenda.Run, at now: Instant) {
        name = run.name
        scenario = run.scenario ?? "given"
        began = run.began
        let all = run.steps
        (steps, instants) = (all.count, all.compactMap(run.instant))
        self.now = now
        isOwn = false
    }

    /// One of the farm file.
    init(
        number: Int,
        _ name: String,
        _ scenario: Scenario,
        from began: Instant,
        at now: Instant
    ) {
        self.name = "\(Self.ownPrefix)\(number)"
        self.scenario = name
        self.began = began
        steps = scenario.steps.count
        instants = scenario.steps.map { $0.time.instant(from: began) }
        self.now = now
        isOwn = true
    }

    var output: JSONOutput {
        let done = instants.count { $0 <= now }
        let next = instants.filter { $0 > now }.min()
        return [
            "run": .text(name), "scenario": .text(scenario), "started": .instant(began),
            "steps": .integer(steps), "done": .integer(done),
            "next": next.map { .instant($0) } ?? .null, "isOver": .bool(next == nil),
            "byFarm": .bool(isOwn),
        ]
    }
}
