internal import FarmCore
internal import HTTPTypes
internal import LoadProfiles
internal import Metrology
internal import Synchronization

/// What the API does not tell as long as a lesson is not answered.
struct LessonVeil: Sendable {
    private let option: LessonOption
    private let meters: Set<String>
    private let buses: Set<String>
    private let hidesLines: Bool

    /// The actions that would tell what is wrong, or mend it behind the lesson's back.
    private static let closedActions: Set<String> = [
        "wiring", "installation", "connection", "supply",
    ]

    init(_ run: LessonRun, _ plan: FarmPlan) {
        option = run.option
        buses = Set(run.buses)
        hidesLines = run.option.meter == nil
        // On a line that is wrong the explanation of every meter tells so.
        meters =
            hidesLines
            ? Set(plan.meters.filter { run.buses.contains($0.bus) }.map(\.name)) : Set(run.meters)
    }

    /// Whether what is true of a meter is hidden.
    func hides(meter name: String) -> Bool { meters.contains(name) }

    /// Whether the conditions of a bus's cable are hidden.
    func hides(lineOf bus: String) -> Bool { hidesLines && buses.contains(bus) }

    /// Whether what is asked of a meter has to wait until the lesson is answered.
    func closes(_ deeds: MeterDeeds, meter: String) -> Bool {
        let clears = deeds.busActions.contains { action in
            guard case .clearFault(let pattern) = action else { return false }
            return option.plans.contains { MeterPattern.matches(pattern, $0.name) }
        }
        return clears || deeds.words.contains { closes($0, meter: meter) }
    }

    private func closes(_ word: MeterDeeds.Word, meter: String) -> Bool {
        Self.closedActions.contains(word.what) && hides(meter: meter)
    }

    /// Whether what a scenario does would tell what is hidden.
    func hides(
        _ word: MeterDeeds.Word,
        ofMeters meters: [String],
        onBuses buses: [String]
    ) -> Bool {
        if meters.contains(where: { closes(word, meter: $0) }) { return true }
        guard !self.buses.isDisjoint(with: buses) else { return false }
        // What is disarmed may be the lesson's, whose name nobody shall learn.
        return word.what == "clearFault" || (meters.isEmpty && word.what == "line")
    }

    /// How a meter hangs on its bus as far as it is told.
    func station(_ station: Station, of meter: String) -> Station {
        option.meter == meter ? option.stationBefore(station) : station
    }

    /// What a cable is like as far as it is told.
    func conditions(_ conditions: LineConditions, of bus: String) -> LineConditions {
        option.bus == bus ? option.conditionsBefore(conditions) : conditions
    }

    /// The faults of a list that are told of.
    func shown(_ faults: [String]) -> [String] {
        faults.filter { !LessonOption.isOfLesson(fault: $0) }
    }

    /// Whether it is not told why a request found no answer on a bus.
    func hidesSilence(on bus: String) -> Bool { buses.contains(bus) }

    /// What is said of what is hidden.
    static let problem = Problem(
        .conflict,
        "hidden by the lesson that is under way: answer it at /v1/lesson/answer, or end it"
    )
}

/// Where everybody looks whether there is a veil.
final class LessonCurtain: Sendable {
    private let current = Mutex<LessonVeil?>(nil)

    /// The veil; nil while everything is told.
    var veil: LessonVeil? {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    /// The faults of a bus that are told of.
    func shown(_ states: [FaultState]) -> [FaultState] {
        veil == nil ? states : states.filter { !LessonOption.isOfLesson(fault: $0.plan.name) }
    }
}

extension FarmAPI {
    /// What a lesson hides; nil while everything is told.
    var veil: LessonVeil? { hub.curtain.veil }

    /// The faults of a bus that are told of.
    func shown(_ states: [FaultState]) -> [FaultState] { hub.curtain.shown(states) }

    /// - Throws: ``Problem`` 409 where what is asked of meters would tell or mend what a lesson
    ///   hides.
    func requireOpen(_ deeds: MeterDeeds, _ places: [MeterIndex.Place]) throws {
        guard let veil else { return }
        let isClosed = places.contains {
            veil.closes(deeds, meter: plan.meters[$0.number].name)
        }
        if isClosed { throw LessonVeil.problem }
    }

    /// - Throws: ``Problem`` 409 where a lesson hides what is true of a meter.
    func requireOpen(_ meter: String) throws {
        if veil?.hides(meter: meter) ?? false { throw LessonVeil.problem }
    }
}
