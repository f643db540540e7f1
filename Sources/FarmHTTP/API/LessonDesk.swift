internal import Documents
internal import FarmCore
internal import HTTPTypes
internal import SimulatedTime

/// The one lesson that is under way.
///
/// It is kept in the farm's note before it is done, so that a program that starts again goes on
/// with it, and can still mend everything.
actor LessonDesk {
    /// How many meters are tried before a bus goes on with what its masters want.
    private static let metersAtOnce = 10

    private let curtain: LessonCurtain
    private let farm: any FarmAccess
    private let index: MeterIndex
    private(set) var run: LessonRun?
    private var draws: Int64 = 0
    /// Whether a request is changing the lesson: the next has to wait until it is done.
    private var isChanging = false

    /// A desk without a lesson.
    ///
    /// - Parameter curtain: what hides the lesson from everybody.
    init(_ farm: any FarmAccess, _ index: MeterIndex, _ curtain: LessonCurtain) {
        (self.farm, self.index, self.curtain) = (farm, index, curtain)
    }

    // MARK: The library

    /// The names of the lessons.
    nonisolated var names: [String] { farm.library.names(of: .lessons) }

    /// The lesson of a name.
    ///
    /// - Throws: ``Problem`` 404 for a name that nobody has, 409 for a file that is no lesson.
    nonisolated func lesson(_ name: String) throws -> Lesson {
        guard names.contains(name), let found = farm.library.find(name, kind: .lessons, from: "")
        else { throw Problem.missing("lesson", name, among: names) }
        let log = FaultLog(file: found.path)
        let document: JSONValue
        do throws(Fault) {
            document = try JSONValue.parse(found.bytes, file: found.path)
        } catch {
            throw Problem(.conflict, "\(error)")
        }
        guard let lesson = Lesson.read(Node(document, log: log)) else {
            throw Problem(.conflict, log.faults.first.map { "\($0)" } ?? "\(found.path)")
        }
        return lesson
    }

    /// The ways in which a lesson can be done to this farm now.
    ///
    /// - Parameter onlyWhether: one is enough.
    nonisolated func options(_ lesson: Lesson, onlyWhether: Bool = false) async throws
        -> [LessonOption]
    {
        var options: [LessonOption] = []
        guard !lesson.concernsBus else {
            for number in index.buses where !(onlyWhether && !options.isEmpty) {
                let plan = farm.plan.buses[number]
                options += try await farm.onBus(number) { bus, now in
                    bus.options(ofLine: lesson, plan, at: now)
                }
            }
            return options
        }
        var rest = index.places.prefix(LessonDraw.meterLimit)
        while let first = rest.first, !(onlyWhether && !options.isEmpty) {
            let some = rest.prefix(Self.metersAtOnce).prefix { $0.bus == first.bus }
            rest = rest.dropFirst(some.count)
            let (places, plan) = (some.map(\.place), farm.plan.buses[first.bus])
            options += try await farm.onBus(first.bus) { bus, now in
                bus.options(lesson, ofMetersAt: places, plan, at: now)
            }
        }
        return options
    }

    // MARK: The lesson under way

    /// Begins a lesson.
    ///
    /// - Parameter seed: which of its cases, meters and places is drawn; nil for any.
    func start(_ name: String, seed: Int64?) async throws -> LessonRun {
        try begin()
        defer { isChanging = false }
        if let run { throw Problem(.conflict, "the lesson \"\(run.name)\" is under way; end it") }
        let lesson = try lesson(name)
        let options = try await options(lesson)
        let now = try await farm.time().now
        let seed = seed.map { UInt64(bitPattern: $0) } ?? anySeed(now)
        guard let option = LessonDraw.draw(options, of: lesson, named: name, seed: seed) else {
            throw Problem(.conflict, Self.absence(of: lesson))
        }
        var next = LessonRun(name, lesson, option, of: options, at: now)
        curtain.veil = LessonVeil(next, farm.plan)
        do {
            try await farm.keep(next.note, as: .lesson)
            next = try await doing(next)
        } catch {
            curtain.veil = nil
            try? await farm.keep(nil, as: .lesson)
            throw error
        }
        run = next
        // Where the disk does not take this, a next start does once more what is done.
        try? await farm.keep(next.note, as: .lesson)
        return next
    }

    /// Takes the answer, once.
    ///
    /// - Parameter grade: makes the grade of the run.
    func answer(_ grade: (LessonRun) async throws -> JSONOutput) async throws -> JSONOutput {
        try begin()
        defer { isChanging = false }
        guard var next = run else { throw Self.nothing }
        guard next.hides else { throw Problem(.conflict, "the lesson has its answer already") }
        let output = try await grade(next)
        next.grade = try JSONValue.parse(output.bytes, file: "grade")
        try await farm.keep(next.note, as: .lesson)
        run = next
        curtain.veil = nil
        return output
    }

    /// Mends everything, and ends the lesson.
    func end() async throws -> Instant {
        try begin()
        defer { isChanging = false }
        guard let run else { throw Self.nothing }
        let at = try await mend(run)
        try await farm.keep(nil, as: .lesson)
        self.run = nil
        curtain.veil = nil
        return at
    }

    /// Goes on with the lesson that an earlier life of the program has kept.
    func resume() async {
        guard let note = farm.note(.lesson), let kept = LessonRun(note: note), isKnown(kept) else {
            return
        }
        if kept.hides { curtain.veil = LessonVeil(kept, farm.plan) }
        run = (try? await doing(kept)) ?? kept
    }

    /// What is said while there is none.
    static let nothing = Problem(.notFound, "no lesson is under way")

    private func begin() throws {
        guard !isChanging else {
            throw Problem(.conflict, "the lesson is being started, answered or ended just now")
        }
        isChanging = true
    }

    /// Another one each time: of the farm's own chance, so that a farm without a clock on the wall
    /// has it too.
    private func anySeed(_ now: Instant) -> UInt64 {
        draws += 1
        return farm.plan.seed.stream("lesson", "draw \(draws)").bits(now.microseconds)
    }

    /// Why a lesson cannot be done to this farm.
    static func absence(of lesson: Lesson) -> String {
        lesson.concernsBus
            ? "no bus of this farm can have what it is about"
            : "no meter of this farm would show it now"
    }

    private func isKnown(_ run: LessonRun) -> Bool {
        guard (try? index.bus(run.option.bus)) != nil || run.option.meter != nil else {
            return false
        }
        return run.option.meter.map { (try? index.meter($0)) != nil } ?? true
    }

    // MARK: Doing and mending

    /// Does to the farm what was drawn: what the meter does once, faults and cable each time the
    /// program starts.
    private func doing(_ run: LessonRun) async throws -> LessonRun {
        var run = run
        let option = run.option
        if !run.isDone {
            run.began = try await carryOut(option.meterDeeds, option) ?? run.began
            run.isDone = true
        }
        guard !option.faults.isEmpty || option.line != nil else { return run }
        let isArmed = try await farm.onBus(number(of: option)) { bus, now in
            if let action = option.lineAction { bus.carryOut(action, at: now) }
            return option.plans.map { bus.arm($0, at: now) }.allSatisfy(\.self)
        }
        guard isArmed else {
            _ = try await mend(run)
            throw Problem(.conflict, "\(FaultEngine.limit) faults are armed; no more on a bus")
        }
        return run
    }

    private func mend(_ run: LessonRun) async throws -> Instant {
        let option = run.option
        let done = try await carryOut(option.meterMending, option)
        let at = try await farm.onBus(number(of: option)) { bus, now in
            for plan in option.plans { bus.faults.disarm(plan.name) }
            if let action = option.lineMendingAction { bus.carryOut(action, at: now) }
            return now
        }
        return done ?? at
    }

    private func carryOut(_ deeds: MeterDeeds?, _ option: LessonOption) async throws -> Instant? {
        guard let deeds, let name = option.meter else { return nil }
        let place = try index.meter(name)
        do {
            return try await farm.carryOut(deeds, bus: place.bus, place: place.place)
        } catch let error as DeedRefusal {
            throw error.problem(for: farm.plan.meters[place.number])
        }
    }

    private func number(of option: LessonOption) throws -> Int {
        try option.meter.map { try index.meter($0).bus } ?? index.bus(option.bus)
    }
}
