import FarmCore
import LoadProfiles
import SimulatedTime
import Testing

@testable import FarmReports

@Suite("Charts")
struct ChartTests {
    private let day = TimeSpan.days(1)

    private func chart(
        _ json: String,
        _ quantities: [String]? = nil,
        columns: Int = 96
    ) throws -> Chart {
        let figure = try LoadChart(try TestFarm.load(json), name: "m")
        return try figure.chart(
            quantities,
            isTidy: quantities == nil,
            from: TestFarm.start,
            length: day,
            columns: columns
        )
    }

    @Test("A constant load is a flat line at its value, in every quantity")
    func constant() throws {
        let chart = try chart(
            """
            { "phases": { "l1": { "activePower": 2300, "powerFactor": 1 } }, "voltage": 230 }
            """,
            ["power.active.l1", "current.l1", "voltage.l12", "frequency", "powerFactor.total"]
        )
        let values = chart.panels.map { $0.series.first?.range }
        #expect(values[0] == 2300...2300)
        #expect(abs((values[1]?.upperBound ?? 0) - 10) < 1e-9)
        #expect(abs((values[2]?.lowerBound ?? 0) - 230 * 3.squareRoot()) < 1e-9)
        #expect(values[3] == 50...50)
        #expect(values[4] == 1...1)
        #expect(chart.panels.map(\.unit) == ["W", "A", "V", "Hz", ""])
        #expect(chart.subtitles.last?.hasSuffix("55.2 kWh") == true)
    }

    @Test("Phases that carry nothing, and a total that is its only part, are left out")
    func tidy() throws {
        let single = try chart(
            "{ \"phases\": { \"l2\": { \"activePower\": 5, \"powerFactor\": 1 } } }"
        )
        #expect(single.panels.map(\.title) == ["Active power", "Voltage"])
        #expect(single.panels[0].series.map(\.label) == ["L2"])
        #expect(single.panels[1].series.map(\.label) == ["L1 = L2 = L3"])
        let all = try chart(
            "{ \"phases\": { \"all\": { \"activePower\": 5, \"powerFactor\": 0.8 } } }"
        )
        #expect(all.panels.map(\.title) == ["Active power", "Reactive power", "Voltage"])
        #expect(all.panels[0].series.map(\.label) == ["L1 = L2 = L3", "total"])
        #expect(all.panels[0].series.map(\.tone) == [.part(0), .whole])
        let idle = try chart(
            "{ \"phases\": { \"all\": { \"activePower\": 0, \"powerFactor\": 1 } } }"
        )
        #expect(idle.panels.map(\.title) == ["Active power", "Voltage"])
    }

    @Test("A switch that no column resolves is seen in full, and its mean is its share")
    func cycle() throws {
        let chart = try chart(
            """
            { "phases": { "l1": { "activePower": { "cycle":
              { "on": 1000, "onFor": "1m", "offFor": "3m" } }, "powerFactor": 1 } } }
            """,
            columns: 24
        )
        let series = try #require(chart.panels[0].series.first)
        #expect(series.range == 0...1000)
        let mean = try #require(series.mean)
        #expect(abs(mean - 250) < 2)
        #expect(series.columns.allSatisfy { $0?.low == 0 && $0?.high == 1000 })
    }

    @Test("Changes that are too many to follow are looked at evenly, so that means stay true")
    func year() throws {
        let figure = try LoadChart(
            try TestFarm.load(
                """
                { "phases": { "l1": { "activePower": { "cycle":
                  { "on": 1000, "onFor": "10s", "offFor": "30s" } }, "powerFactor": 1 } } }
                """
            ),
            name: "m"
        )
        let chart = try figure.chart(
            ["power.active.l1"],
            from: TestFarm.start,
            length: .days(365),
            columns: 50
        )
        let series = try #require(chart.panels[0].series.first)
        #expect(series.range == 0...1000)
        #expect(series.columns.allSatisfy { abs(($0?.mean ?? 0) - 250) < 5 })
    }

