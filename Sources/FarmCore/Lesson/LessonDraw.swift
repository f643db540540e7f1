internal import SimulatedTime

/// Draws what a lesson is about this time.
public enum LessonDraw {
    /// The most meters of a farm that are candidates: its first ones.
    public static let meterLimit = 200

    /// One of the options; nil where there is none.
    ///
    /// The same seed gives the same of the same options: the cause first, then the meter or bus,
    /// then the rest. Each candidate draws for itself, and the highest wins, so that one meter more
    /// or less changes little.
    public static func draw(
        _ options: [LessonOption],
        of lesson: Lesson,
        named name: String,
        seed: UInt64
    ) -> LessonOption? {
        let chance = Seed(seed)
        func highest(_ options: [LessonOption], _ key: (LessonOption) -> String)
            -> [LessonOption]
        {
            let drawn = options.max { chance.draw(name, key($0)) < chance.draw(name, key($1)) }
            return drawn.map { drawn in options.filter { key($0) == key(drawn) } } ?? []
        }
        var left = highest(options) { "cause/\(lesson.cases[$0.number].cause.rawValue)" }
        left = highest(left) { $0.meter.map { "meter/\($0)" } ?? "bus/\($0.bus)" }
        left = highest(left) { "case/\($0.number)" }
        return highest(left) { "place/\($0.place ?? "")" }.first
    }
}

extension Seed {
    fileprivate func draw(_ lesson: String, _ key: String) -> UInt64 {
        stream("lesson/\(lesson)", key).bits(0)
    }
}
