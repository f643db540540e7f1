/// The accuracy classes of energy meters whose limits are tabulated here (metrology.md B.7).
///
/// The raw value is the name as rating plates print it. The tables are those of EN 50470-3:2006
/// and of the first editions (2003) of IEC 62053-21, -22 and -23; the editions of 2020 say the
/// same in terms of Itr and Imin.
public enum AccuracyClass: String, Hashable, Sendable, CaseIterable {
    /// Active energy, class A.
    case activeA = "EN 50470-3 A"
    /// Active energy, class B.
    case activeB = "EN 50470-3 B"
    /// Active energy, class C.
    case activeC = "EN 50470-3 C"
    /// Active energy, class 1.
    case active1 = "IEC 62053-21 1"
    /// Active energy, class 2.
    case active2 = "IEC 62053-21 2"
    /// Active energy through current transformers, class 0.2 S.
    case active02S = "IEC 62053-22 0.2S"
    /// Active energy through current transformers, class 0.5 S.
    case active05S = "IEC 62053-22 0.5S"
    /// Reactive energy, class 2.
    case reactive2 = "IEC 62053-23 2"
    /// Reactive energy, class 3.
    case reactive3 = "IEC 62053-23 3"

    /// Whether it is a class of reactive energy; all others are of active energy.
    public var isReactive: Bool { self == .reactive2 || self == .reactive3 }

    /// The class a rating plate names: `EN 50470-3 C`, `IEC 62053-21 class 1`; nil when unknown.
    ///
    /// Case, the word "class", a decimal comma, `EN` for `IEC` and the edition of the tables
    /// (`IEC 62053-21:2003`) make no difference.
    public init?(text: String) {
        var words = text.lowercased().split(separator: " ")
        var isNamed = false
        while let first = words.first, first == "en" || first == "iec" {
            words.removeFirst()
            isNamed = true
        }
        words.removeAll { $0 == "class" || $0 == "cl." || $0 == "cl" }
        guard isNamed, words.count == 2 else { return nil }
        let standard = words[0].withoutEdition
        let name = String(words[1].map { $0 == "," ? "." : $0 })
        let found = Self.allCases.first { known in
            let parts = known.rawValue.lowercased().split(separator: " ")
            return parts[1] == standard && parts[2] == name
        }
        guard let found else { return nil }
        self = found
    }
}

extension Substring {
    /// `62053-21` of `62053-21:2003`; a standard of another edition than the tables' stays as it
    /// is, and so is not found.
    fileprivate var withoutEdition: Substring {
        if hasPrefix("62053-"), hasSuffix(":2003") { return dropLast(5) }
        if hasPrefix("50470-"), hasSuffix(":2006") { return dropLast(5) }
        return self
    }
}
