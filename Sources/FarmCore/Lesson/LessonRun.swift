public import Documents
public import SimulatedTime

/// A lesson under way: what was drawn, what is asked, and since when it is wrong.
public struct LessonRun: Sendable {
    /// The lesson's name.
    public let name: String
    /// The lesson.
    public let lesson: Lesson
    /// What was drawn.
    public let option: LessonOption
    /// The meters that it may be; none where a bus is wrong.
    public let meters: [String]
    /// Their buses, or the buses that it may be.
    public let buses: [String]
    /// Since when it is wrong.
    public var began: Instant
    /// Whether the meter has done what it shall.
    public var isDone = false
    /// The grade, as it was given; nil before the answer.
    public var grade: JSONValue?

    /// A lesson that begins.
    ///
    /// - Parameter options: all that could have been drawn, in the order of the farm.
    public init(
        _ name: String,
        _ lesson: Lesson,
        _ option: LessonOption,
        of options: [LessonOption],
        at instant: Instant
    ) {
        (self.name, self.lesson, self.option, began) = (name, lesson, option, instant)
        meters = Self.unique(options.compactMap(\.meter))
        buses = Self.unique(options.map(\.bus))
    }

    init(
        _ name: String,
        _ lesson: Lesson,
        _ option: LessonOption,
        meters: [String],
        buses: [String],
        began: Instant
    ) {
        (self.name, self.lesson, self.option) = (name, lesson, option)
        (self.meters, self.buses, self.began) = (meters, buses, began)
    }

    /// The case that was drawn.
    public var made: LessonCase { lesson.cases[option.number] }

    /// Whether what is true is hidden: until the answer.
    public var hides: Bool { grade == nil }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
