import Foundation
import Synchronization

/// The zone named does not exist.
public struct UnknownZone: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name as it was written.
    public let identifier: String
    /// The zone probably meant, where one is near.
    public let nearest: String?

    /// The sentence for a person: what is wrong, then after a semicolon what is allowed.
    public var description: String {
        let hint = nearest.map { "did you mean \"\($0)\"?" }
        let allowed = "expected an IANA name such as Europe/Paris, UTC or an offset such as +01:00"
        return "\"\(identifier)\" is not a time zone; \(hint ?? allowed)"
    }
}

extension CivilZone {
    /// Tables that were compiled in this process; each name has the same table for ever.
    private static let compiled = Mutex<[String: OffsetTable]>([:])

    /// The zone of an IANA name (`Europe/Paris`), `UTC`, `Z`, or a fixed offset (`+05:30`).
    ///
    /// - Throws: ``UnknownZone`` when there is none of this name.
    public init(identifier: String) throws(UnknownZone) {
        if identifier == "UTC" || identifier == "Z" {
            self = .utc
        } else if let offset = Self.offset(in: identifier), let zone = Self.fixed(seconds: offset) {
            self = zone
        } else if let table = Self.compiled.withLock({ $0[identifier] }) {
            self.init(table)
        } else {
            guard let table = Self.compile(identifier) else {
                let nearest = Self.nearest(to: identifier)
                throw UnknownZone(identifier: identifier, nearest: nearest)
            }
            Self.compiled.withLock { $0[identifier] = table }
            self.init(table)
        }
    }

    /// The names of all zones known here, sorted.
    public static var knownIdentifiers: [String] {
        (TimeZone.knownTimeZoneIdentifiers + ["UTC"]).sorted()
    }

    private static func offset(in text: String) -> Int? {
        guard text.hasPrefix("+") || text.hasPrefix("-") else { return nil }
        var scanner = TextScanner(text)
        guard let seconds = scanner.offset(), scanner.isAtEnd else { return nil }
        return seconds
    }

    /// Asks Foundation for every transition of the readable years.
    private static func compile(_ identifier: String) -> OffsetTable? {
        // "GMT+0100" and the like are Foundation's own invention, not IANA's.
        guard !identifier.hasPrefix("GMT+"), !identifier.hasPrefix("GMT-"),
            let zone = TimeZone(identifier: identifier)
        else { return nil }
        let end = Date(timeIntervalSince1970: 7_289_654_400)
        var date = Date(timeIntervalSince1970: 0)
        let first = zone.secondsFromGMT(for: date)
        var transitions: [(at: Int64, offset: Int64)] = []
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date, next < end
        {
            let second = Int64(next.timeIntervalSince1970.rounded())
            let offset = zone.secondsFromGMT(for: next)
            transitions.append((second * 1_000_000, Int64(offset) * 1_000_000))
            date = next
        }
        return OffsetTable(
            identifier: identifier,
            first: Int64(first) * 1_000_000,
            transitions: transitions
        )
    }

    /// The known name that shares most with a misspelt one: its start, its end, and its length.
    private static func nearest(to identifier: String) -> String? {
        let wanted = Array(identifier.lowercased().utf8)
        var best: (likeness: Int, name: String)?
        for name in knownIdentifiers {
            let candidate = Array(name.lowercased().utf8)
            let start = zip(wanted, candidate).prefix { $0 == $1 }.count
            let end = zip(wanted.reversed(), candidate.reversed()).prefix { $0 == $1 }.count
            let same = min(start + end, wanted.count, candidate.count)
            let likeness = same - max(wanted.count, candidate.count)
            if likeness >= -2 - wanted.count / 5, likeness > best?.likeness ?? .min {
                best = (likeness, name)
            }
        }
        return best?.name
    }
}
