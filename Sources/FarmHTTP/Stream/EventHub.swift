internal import Documents
internal import SimulatedTime
internal import Synchronization

/// Something that was done to a meter, a bus or the farm.
struct FarmChange: Sendable {
    /// Who did it.
    enum Author: String, Sendable {
        /// Somebody over the control API.
        case api
        /// Somebody at the keys of its front.
        case panel
        /// A master on the bus.
        case master
        /// A scenario at one of its instants.
        case scenario
    }

    /// When it was done.
    let instant: Instant
    /// The meter; nil for a bus or the farm.
    let meter: String?
    /// The bus; nil for the farm.
    let bus: String?
    /// Who did it.
    let author: Author
    /// The key of the action: `wiring`.
    let what: String
    /// A sentence.
    let text: String
}

extension FarmChange {
    var output: JSONOutput {
        [
            "at": .instant(instant), "meter": .text(optional: meter),
            "bus": .text(optional: bus), "by": .text(author.rawValue), "what": .text(what),
            "text": .text(text),
        ]
    }
}

/// The last things that were done, for all who watch: each takes those behind the one it has.
///
/// A ring of ``capacity``; who is too slow for it misses some and knows how many.
final class EventHub: Sendable {
    /// The most changes that are kept.
    static let capacity = 1024

    /// What is not told as long as a lesson is not answered.
    let curtain = LessonCurtain()
    /// When scenarios do what.
    let timetable = ScenarioTimetable()
    private let changes = Mutex<(all: [FarmChange], count: Int)>(([], 0))

    /// The number of the newest change; 0 before the first.
    var newest: Int { changes.withLock { $0.count } }

    /// Tells everybody.
    func note(_ change: FarmChange) {
        changes.withLock { changes in
            if changes.all.count < Self.capacity {
                changes.all.append(change)
            } else {
                changes.all[changes.count % Self.capacity] = change
            }
            changes.count += 1
        }
    }

    /// The changes behind a number, as far as they are kept, and the number of the newest.
    func changes(after number: Int) -> (changes: [FarmChange], newest: Int) {
        changes.withLock { changes in
            let first = max(number, changes.count - Self.capacity)
            let range = min(first, changes.count)..<changes.count
            return (range.map { changes.all[$0 % Self.capacity] }, changes.count)
        }
    }
}
