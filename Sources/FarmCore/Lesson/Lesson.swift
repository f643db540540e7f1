public import Documents

/// A lesson: what is seen, and what may be wrong where it is seen.
///
/// Read from a document by ``read(_:)``. One of its cases is drawn and done to the farm; the
/// trainee finds out which, at which meter or bus, and where on it.
public struct Lesson: Sendable {
    /// How a case shows itself on a meter.
    public enum Seen: Hashable, Sendable {
        /// A quantity reads such a share of what it read before; the first is a pattern of names.
        case share(of: String, ClosedRange<Double>)
        /// The meter answers nobody who asks at its address.
        case silence
    }

    /// What is seen, in words.
    public var title: String
    /// What it is about.
    public var subject: LessonSubject
    /// What is to be found, and by what means.
    public var task: String
    /// How every case shows itself; nil where only the masters' frames can tell.
    public var seen: Seen?
    /// What may be wrong; all of them at a meter, or all of them at a bus.
    public var cases: [LessonCase]
    /// The document it was read from.
    public var document: JSONValue

    /// The most cases of a lesson.
    public static let caseLimit = 50
    /// The most ways in which one case is done.
    public static let wayLimit = 50

    /// Whether a bus is wrong, and no meter.
    public var concernsBus: Bool { cases.first?.concernsBus ?? false }

    /// The places that any of its cases can be at, in the order of the file.
    var places: [String] {
        var places: [String] = []
        for place in cases.flatMap(\.ways).compactMap(\.place) where !places.contains(place) {
            places.append(place)
        }
        return places
    }
}

/// One thing that may be wrong in a lesson.
public struct LessonCase: Sendable {
    /// What is done to make it so.
    public enum Deed: Hashable, Sendable {
        /// Actions on the meter, in the words of a scenario.
        case meter([JSONValue])
        /// Transformers of so many times the ratio of those that hang there.
        case ratio(Double)
        /// Another address.
        case address(Address)
        /// Actions on the bus, in the words of a scenario.
        case bus([JSONValue])
    }

    /// Another address of the same bus.
    public enum Address: String, Hashable, Sendable, CaseIterable {
        /// One that no meter has.
        case free
        /// That of another meter.
        case taken
    }

    /// One way to do it, at a place of the meter.
    public struct Way: Hashable, Sendable {
        /// The place: `i1`, `u1-u2`; nil where it is at none in particular.
        public var place: String?
        /// What is done.
        public var deed: Deed
    }

    /// What is wrong.
    public var cause: LessonCause
    /// The protocols of ports, one of which the bus must have; empty for whatever it has.
    public var ports: Set<PortPlan.WireProtocol>
    /// The ways to do it.
    public var ways: [Way]
    /// What was wrong, why it shows so, and how to find it on a real site.
    public var text: String

    /// Whether it is done to a bus.
    var concernsBus: Bool {
        if case .bus = ways.first?.deed { true } else { false }
    }
}
