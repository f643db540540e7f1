internal import Documents
internal import FarmCore
internal import Hummingbird
internal import LoadProfiles
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/scenarios`: those of the library.
    func addScenarios(to routes: inout Routes) {
        routes.get("/v1/scenarios") { [self] request, _ in
            let page = try Page(Query(request, Page.parameters))
            let all = farm.library.names(of: .scenarios).compactMap { name in
                LibraryScenario(name, farm.library, from: farm.facts.file)
            }
            let found = all.filter { page.finds([$0.name, $0.scenario.description]) }
            return page.output(page.part(of: found).map(\.entry), total: found.count).response
        }
        routes.get("/v1/scenarios/:scenario") { [self] request, context in
            _ = try Query(request, [])
            let found = try scenario(context.parameters.require("scenario"))
            let now = try await farm.time().now
            let problems = plan.misfits(of: found.scenario, at: now)
            return found.detail(problems: problems).response
        }
        routes.post("/v1/scenarios/:scenario/runs") { [self] request, context in
            let found = try scenario(context.parameters.require("scenario"))
            let from = try await request.read(start)
            return try await play(found.document, found.scenario, found.name, from: from.time)
        }
    }

    /// The scenario of a name.
    ///
    /// - Throws: ``Problem`` 404.
    private func scenario(_ name: String) throws -> LibraryScenario {
        let names = farm.library.names(of: .scenarios)
        guard names.contains(name),
            let found = LibraryScenario(name, farm.library, from: farm.facts.file)
        else { throw Problem.missing("scenario", name, among: names) }
        return found
    }

    /// How a run begins: `{}`, or `{ "from": "+30s" }`.
    private func start(_ node: Node) -> RunStart? {
        guard let object = node.object("how it is played") else { return nil }
        let start = RunStart(object)
        object.finish()
        return start
    }

    /// Plays a scenario that fits the farm.
    func play(
        _ document: JSONValue,
        _ scenario: Scenario,
        _ name: String?,
        from time: Scenario.Time?
    ) async throws -> Response {
        if veil != nil { throw LessonVeil.problem }
        let problems = plan.misfits(of: scenario, at: try await farm.time().now)
        guard problems.isEmpty else {
            throw Problem(
                .unprocessableContent,
                problems[0],
                problems.map { Problem.Place(pointer: "/", message: $0) }
            )
        }
        do {
            let run = try await farm.play(document, named: name, from: time)
            tell(farm: "scenario", "\(run.name) is played from \(run.began) on", at: run.began)
            return RunView(run, at: run.began - .microseconds(1)).output.response
        } catch let error as AgendaRefusal {
            throw problem(error)
        } catch is DeedRefusal {
            throw Problem.unkept
        }
    }

    /// Tells those who watch of what was done to the farm as a whole.
    func tell(farm what: String, _ text: String, at instant: Instant) {
        hub.note(
            FarmChange(
                instant: instant,
                meter: nil,
                bus: nil,
                author: .api,
                what: what,
                text: text
            )
        )
    }
}

extension Problem {
    /// The disk refuses.
    static var unkept: Problem {
        Problem(.serviceUnavailable, "the farm's state cannot be written; nothing was done")
    }
}

/// How a scenario is started.
struct RunStart {
    /// When it begins; nil unless somebody says so.
    let time: Scenario.Time?

    /// Reads `from`; nil after a complaint.
    init?(_ object: ObjectReader) {
        guard let from = object.optional("from") else {
            time = nil
            return
        }
        guard let time = Scenario.Time.read(from) else { return nil }
        self.time = time
    }
}

/// A scenario of the library with its document.
struct LibraryScenario {
    let name: String
    let document: JSONValue
    let scenario: Scenario

    /// Reads it; nil where it is not there, or is none.
    init?(_ name: String, _ library: ProfileLibrary, from file: String) {
        guard let found = library.find(name, kind: .scenarios, from: file),
            let document = try? JSONValue.parse(found.bytes, file: found.path),
            let scenario = Scenario.read(
                Node(document, log: FaultLog(file: found.path)),
                library: library
            )
        else { return nil }
        (self.name, self.document, self.scenario) = (name, document, scenario)
    }

    /// As a list tells of it.
    var entry: JSONOutput {
        [
            "name": .text(name), "description": .text(optional: words),
            "steps": .integer(scenario.steps.count),
        ]
    }

    /// Step by step.
    func detail(problems: [String]) -> JSONOutput {
        [
            "name": .text(name), "description": .text(optional: words),
            "steps": .array(steps.map(\.output)), "fits": .bool(problems.isEmpty),
            "problems": .array(problems.map { .text($0) }),
        ]
    }

    private var words: String? { scenario.description.isEmpty ? nil : scenario.description }

    private var steps: [ScenarioStepView] {
        guard case .object(let members) = document, case .array(let steps)? = members["steps"]
        else { return [] }
        return steps.compactMap(ScenarioStepView.init)
    }
}

/// A step of a scenario as it is written.
struct ScenarioStepView {
    private let members: [String: JSONValue]

    init?(_ value: JSONValue) {
        guard case .object(let members) = value else { return nil }
        self.members = members
    }

    var output: JSONOutput {
        [
            "at": .text(text("at") ?? ""), "meter": .text(optional: text("meter")),
            "bus": .text(optional: text("bus")),
            "description": .text(optional: text("description")),
            "do": .array(deeds.map { JSONOutput($0) }), "text": .text(words),
        ]
    }

    private func text(_ key: String) -> String? {
        if case .string(let text)? = members[key] { text } else { nil }
    }

    private var deeds: [JSONValue] {
        switch members["do"] {
        case .array(let deeds)?: deeds
        case let deed?: [deed]
        case nil: []
        }
    }

    /// `wiring {"i1":"-l1"}`, what is done in the words of the file.
    private var words: String {
        deeds.map { deed in
            guard case .object(let members) = deed else { return deed.text }
            return members.sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value.reference ?? $0.value.text)" }
                .joined(separator: ", ")
        }.joined(separator: ", then ")
    }
}

extension JSONValue {
    /// A text without its quotes; nil for anything else.
    fileprivate var reference: String? { if case .string(let text) = self { text } else { nil } }
}
