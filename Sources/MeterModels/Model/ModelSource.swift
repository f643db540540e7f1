/// A document that a model was written from.
public struct ModelSource: Hashable, Sendable {
    /// The short name by which registers refer to it.
    public let id: String
    /// Its title.
    public let title: String

    /// A source.
    public init(id: String, title: String) {
        self.id = id
        self.title = title
    }
}

/// How sure it is that a register of a model is like that in the device (DESIGN.md, rule 8).
public enum Evidence: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Printed by the maker for this device.
    case official
    /// Taken from a reader in production, a sister device or a captured frame.
    case derived
    /// Chosen by us; nothing public says it.
    case assumed

    /// Orders by certainty, the surest first.
    public static func < (a: Evidence, b: Evidence) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .official: 0
        case .derived: 1
        case .assumed: 2
        }
    }
}
