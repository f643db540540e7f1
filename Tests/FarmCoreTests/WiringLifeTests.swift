import Documents
import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

/// A mistake that is made in mid-hour and mended: the books of every model, to the millijoule.
@Suite("Wiring cases at any instant")
struct WiringLifeTests {
    private static let start = TestMeter.start
    private static let hour = TimeSpan.seconds(3600)

    /// Meters of a model on each load of the cases; with transformers 100/5 where the model can
    /// be set to them.
    private func meters(_ model: String) throws -> [String: MeterMachine] {
        let settings = try ModelLibrary(TestMeter.library).model(model).settings
        let hasRatio = settings.contains { $0.name == "currentTransformerSecondary" }
        let ratio = """
            "installation": { "currentTransformer": { "primary": 100, "secondary": 5 } },
            "settings": { "currentTransformerPrimary": 100, "currentTransformerSecondary": 5 }
            """
        var meters: [String: MeterMachine] = [:]
        for load in Set(WiringCase.all.map(\.load)) {
            let more = hasRatio ? ratio : #""installation": {}"#
            let plan = try TestMeter.plan(model: model, load: load, more: more)
            meters[load] = MeterMachine(try #require(plan.meters.first), at: Self.start)
        }
        return meters
    }

    /// What a scenario does to make the case: new wires, and transformers so much smaller that
    /// the ratio that is programmed is too great.
    private func mistake(_ made: WiringCase, on meter: MeterMachine) throws -> ScenarioAction {
        let installed = meter.installation.currentTransformer
        let transformer = """
            { "primary": \(installed.primary), "secondary": \(installed.secondary * made.ratio) }
            """
        return try ScenarioText.action(
            """
            { "installation": { "currentTransformer": \(transformer), "wiring": \(made.wiring) } }
            """
        )
    }

    private func repair(_ meter: MeterMachine) -> ScenarioAction {
        var change = InstallationChange()
        change.currentTransformer = meter.installation.currentTransformer
        change.wiring = .correct
        return .installation(change)
    }

    /// The lanes of the total and of each phase, mJ.
    private func books(_ meter: MeterMachine) -> [SIMD8<Int64>] {
        let energies = meter.registers.energies
        return [meter.registers.totals]
            + Channel.allCases.map { energies.lanes($0, bin: 0) ?? SIMD8() }
    }

    /// What one refresh step books from the first step on.
    private func step(_ meter: MeterMachine) -> [SIMD8<Int64>] {
        var meter = meter
        let before = books(meter)
        meter.advance(to: Self.start + .milliseconds(meter.model.design.refresh))
        return zip(books(meter), before).map { $0 &- $1 }
    }

    @Test(
        "A mistake made and mended at any instant costs what it costs, step by step",
        arguments: TestMeter.varied
    )
    func madeAndMended(model: String) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let meters = try meters(model)
        for made in WiringCase.all {
            let about = "case \(made) on \(model), seed \(seed)"
            let right = try #require(meters[made.load])
            var wrong = right
            try wrong.carryOut(try mistake(made, on: right), at: Self.start)
            let (good, bad) = (step(right), step(wrong))
            try checkHour(of: wrong, bad[0], made, about)

            var meter = right
            let instants = (0..<2).map { _ in
                Self.start + .microseconds(.random(in: 0..<3_600_000_000, using: &generator))
            }.sorted()
            try meter.carryOut(try mistake(made, on: right), at: instants[0])
            #expect(meter.installation == wrong.installation, "\(about)")
            #expect(meter.isPowered == wrong.isPowered, "\(about)")
            if Bool.random(using: &generator) {
                meter.advance(to: instants[0] + .microseconds(777))
            }
            try meter.carryOut(repair(right), at: instants[1])
            #expect(meter.installation == right.installation && meter.isPowered, "\(about)")
            meter.advance(to: Self.start + Self.hour)

            let length = meter.model.design.refresh * 1000
            let marks = instants.map { ($0 - Self.start).microseconds / length }
            let steps = [marks[0], marks[1] - marks[0], 3_600_000_000 / length - marks[1]]
            let expected = zip(good, bad).map {
                $0 &* SIMD8(repeating: steps[0] + steps[2]) &+ $1 &* SIMD8(repeating: steps[1])
            }
            #expect(books(meter) == expected, "\(about), \(instants)")
        }
    }

    /// An hour of the mistake is the document's, where the meter has four wires.
    private func checkHour(
        of meter: MeterMachine,
        _ step: SIMD8<Int64>,
        _ made: WiringCase,
        _ about: String
    ) throws {
        let design = meter.model.design
        guard design.networks.first == .fourWireUnbalanced else { return }
        guard meter.isPowered else {
            #expect(!made.feedsFirstPhase && step == SIMD8(), "\(about)")
            return
        }
        let vector = try #require(made.vector)
        let expected = design.totalCounting == .net ? vector.net : vector.phase
        for lane in 0..<2 {
            // Millijoules a millisecond are watts, and as many watt-hours in an hour.
            let wattHours = Double(step[lane]) / Double(design.refresh)
            #expect(abs(wattHours - expected[lane]) < 3e-3, "\(about), lane \(lane)")
        }
    }
}
