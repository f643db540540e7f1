import Documents
import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import Testing

@testable import FarmReports

@Suite("A farm lived offline")
struct SimulationTests {
    private func rows(
        _ farm: FarmPlan,
        meters: [String] = [],
        quantities: [String] = [],
        length: TimeSpan,
        every: TimeSpan
    ) async throws -> [String] {
        let selection = try ReportSelection(farm, meters: meters, quantities: quantities)
        let grid = try SamplingGrid(start: TestFarm.start, length: length, every: every)
        var table = SimulationTable(selection, in: farm.timeZone)
        var bytes: [UInt8] = []
        try await FarmSimulation(selection, over: grid).run { table.append($0, to: &bytes) }
        let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(rows.count == table.rowCount)
        return rows
    }

    @Test("Rows go by time, then as the farm has its meters, then as quantities were asked for")
    func order() async throws {
        let rows = try await rows(
            try TestFarm.three(),
            meters: ["main", "flat-2"],
            quantities: ["voltage.l1", "energy.active.import.total"],
            length: .minutes(20),
            every: .minutes(15)
        )
        let keys = rows.map { $0.split(separator: ",").prefix(3).joined(separator: " ") }
        let expected = ["00:00", "00:15", "00:20"].flatMap { time in
            ["flat-2", "main"].flatMap { meter in
                ["voltage.l1", "energy.active.import.total"].map {
                    "2026-01-05T\(time):00+01:00 \(meter) \($0)"
                }
            }
        }
        #expect(keys == expected)
        #expect(rows.first == "2026-01-05T00:00:00+01:00,flat-2,voltage.l1,230,V")
    }

    @Test("Values are those of a meter that lives alone, energies not truncated")
    func truth() async throws {
        let farm = try TestFarm.three()
        let names = ["energy.active.import.total", "energy.reactive.net.total", "current.n"]
        let rows = try await rows(farm, quantities: names, length: .hours(30), every: .hours(7))
        var expected: [String] = []
        for hours in [0, 7, 14, 21, 28, 30] {
            let instant = TestFarm.start + .hours(Int64(hours))
            for plan in farm.meters {
                var machine = MeterMachine(plan, at: TestFarm.start)
                machine.advance(to: instant)
                let bank = machine.registers.energies
                let sums = [EnergyLanes.activeImport, .reactiveImport, .reactiveExport].map {
                    bank.sum($0, .total, .total) ?? -1
                }
                let current = machine.value(of: .current(.n, .primary))
                let values = [
                    (sums[0], Int64(3_600_000), "Wh"), (sums[1] - sums[2], 3_600_000, "varh"),
                    (current ?? -1, 1_000_000, "A"),
                ]
                for (name, value) in zip(names, values) {
                    var text: [UInt8] = []
                    DecimalText.append(value.0, perUnit: value.1, to: &text)
                    expected.append(
                        "\(instant.rfc3339(in: farm.timeZone)),\(plan.name),\(name),"
                            + "\(String(decoding: text, as: UTF8.self)),\(value.2)"
                    )
                }
            }
        }
        #expect(rows == expected)
    }

    @Test("A register shows what is left of the exact energy at its step")
    func truncation() throws {
        let plan = try #require(try TestFarm.three().meters.last)
        var machine = MeterMachine(plan, at: TestFarm.start)
        machine.advance(to: TestFarm.start + .hours(9))
        let total = Quantity.energy(EnergyIndex(.activeImport))
        let exact = try #require(ExactReading(of: total, in: machine).value(in: machine))
        let shown = try #require(machine.value(of: total))
        let step = plan.model.design.energyStep
        #expect(step > 1)
        #expect(shown == exact - exact % step)
        #expect(shown != exact)
    }

    @Test("A coarse grid sees what a fine grid sees at the same instants")
    func grids() async throws {
        let farm = try TestFarm.three()
        let fine = try await rows(farm, length: .hours(6), every: .seconds(20))
        let coarse = try await rows(farm, length: .hours(6), every: .minutes(50))
        #expect(Set(coarse).isSubset(of: Set(fine)))
        #expect(coarse.count == 9 * 9)
    }

    @Test("One meter chosen from many lives as it does among them")
    func alone() async throws {
        let farm = try TestFarm.three()
        let all = try await rows(farm, length: .hours(5), every: .minutes(7))
        let one = try await rows(farm, meters: ["main"], length: .hours(5), every: .minutes(7))
        #expect(one == all.filter { $0.contains(",main,") })
        #expect(one.isEmpty == false)
    }

    @Test("Many meters in many chunks come in order, and the same again")
    func many() async throws {
        let farm = try TestFarm.plan(
            (1...150).map { ("m-\($0)", "eastron-sdm630", "\"household\"") }
        )
        let first = try await rows(farm, length: .hours(3), every: .minutes(1))
        let second = try await rows(farm, length: .hours(3), every: .minutes(1))
        #expect(first == second)
        #expect(first.count == 181 * 150 * 3)
        let names = first[450..<900].enumerated().filter { $0.offset % 3 == 0 }.map {
            $0.element.split(separator: ",")[1]
        }
        #expect(names == (1...150).map { "m-\($0)" })
    }

    @Test("Chunks are bounded whatever the farm and the length")
    func bounds() throws {
        let farm = try TestFarm.plan(
            (1...150).map { ("m-\($0)", "eastron-sdm630", "\"constant-test-load\"") }
        )
        let selection = try ReportSelection(farm, quantities: ["energy.*"])
        let grid = try SamplingGrid(start: TestFarm.start, length: .days(3650), every: .seconds(1))
        let cells = selection.meters.reduce(0) { $0 + $1.columns.count }
        let simulation = FarmSimulation(selection, over: grid)
        #expect(simulation.chunkLength * cells <= max(FarmSimulation.cellLimit, cells))
    }

    @Test("What a meter does not have leaves no row, and is told when it was asked for by name")
    func gaps() async throws {
        let farm = try TestFarm.plan([
            ("small", "legrand-004677", "\"constant-test-load\""),
            ("large", "socomec-countis-e44", "\"constant-test-load\""),
        ])
        let selection = try ReportSelection(farm, quantities: ["voltage.l2", "frequency"])
        let grid = try SamplingGrid(start: TestFarm.start, length: .zero, every: .seconds(1))
        var table = SimulationTable(selection, in: .utc)
        var bytes: [UInt8] = []
        try await FarmSimulation(selection, over: grid).run { table.append($0, to: &bytes) }
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                2026-01-04T23:00:00Z,small,frequency,50,Hz
                2026-01-04T23:00:00Z,large,voltage.l2,231,V
                2026-01-04T23:00:00Z,large,frequency,50,Hz

                """
        )
        #expect(table.gaps == ["voltage.l2: not available at small"])
    }

    @Test("Who is given the rows may end the run")
    func ending() async throws {
        struct Enough: Error {}
        let selection = try ReportSelection(try TestFarm.three())
        let grid = try SamplingGrid(start: TestFarm.start, length: .days(365), every: .seconds(1))
        var chunks = 0
        await #expect(throws: Enough.self) {
            try await FarmSimulation(selection, over: grid).run { _ in
                chunks += 1
                if chunks == 3 { throw Enough() }
            }
        }
        #expect(chunks == 3)
    }
}
