import Documents
import FarmCore
import Foundation
import LoadProfiles
import SimulatedTime
import TestSupport
import Testing

/// The training farm with its buses, as a lesson finds it.
struct LessonBench {
    let plan: FarmPlan
    let buses: [Bus]
    let start: Instant

    init() throws {
        let file = SharedFolder.profiles.appending(path: "farms/training.json").path
        let bytes = try #require(TestMeter.library.read(file))
        let document = try JSONValue.parse(bytes, file: file)
        let report = FarmReader(file: file, library: TestMeter.library).read(document)
        let plan = try #require(report.plan)
        guard case .at(let start) = plan.start else { throw Faults(report.faults) }
        let time = FarmTime(FarmClock(start: start, hostTime: 0))
        (self.plan, self.start) = (plan, start)
        buses = plan.buses.map { bus in
            Bus(bus, meters: plan.meters(of: bus), time: time, start: start, seed: plan.seed)
        }
    }

    /// The names of the lessons that are shipped.
    static let names = TestMeter.library.names(of: .lessons)

    /// A lesson that is shipped.
    static func lesson(_ name: String) throws -> Lesson {
        let found = TestMeter.library.find(name, kind: .lessons, from: "")
        let file = try #require(found, "\(name)")
        return try read(String(decoding: file.bytes, as: UTF8.self)).get()
    }

    /// A lesson from its text, or what is wrong with it.
    static func read(_ text: String) -> Result<Lesson, Faults> {
        let log = FaultLog(file: "lesson.json")
        guard let document = try? JSONValue.parse(Array(text.utf8), file: "lesson.json") else {
            return .failure(Faults([]))
        }
        let lesson = Lesson.read(Node(document, log: log))
        return lesson.map { .success($0) } ?? .failure(Faults(log.faults))
    }

    /// Every way in which a lesson can be done.
    func options(_ lesson: Lesson) -> [LessonOption] {
        zip(plan.buses, buses).flatMap { plan, bus in
            bus.options(lesson, ofMetersAt: 0..<bus.meterCount, plan, at: start)
                + bus.options(ofLine: lesson, plan, at: start)
        }
    }

    /// A copy of a meter.
    func machine(_ name: String) throws -> MeterMachine {
        let found = buses.lazy.compactMap { bus in
            bus.withMeter(named: name, on: start) { $0 }
        }.first
        return try #require(found, "\(name)")
    }
}
