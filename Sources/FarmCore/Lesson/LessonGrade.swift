/// What an answer is worth.
public struct LessonGrade: Hashable, Sendable {
    /// How one question was answered.
    public struct Verdict: Hashable, Sendable {
        /// The question.
        public let question: LessonQuestion.Kind
        /// What was given; nil where nothing was.
        public let given: String?
        /// What is right.
        public let correct: String
        /// The right answer in words.
        public let sentence: String

        /// Whether they agree.
        public var isRight: Bool { given == correct }
    }

    /// The points for all that is right.
    public static let most = 100
    /// What the cause is worth; the other questions share the rest.
    public static let forCause = 60

    /// By question, in their order.
    public let verdicts: [Verdict]

    /// Whether all is right.
    public var isRight: Bool { verdicts.allSatisfy(\.isRight) }

    /// Of ``most``.
    public var points: Int {
        if isRight { return Self.most }
        let others = verdicts.count - 1
        guard others > 0 else { return 0 }
        return verdicts.filter(\.isRight).reduce(0) { sum, verdict in
            sum
                + (verdict.question == .cause
                    ? Self.forCause : (Self.most - Self.forCause) / others)
        }
    }
}

extension LessonRun {
    /// Grades answers by question.
    public func grade(_ answers: [LessonQuestion.Kind: String]) -> LessonGrade {
        LessonGrade(
            verdicts: questions.map { question in
                let correct = answer(to: question.kind)
                return LessonGrade.Verdict(
                    question: question.kind,
                    given: answers[question.kind],
                    correct: correct,
                    sentence: question.choices.first { $0.name == correct }?.sentence ?? correct
                )
            }
        )
    }
}
