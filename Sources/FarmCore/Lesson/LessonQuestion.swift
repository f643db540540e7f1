/// Something that a trainee is asked.
public struct LessonQuestion: Hashable, Sendable {
    /// What is asked for.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// What is wrong.
        case cause
        /// At which meter.
        case meter
        /// On which bus.
        case bus
        /// Where on the meter.
        case place

        /// The question in words.
        public var sentence: String {
            switch self {
            case .cause: "What is wrong?"
            case .meter: "At which meter?"
            case .bus: "On which bus?"
            case .place: "Where?"
            }
        }
    }

    /// A possible answer.
    public struct Choice: Hashable, Sendable {
        /// As it is given.
        public let name: String
        /// In words.
        public let sentence: String
    }

    /// The answer of a case that is at no place in particular.
    static let nowhere = Choice(name: "none", sentence: "At no place in particular")

    /// What is asked for.
    public let kind: Kind
    /// The possible answers.
    public let choices: [Choice]
}

extension LessonRun {
    /// What is asked: the cause, and whatever has more than one possible answer.
    ///
    /// Answers that another case of the lesson would have are among them, so that the questions do
    /// not tell which it is.
    public var questions: [LessonQuestion] {
        let causes = LessonCause.all(of: lesson.subject).map {
            LessonQuestion.Choice(name: $0.rawValue, sentence: $0.sentence)
        }
        let names = lesson.concernsBus ? buses : meters
        var questions = [LessonQuestion(kind: .cause, choices: causes)]
        questions.append(
            LessonQuestion(
                kind: lesson.concernsBus ? .bus : .meter,
                choices: names.map { LessonQuestion.Choice(name: $0, sentence: $0) }
            )
        )
        var places = lesson.places.map {
            LessonQuestion.Choice(name: $0, sentence: Self.sentence(ofPlace: $0))
        }
        if lesson.cases.contains(where: { $0.ways.contains { $0.place == nil } }) {
            places.append(LessonQuestion.nowhere)
        }
        questions.append(LessonQuestion(kind: .place, choices: places))
        return questions.filter { $0.kind == .cause || $0.choices.count > 1 }
    }

    /// `u1-u2` as `U1 and U2`.
    private static func sentence(ofPlace place: String) -> String {
        let parts = place.split(separator: "-").map { $0.uppercased() }
        guard let last = parts.last, parts.count > 1 else { return parts.joined() }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// The right answer to a question.
    public func answer(to question: LessonQuestion.Kind) -> String {
        switch question {
        case .cause: made.cause.rawValue
        case .meter: option.meter ?? ""
        case .bus: option.bus
        case .place: option.place ?? LessonQuestion.nowhere.name
        }
    }
}
