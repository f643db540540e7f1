import ArgumentParser
import ControlClient
import Documents

/// The lessons.
struct ControlLessons: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lessons",
        abstract: "List the lessons, and which of them this farm can give."
    )

    @OptionGroup var options: ControlOptions

    func run() throws {
        let columns = ["lesson", "title", "subject", "available", "isUnderWay", "reason"]
        try options.list(["lessons"], [], columns.map { AnswerTable.Column($0) })
    }
}

/// The lesson under way.
struct ControlLesson: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson",
        abstract: "Show the lesson under way; start, answer or end one.",
        discussion: """
            lesson start NAME · lesson · lesson answer cause=reversedTransformer meter=incomer · \
            lesson end
            """,
        subcommands: [
            LessonShow.self, LessonStart.self, LessonAnswer.self, LessonEnd.self,
        ],
        defaultSubcommand: LessonShow.self
    )
}

/// Shows the lesson under way.
struct LessonShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the lesson under way: what is to be found, and what is asked."
    )

    @OptionGroup var options: ControlOptions

    func run() throws { try options.ask("GET", ["lesson"], lines: LessonLines.lesson) }
}

/// Starts a lesson.
struct LessonStart: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start a lesson; only one at a time is under way."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The lesson.", completion: FarmNames.lessons) var lesson: String
    @Option(help: "Which of the things that fit it are drawn; at random else.") var seed: Int?

    func run() throws {
        let body = JSONValue.object(seed.map { ["seed": .integer(Int64($0))] } ?? [:])
        let path = ["lessons", lesson, "start"]
        try options.ask("POST", path, [], body, lines: LessonLines.lesson)
    }
}

/// Answers a lesson.
struct LessonAnswer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Answer the questions of the lesson, once, and be graded.",
        discussion: "answer cause=reversedTransformer meter=incomer place=i1"
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: ArgumentHelp("The answers.", valueName: "question=choice"))
    var answers: [String]

    func run() throws {
        var given: [String: JSONValue] = [:]
        for word in answers {
            let (question, choice) = try JSONValue.pair(word)
            given[question] = .string(choice)
        }
        let body = JSONValue.object(["answers": .object(given)])
        try options.ask("POST", ["lesson", "answer"], [], body, lines: LessonLines.grade)
    }
}

/// Ends a lesson.
struct LessonEnd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end",
        abstract: "End the lesson and mend everything."
    )

    @OptionGroup var options: ControlOptions

    func run() throws { try options.order("DELETE", ["lesson"]) }
}

/// A lesson as lines for people.
private enum LessonLines {
    /// What is to be found, the questions with their choices, and the grade once there is one.
    static func lesson(_ answer: JSONValue) -> [String] {
        func names(_ key: String) -> String {
            answer.elements(at: key).compactMap { element in
                if case .string(let name) = element { name } else { nil }
            }.joined(separator: ", ")
        }
        var lines = [
            "\(answer.text(at: "lesson") ?? ""): \(answer.text(at: "title") ?? "")",
            answer.text(at: "task") ?? "", "",
            "meters      \(names("meters"))",
            "buses       \(names("buses"))",
            "happens at  \(answer.text(at: "happensAt") ?? "")",
        ]
        for question in answer.elements(at: "questions") {
            let name = question.text(at: "question") ?? ""
            lines += ["", "\(name): \(question.text(at: "title") ?? "")"]
            let columns: [AnswerTable.Column] = [.init("choice"), .init("title")]
            let choices = AnswerTable.lines(question.elements(at: "choices"), columns)
            lines += choices.dropFirst().map { "  \($0)" }
        }
        guard let grade = AnswerTable.value(at: ["grade"], in: answer), grade != .null else {
            return lines
        }
        return lines + [""] + Self.grade(grade)
    }

    /// The points, each answer beside the right one, and why.
    static func grade(_ answer: JSONValue) -> [String] {
        let columns = ["question", "given", "correct", "isRight", "text"]
        let verdicts = AnswerTable.lines(
            answer.elements(at: "verdicts"),
            columns.map { AnswerTable.Column($0) }
        )
        let explanation = ExplanationLines.lines(answer)
        return ["\(answer.text(at: "points") ?? "0") points of 100", ""] + verdicts
            + ["", answer.text(at: "text") ?? ""] + (explanation.isEmpty ? [] : [""]) + explanation
    }
}
