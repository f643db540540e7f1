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

    /// Finds out from when on the steps of the farm file's scenarios count.
    func begin(_ farm: any FarmAccess) async throws {
        let scenarios = farm.plan.scenarios
        guard !scenarios.isEmpty else { return }
        let agenda = farm.agenda
        var began = agenda.isEmpty ? farm.start : agenda.began
        for number in farm.plan.buses.indices where agenda.isEmpty {
            let instant = try await farm.onBus(number) { bus, _ in bus.scenariosBegan }
            began = min(began, instant ?? began)
        }
        let entries = scenarios.flatMap { name, scenario, document in
            ScenarioDeed.all(of: scenario, document).map { deed in
                Entry(instant: deed.step.time.instant(from: began), scenario: name, deed: deed)
            }
        }
        state.withLock { $0.takeOwn(entries) }
    }

    /// What is done behind an instant and up to another one, in the order of time.
    ///
    /// - Parameter now: an instant that is served already.
    func deeds(after: Instant, through now: Instant, of farm: any FarmAccess) -> [Entry] {
        state.withLock { state in
            // Looked at here, so that no watcher goes back to an agenda that another has left.
            state.follow(farm.agenda.runs)
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

        mutating func takeOwn(_ entries: [Entry]) {
            own = entries
            putInOrder()
        }

        /// Takes over what the agenda has, where that has changed.
        mutating func follow(_ agenda: [FarmAgenda.Run]) {
            let isKnown = runs.elementsEqual(agenda) { $0.isSame(as: $1) && $0.ended == $1.ended }
            guard !isKnown else { return }
            for run in runs where !agenda.contains(where: run.isSame) {
                past += run.entries.filter { $0.instant <= seenUntil }
            }
            past = past.suffix(ScenarioTimetable.pastLimit)
            runs = agenda.map { run in
                let known = runs.first { $0.isSame(as: run) }
                return Run(
                    name: run.name,
                    began: run.began,
                    ended: run.ended,
                    entries: (known?.entries ?? news(of: run)).filter { entry in
                        run.ended.map { entry.instant < $0 } ?? true
                    }
                )
            }
            putInOrder()
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
