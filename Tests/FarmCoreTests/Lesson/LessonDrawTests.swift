import FarmCore
import MeterModels
import Metrology
import Testing

@Suite("What a lesson draws")
struct LessonDrawTests {
    @Test("There are lessons of every subject, whose titles tell no cause")
    func library() throws {
        let lessons = try LessonBench.names.map(LessonBench.lesson)
        #expect(lessons.count >= 14)
        #expect(Set(lessons.map(\.subject)) == Set(LessonSubject.allCases))
        for lesson in lessons {
            let words = Set(lesson.title.lowercased().split(separator: " "))
            let causes: Set<Substring> = [
                "transformer", "neutral", "reversed", "fuse", "terminator", "parity", "speed",
            ]
            #expect(words.isDisjoint(with: causes), "\(lesson.title)")
            #expect(lesson.cases.allSatisfy { $0.text.count > 200 }, "\(lesson.title)")
        }
    }

    @Test("The training farm can have every cause of every lesson", arguments: LessonBench.names)
    func training(name: String) throws {
        let bench = try LessonBench()
        let lesson = try LessonBench.lesson(name)
        let options = bench.options(lesson)
        let possible = Set(options.map { lesson.cases[$0.number].cause })
        #expect(possible == Set(lesson.cases.map(\.cause)))
        let drawn = (0..<200).compactMap { seed in
            LessonDraw.draw(options, of: lesson, named: name, seed: seed)
        }
        #expect(drawn.count == 200)
        #expect(Set(drawn.map { lesson.cases[$0.number].cause }) == possible)
        #expect(Set(drawn.map(\.meter)) == Set(options.map(\.meter)))
    }

    @Test("The same seed draws the same, in whatever order the options come")
    func seeds() throws {
        let bench = try LessonBench()
        let name = "a-third-of-the-energy"
        let lesson = try LessonBench.lesson(name)
        let options = bench.options(lesson)
        for seed in UInt64(0)..<20 {
            let drawn = LessonDraw.draw(options, of: lesson, named: name, seed: seed)
            let again = LessonDraw.draw(
                options.reversed(),
                of: lesson,
                named: name,
                seed: seed
            )
            #expect(drawn != nil && drawn == again)
        }
        #expect(LessonDraw.draw([], of: lesson, named: name, seed: 1) == nil)
    }

    @Test("Meters that would be dead, or carry nothing, take no part")
    func fitness() throws {
        let options = try LessonBench().options(LessonBench.lesson("two-thirds-of-the-energy"))
        let meters = Set(options.compactMap(\.meter))
        #expect(meters.isSuperset(of: ["incomer", "machine", "heater", "pump-1"]))
        #expect(meters.isDisjoint(with: ["boiler", "attic", "flat-1"]))
        let export = try LessonBench().options(LessonBench.lesson("export-that-is-none"))
        #expect(Set(export.compactMap(\.meter)).isDisjoint(with: ["flat-1", "flat-2", "kiosk"]))
        // L1 feeds the COUNTIS E44; the reference model has a supply of its own.
        let withoutL1 = options.filter { $0.place == "u1" }.compactMap(\.meter)
        #expect(withoutL1.contains("machine") && !withoutL1.contains("incomer"))
        #expect(options.contains { $0.place == "u2" && $0.meter == "incomer" })
    }

    @Test("Every option shows what the title says, and is mended", arguments: LessonBench.names)
    func doing(name: String) throws {
        let bench = try LessonBench()
        let lesson = try LessonBench.lesson(name)
        for option in bench.options(lesson) {
            guard let meter = option.meter, let deeds = option.meterDeeds else { continue }
            let before = try bench.machine(meter)
            var machine = before
            for action in deeds.actions { try machine.carryOut(action, at: bench.start) }
            if case .share(_, let range)? = lesson.seen {
                let quantity = try #require(option.quantity.flatMap { before.model.catalogue[$0] })
                let was = try #require(before.value(of: quantity))
                let reads = try #require(machine.value(of: quantity), "\(option)")
                #expect(range.contains(Double(reads) / Double(was)), "\(option)")
            }
            let mending = try #require(option.meterMending)
            for action in mending.actions { try machine.carryOut(action, at: bench.start) }
            #expect(machine.installation == before.installation, "\(option)")
            #expect(machine.settings == before.settings, "\(option)")
            #expect(machine.station.address == before.station.address, "\(option)")
            #expect(machine.station.connection == before.station.connection, "\(option)")
            #expect(machine.supplyIsOn == before.supplyIsOn, "\(option)")
            #expect(machine.isPowered == before.isPowered, "\(option)")
        }
    }

    @Test("A lesson's faults have names that nobody can give, and strike its meter alone")
    func faults() throws {
        let options = try LessonBench().options(LessonBench.lesson("a-meter-that-refuses"))
        #expect(!options.isEmpty)
        for option in options {
            let plan = try #require(option.plans.first)
            #expect(option.plans.count == 1)
            #expect(LessonOption.isOfLesson(fault: plan.name) && plan.name.contains("/"))
            #expect(plan.target.meter == option.meter && plan.target.bus == option.bus)
        }
    }

    @Test("What a cable was like is known, and what is told of it while the lesson goes on")
    func cable() throws {
        let bench = try LessonBench()
        let options = bench.options(try LessonBench.lesson("errors-at-times"))
        #expect(Set(options.map(\.bus)) == ["rs485-1", "rs485-2"])
        for option in options {
            let bus = try #require(bench.buses.first { $0.name == option.bus })
            let before = bus.wire?.conditions ?? bus.linePlan.conditions
            bus.carryOut(try #require(option.lineAction), at: bench.start)
            let wrong = try #require(bus.wire?.conditions)
            #expect(wrong != before && option.conditionsBefore(wrong) == before)
            bus.carryOut(try #require(option.lineMendingAction), at: bench.start)
            #expect(bus.wire?.conditions == before)
        }
    }
}
