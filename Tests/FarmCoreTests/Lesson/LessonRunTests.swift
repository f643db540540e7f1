import Documents
import FarmCore
import SimulatedTime
import Testing

@Suite("A lesson under way")
struct LessonRunTests {
    private static func run(_ name: String, seed: UInt64 = 3) throws -> LessonRun {
        let bench = try LessonBench()
        let lesson = try LessonBench.lesson(name)
        let options = bench.options(lesson)
        let drawn = LessonDraw.draw(options, of: lesson, named: name, seed: seed)
        return LessonRun(name, lesson, try #require(drawn), of: options, at: bench.start)
    }

    private static func right(_ run: LessonRun) -> [LessonQuestion.Kind: String] {
        let pairs = run.questions.map { ($0.kind, run.answer(to: $0.kind)) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test("The questions have the right answer among others", arguments: LessonBench.names)
    func questions(name: String) throws {
        let run = try Self.run(name)
        #expect(run.questions.first?.kind == .cause)
        #expect(run.questions[0].choices.count >= 8)
        for question in run.questions {
            #expect(question.choices.contains { $0.name == run.answer(to: question.kind) })
            #expect(question.choices.count > 1)
        }
    }

    @Test("What is asked does not depend on what was drawn")
    func neutrality() throws {
        let runs = try (UInt64(0)..<12).map { try Self.run("a-third-of-the-energy", seed: $0) }
        #expect(Set(runs.map(\.questions)).count == 1)
        #expect(Set(runs.map { $0.answer(to: .cause) }).count > 1)
        let places = runs[0].questions.first { $0.kind == .place }?.choices.map(\.sentence)
        #expect(places?.contains("U1 and U2") ?? false)
        #expect(places?.last == "At no place in particular")
    }

    @Test("All right is worth 100 points, the cause alone 60, nothing nothing")
    func points() throws {
        let run = try Self.run("a-third-of-the-energy")
        let right = Self.right(run)
        #expect(right.count == 3)
        #expect(run.grade(right).points == 100 && run.grade(right).isRight)
        #expect(run.grade([.cause: run.answer(to: .cause)]).points == 60)
        #expect(run.grade([.meter: run.answer(to: .meter)]).points == 20)
        let nothing = run.grade([:])
        #expect(nothing.points == 0 && !nothing.isRight)
        #expect(nothing.verdicts.allSatisfy { $0.given == nil && !$0.correct.isEmpty })
    }

    @Test("A bus is asked for where a bus is wrong")
    func bus() throws {
        let run = try Self.run("errors-at-times")
        #expect(run.questions.map(\.kind) == [.cause, .bus])
        #expect(run.meters.isEmpty && run.buses == ["rs485-1", "rs485-2"])
        #expect(run.grade([.bus: run.option.bus]).points == 40)
    }

    @Test("Its note brings it back whole", arguments: LessonBench.names)
    func note(name: String) throws {
        var run = try Self.run(name)
        run.isDone = true
        run.grade = .object(["points": .integer(60)])
        let again = try #require(LessonRun(note: run.note))
        #expect(again.questions == run.questions)
        #expect(again.name == name && again.began == run.began)
        #expect(again.isDone && again.grade == run.grade && !again.hides)
        #expect(again.note == run.note)
        #expect(LessonRun(note: "{}") == nil)
    }
}