    @Test("Taken and given energy are told apart")
    func energies() throws {
        let chart = try chart(
            """
            { "phases": { "l1": { "activePower": { "points":
              [["00:00", 1000], ["06:00", -500]], "every": "day", "interpolation": "step" },
              "powerFactor": 1 } }, "timeZone": "Europe/Berlin" }
            """
        )
        #expect(
            chart.subtitles.last
                == "Mon 5 Jan 2026 (Europe/Berlin) · 6.00 kWh taken, 9.00 kWh given"
        )
        let figure = try LoadChart(
            try TestFarm.load(
                "{ \"phases\": { \"l1\": { \"activePower\": -250, \"powerFactor\": 1 } } }"
            ),
            name: "m"
        )
        #expect(figure.energy(from: TestFarm.start, length: day) == -6000)
    }

    @Test("A load that adds up meters needs its farm, and an unknown quantity is named")
    func refusals() throws {
        let sum = try TestFarm.load("{ \"sumOf\": \"flat-*\" }")
        #expect(throws: ReportError.needsFarm("main", ["flat-*"])) {
            try LoadChart(sum, name: "main")
        }
        let load = try LoadChart(
            try TestFarm.load(
                "{ \"phases\": { \"l1\": { \"activePower\": 5, \"powerFactor\": 1 } } }"
            ),
            name: "m"
        )
        #expect(throws: ReportError.unknownQuantity("energy.*", LoadChart.quantities)) {
            try load.chart(["energy.*"], from: TestFarm.start, length: day, columns: 10)
        }
        #expect(throws: ReportError.chartIsEmpty) {
            try load.chart(from: TestFarm.start, length: .zero, columns: 10)
        }
    }

    @Test("Meters of a farm share a panel by kind and unit; what they have in common is its title")
    func farm() async throws {
        let figure = try FarmChart(
            try TestFarm.three(),
            meters: ["flat-*"],
            quantities: ["energy.active.import.total", "power.active.total"]
        )
        let chart = try await figure.chart(from: TestFarm.start, length: .hours(6), columns: 50)
        #expect(chart.panels.map(\.title) == ["Active energy import", "Active power"])
        #expect(
            chart.panels.map { $0.series.map(\.label) } == [
                ["flat-1", "flat-2"], ["flat-1", "flat-2"],
            ]
        )
        // The meter books each phase for itself: 2300 + 776.16 W imported for six hours.
        let counted = try #require(chart.panels[0].series[1].range)
        #expect(counted.lowerBound == 0)
        #expect(abs(counted.upperBound - 3076.16 * 6) < 0.001)
        // What is counted goes on steadily, also within a column.
        let columns = chart.panels[0].series[1].columns.compactMap { $0 }
        #expect(zip(columns, columns.dropFirst()).allSatisfy { abs($0.high - $1.low) < 1e-6 })
        #expect(chart.panels[1].series[1].range == 2576.16...2576.16)
    }

    @Test("More lines than colours are refused before the work")
    func tooMany() async throws {
        let farm = try TestFarm.plan(
            (1...9).map { ("m-\($0)", "eastron-sdm630", "\"constant-test-load\"") }
        )
        let figure = try FarmChart(farm, meters: [], quantities: [])
        await #expect(throws: ReportError.tooManySeries(9, 8)) {
            try await figure.chart(from: TestFarm.start, length: .days(36_500), columns: 50)
        }
    }

    @Test("Quantities have names that people read")
    func names() {
        #expect(SeriesName("power.active.l1", unit: "W") == .init("power.active.l1", unit: "W"))
        let name = SeriesName("energy.reactive.inductive.export.t3", unit: "varh")
        #expect(name.panel == "Reactive energy")
        #expect(name.line == "inductive export T3")
        #expect(SeriesName("voltage.l12", unit: "V").line == "L1–L2")
        #expect(SeriesName("secondary.current.n", unit: "A").panel == "Current at the inputs")
        #expect(SeriesName("secondary.current.n", unit: "A").line == "N")
        #expect(SeriesName("frequency", unit: "Hz").line == "")
        #expect(SeriesName("demand.active.import.maximum", unit: "W").panel == "Active demand")
    }
}
