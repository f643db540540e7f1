/// Host time for tests: an agenda that is run by hand.
final class HostStage {
    private struct Entry {
        let time: Int64
        let isLast: Bool
        let action: (Int64) -> Void
    }

    static let millisecond: Int64 = 1_000_000
    static let second: Int64 = 1_000_000_000

    private(set) var now: Int64
    private var agenda: [Entry] = []

    init(at now: Int64 = 5 * HostStage.second) { self.now = now }

    func at(_ time: Int64, _ action: @escaping (Int64) -> Void) {
        put(Entry(time: max(time, now), isLast: false, action: action))
    }

    /// After all else of the same time.
    func atLast(_ time: Int64, _ action: @escaping (Int64) -> Void) {
        put(Entry(time: max(time, now), isLast: true, action: action))
    }

    private func put(_ entry: Entry) {
        let place = agenda.firstIndex {
            $0.time > entry.time || $0.time == entry.time && $0.isLast && !entry.isLast
        }
        agenda.insert(entry, at: place ?? agenda.count)
    }

    /// Does everything that is due by then.
    func run(until end: Int64) {
        while let next = agenda.first, next.time <= end {
            agenda.removeFirst()
            now = max(now, next.time)
            next.action(now)
        }
        now = max(now, end)
    }

    func run(for span: Int64) { run(until: now + span) }
}
