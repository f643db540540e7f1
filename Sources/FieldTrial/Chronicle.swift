/// What happened in a trial: a hash over all of it, the last events in words, the first violation.
final class Chronicle {
    /// The first thing that must not be.
    private(set) var violation: Violation?
    /// A hash over every byte on the wires and every event, with its time (FNV-1a, 64 bits).
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    /// Told of each event, as text.
    var listener: ((String) -> Void)?
    /// How often things happened, by name.
    private(set) var counts: [String: Int] = [:]

    private var recent: [Event] = []
    private var next = 0
    private static let kept = 60

    private struct Event {
        let time: Int64
        let place: String
        let what: StaticString
        let bytes: [UInt8]
        let note: String

        var text: String {
            let micro = time / 1000
            let seconds =
                "\(micro / 1_000_000).\(String(micro % 1_000_000 + 1_000_000).dropFirst())"
            let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            return "\(seconds) s  \(place)  \(what)"
                + (hex.isEmpty ? "" : " " + hex.joined(separator: " "))
                + (note.isEmpty ? "" : " " + note)
        }
    }

    /// Notes an event.
    func note(
        _ time: Int64,
        _ place: String,
        _ what: StaticString,
        _ bytes: [UInt8] = [],
        _ note: String = ""
    ) {
        mix(UInt64(bitPattern: time))
        for byte in place.utf8 { mix(byte) }
        for byte in bytes { mix(byte) }
        for byte in note.utf8 { mix(byte) }
        let event = Event(time: time, place: place, what: what, bytes: bytes, note: note)
        listener?(event.text)
        if recent.count < Self.kept { recent.append(event) } else { recent[next] = event }
        next = (next + 1) % Self.kept
    }

    /// Counts something for the report.
    func count(_ name: String, _ number: Int = 1) { counts[name, default: 0] += number }

    /// Notes what must not be; only the first is kept.
    func violate(_ rule: Violation.Rule, at time: Int64, _ place: String, _ text: String) {
        guard violation == nil else { return }
        note(time, place, "VIOLATION", [], text)
        let oldest = next % max(recent.count, 1)
        let events = Array(recent[oldest...]) + Array(recent[..<oldest])
        violation = Violation(
            rule: rule,
            hostTime: time,
            place: place,
            text: text,
            events: events.map(\.text)
        )
    }

    private func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    private func mix(_ word: UInt64) {
        for place in 0..<8 { mix(UInt8(truncatingIfNeeded: word >> UInt64(8 * place))) }
    }
}

/// Something that must not be, in a simulated farm.
public struct Violation: Error, Hashable, Sendable {
    /// What was violated: the rules of DESIGN.md, and what the state adds to them.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// Registers depend on the instant and the commands, not on who looked.
        case pollInvariance = "rule 1, poll invariance"
        /// Parts add up to totals.
        case exactBooks = "rule 2, exact books"
        /// Registers never step back.
        case noStepBack = "rule 3, registers never step back"
        /// An acknowledged write is never lost.
        case acknowledgedWrite = "rule 4, an acknowledged write is never lost"
        /// The same seed gives the same bytes.
        case sameBytes = "rule 5, same seed, same bytes"
        /// Nothing is sent where nothing is to be sent.
        case silence = "rule 6, silence is an answer"
        /// Bad input disturbs nobody, a refused start leaves nothing.
        case badInput = "rule 7, bad input never half-starts anything"
        /// What the disk refuses is answered with exception 04 and has not happened.
        case refusedDisk = "a write that the disk refuses does not happen"
        /// Reads are answered however slow the disk is.
        case readsNeverWait = "reads never wait for the disk"
        /// A restart goes on to the last count.
        case exactResume = "a restart is exact"
    }

    /// What was violated.
    public let rule: Rule
    /// When: monotonic nanoseconds of the simulated host.
    public let hostTime: Int64
    /// Where: a connection, a bus, a meter.
    public let place: String
    /// What was expected and what was found.
    public let text: String
    /// The last events before it, the latest last.
    public let events: [String]
}
