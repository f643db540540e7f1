internal import Documents
internal import FarmCore
internal import Hummingbird
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/lessons` and `/v1/lesson`.
    func addLessons(to routes: inout Routes) {
        routes.get("/v1/lessons") { [self] request, _ in
            try await list(Page(Query(request, Page.parameters))).response
        }
        routes.post("/v1/lessons/:lesson/start") { [self] request, context in
            let name = try context.parameters.require("lesson")
            _ = try lessons.lesson(name)
            let start = try await request.read(LessonStart.init)
            return try await lessons.start(name, seed: start.seed).output.response
        }
        routes.get("/v1/lesson") { [lessons] request, _ in
            _ = try Query(request, [])
            guard let run = await lessons.run else { throw LessonDesk.nothing }
            return run.output.response
        }
        routes.delete("/v1/lesson") { [lessons] _, _ in
            JSONOutput.done(try await lessons.end()).response
        }
        routes.post("/v1/lesson/answer") { [self] request, _ in
            guard let run = await lessons.run else { throw LessonDesk.nothing }
            let answers = try await request.read { node in run.answers(node) }
            return try await lessons.answer { run in
                try await grade(run, answers)
            }.response
        }
    }

    private func list(_ page: Page) async throws -> JSONOutput {
        let all = lessons.names.map { name in
            (name, Result { try lessons.lesson(name) })
        }
        let found = all.filter { name, lesson in
            page.finds([name, (try? lesson.get().title) ?? ""])
        }
        let current = await lessons.run?.name
        var items: [JSONOutput] = []
        for (name, lesson) in page.part(of: found) {
            items.append(try await entry(name, lesson, isUnderWay: name == current))
        }
        return page.output(items, total: found.count)
    }

    private func entry(
        _ name: String,
        _ read: Result<Lesson, any Error>,
        isUnderWay: Bool
    ) async throws -> JSONOutput {
        var (title, subject) = (name, LessonSubject.wiring)
        var reason: String?
        switch read {
        case .success(let lesson):
            (title, subject) = (lesson.title, lesson.subject)
            let options = try await lessons.options(lesson, onlyWhether: true)
            reason = options.isEmpty ? LessonDesk.absence(of: lesson) : nil
        case .failure(let error): reason = (error as? Problem)?.detail ?? "\(error)"
        }
        return [
            "lesson": .text(name), "title": .text(title), "subject": .text(subject.rawValue),
            "available": .bool(reason == nil || isUnderWay),
            "reason": isUnderWay ? .null : .text(optional: reason),
            "isUnderWay": .bool(isUnderWay),
        ]
    }

    /// The grade of answers, explained while what is wrong is still there.
    private func grade(
        _ run: LessonRun,
        _ answers: [LessonQuestion.Kind: String]
    ) async throws -> JSONOutput {
        let bus = try run.option.meter.map { try index.meter($0) }
        let number = try bus?.bus ?? index.bus(run.option.bus)
        let place = bus?.place ?? 0
        let found = try await farm.onBus(number) { bus, now in
            bus.explanation(of: run, ofMeterAt: place, at: now)
        }
        return run.grade(answers).output(run.made.text, found?.steps ?? [], found?.suspects ?? [])
    }
}

/// How a lesson is started.
private struct LessonStart {
    /// Which of the things that fit is drawn; nil for any.
    let seed: Int64?

    /// Reads a body; nil after complaints.
    init?(_ node: Node) {
        guard let object = node.object("an object, perhaps with \"seed\"") else { return nil }
        let given = object.optional("seed")
        let seed = given.flatMap { $0.integer("a seed", in: 0...Int.max) }
        object.finish()
        guard given == nil || seed != nil else { return nil }
        self.seed = seed.map(Int64.init)
    }
}

extension LessonRun {
    /// The answers of a body by question; nil after complaints.
    fileprivate func answers(_ node: Node) -> [LessonQuestion.Kind: String]? {
        guard let object = node.object("an object with \"answers\"") else { return nil }
        let given = object.required("answers", "a choice for each question")?
            .object("a choice for each question")
        object.finish()
        guard let given else { return nil }
        var answers: [LessonQuestion.Kind: String] = [:]
        for question in questions {
            guard let entry = given.optional(question.kind.rawValue),
                let name = entry.string("one of the choices")
            else { continue }
            let known = question.choices.map(\.name)
            if known.contains(name) {
                answers[question.kind] = name
            } else {
                let hint = Spelling.hint(for: name, among: known)
                entry.report("\"\(name)\" is none of the choices\(hint)")
            }
        }
        given.finish()
        return answers
    }

    /// The lesson under way, without what is to be found.
    fileprivate var output: JSONOutput {
        [
            "lesson": .text(name), "title": .text(lesson.title),
            "subject": .text(lesson.subject.rawValue), "task": .text(lesson.task),
            "started": .instant(began), "happensAt": .instant(began),
            "meters": .array(meters.map { .text($0) }),
            "buses": .array(buses.filter { !$0.hasPrefix("/") }.map { .text($0) }),
            "questions": .array(questions.map(\.output)),
            "grade": grade.map { JSONOutput($0) } ?? .null,
        ]
    }
}

extension LessonQuestion {
    fileprivate var output: JSONOutput {
        [
            "question": .text(kind.rawValue), "title": .text(kind.sentence),
            "choices": .array(
                choices.map { ["choice": .text($0.name), "title": .text($0.sentence)] }
            ),
        ]
    }
}

extension LessonGrade {
    fileprivate func output(
        _ text: String,
        _ steps: [Explanation.Step],
        _ suspects: [Suspect]
    ) -> JSONOutput {
        [
            "points": .integer(points), "isRight": .bool(isRight),
            "verdicts": .array(
                verdicts.map { verdict in
                    [
                        "question": .text(verdict.question.rawValue),
                        "given": .text(optional: verdict.given),
                        "correct": .text(verdict.correct), "isRight": .bool(verdict.isRight),
                        "text": .text(verdict.sentence),
                    ]
                }
            ),
            "text": .text(text), "steps": .array(steps.map(\.output)),
            "suspects": .array(suspects.map(\.output)),
        ]
    }
}
