internal import FarmCore
internal import SimulatedTime
internal import Synchronization

/// When the scenarios of a farm do what, for all who watch: worked out once, then looked up.
final class ScenarioTimetable: Sendable {
    /// Something that is done at an instant.
    struct Entry: Sendable {
        let instant: Instant
        /// The name of the scenario of the farm file, or of the run.
        let scenario: String
        let deed: ScenarioDeed
    }

    /// The most deeds that are kept of runs that the agenda has settled.
    static let pastLimit = 1024

    private let state = Mutex(State())

    /// What is done behind an instant and up to another one, in the order of time.
    ///
    /// - Parameter now: an instant that is served already.
    func deeds(after: Instant, through now: Instant, of farm: any FarmAccess) -> [Entry] {
        state.withLock { state in
            // Looked at here, so that no watcher goes back to an agenda that another has left.
            state.follow(farm.agenda, of: farm.plan)
            state.seenUntil = max(state.seenUntil, now)
            return state.entries(after: after, through: now)
        }
    }
}

extension ScenarioTimetable {
    /// What is known of the scenarios.
    private struct State {
        /// Up to where somebody has looked.
        var seenUntil = Instant(microseconds: .min)
        /// From when on the steps of the farm file's scenarios count.
        private var began: Instant?
        private var own: [Entry] = []
        private var runs: [Run] = []
        /// What runs have done that the agenda has settled.
        private var past: [Entry] = []
        /// All, by time.
        private var entries: [Entry] = []

        /// A run of the agenda.
        private struct Run {
            let name: String
            let began: Instant
            let ended: Instant?
            let entries: [Entry]

            func isSame(as run: FarmAgenda.Run) -> Bool {
                name == run.name && began == run.began
            }
        }

        /// Takes over what the agenda has, where that has changed.
        mutating func follow(_ agenda: FarmAgenda, of plan: FarmPlan) {
            let isSame = runs.elementsEqual(agenda.runs) { run, other in
                run.isSame(as: other) && run.ended == other.ended
            }
            guard !isSame || agenda.began != began else { return }
            if agenda.began != began { begin(plan, at: agenda.began) }
            if !isSame { take(agenda.runs) }
            putInOrder()
        }

        /// Works out what the farm file's scenarios do.
        private mutating func begin(_ plan: FarmPlan, at instant: Instant) {
            began = instant
            own = plan.scenarios.flatMap { name, scenario, document in
                ScenarioDeed.all(of: scenario, document).map { deed in
                    let at = deed.step.time.instant(from: instant)
                    return Entry(instant: at, scenario: name, deed: deed)
                }
            }
        }

        private mutating func take(_ agenda: [FarmAgenda.Run]) {
            for run in runs where !agenda.contains(where: run.isSame) {
                past += run.entries.filter { $0.instant <= seenUntil }
            }
            past = past.suffix(ScenarioTimetable.pastLimit)
            runs = agenda.map { run in
                let known = runs.first { $0.isSame(as: run) }
                let entries = (known?.entries ?? news(of: run)).filter { entry in
                    run.ended.map { entry.instant < $0 } ?? true
                }
                return Run(name: run.name, began: run.began, ended: run.ended, entries: entries)
            }
        }

        /// What a run does that is new here.
        ///
        /// One that is played begins behind all that was served; what lies before comes from a
        /// snapshot and is not done again.
        private func news(of run: FarmAgenda.Run) -> [Entry] {
            run.deeds.compactMap { deed in
                guard let instant = run.instant(of: deed.step), instant > seenUntil else {
                    return nil
                }
                return Entry(instant: instant, scenario: run.name, deed: deed)
            }
        }

        /// By time; what is done at one instant keeps its order.
        private mutating func putInOrder() {
            let all = own + past + runs.flatMap(\.entries)
            entries = all.enumerated()
                .sorted { ($0.element.instant, $0.offset) < ($1.element.instant, $1.offset) }
                .map(\.element)
        }

        func entries(after: Instant, through now: Instant) -> [Entry] {
            guard after < now else { return [] }
            return Array(entries[place(behind: after)..<place(behind: now)])
        }

        /// The place of the first entry behind an instant.
        private func place(behind instant: Instant) -> Int {
            var (low, high) = (0, entries.count)
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].instant <= instant { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
