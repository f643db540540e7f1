import ArgumentParser
import Documents
import FarmCore
import FarmDaemon
import FarmReports
import SimulatedTime

/// Lives a farm offline and writes what its meters count.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Live a farm offline and write its meters' quantities as CSV.",
        discussion: """
            Opens no port and goes as fast as the processor. The columns are time, meter, \
            quantity, value and unit; values are exact and in SI units: an energy in Wh has the \
            seven decimals that tell each millijoule from the next.
            """
    )

    @Argument(help: "The farm file.", completion: .file(extensions: ["json"]))
    var farm: String

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How much time to live: 1d, 12h30m, 1y.", valueName: "duration"),
        transform: DurationOption.parse
    )
    var length: TimeSpan

    @Option(
        help: ArgumentHelp(
            "From one row of a quantity to the next (default: 15m).",
            valueName: "duration"
        ),
        transform: DurationOption.parse
    )
    var every: TimeSpan?

    @Option(
        name: .customLong("meter"),
        parsing: .singleValue,
        help: "A meter, or a pattern such as \"flat-*\"; all meters without."
    )
    var meters: [String] = []

    @Option(
        name: .customLong("quantity"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "A quantity, or a pattern such as \"power.*\"; total active energies and power "
                + "without."
        )
    )
    var quantities: [String] = []

    @Option(
        help: ArgumentHelp("Where to write; stdout without.", valueName: "file.csv"),
        completion: .file(extensions: ["csv"])
    )
    var output: String?

    @Flag(
        help: """
            Writes every edge of the pulse outputs at its exact instant instead of quantities: \
            time, meter, output, edge.
            """
    )
    var edges = false

    @OptionGroup var farmOptions: FarmFileOptions
    @OptionGroup var library: LibraryOptions

    func validate() throws {
        if edges, every != nil || !quantities.isEmpty {
            throw ValidationError("--edges stands without --every and --quantity")
        }
        if let every, every == .zero {
            throw ValidationError("--every must be longer than 0s")
        }
    }

    func run() async throws {
        do {
            let plan = try farmOptions.plan(of: farm, library)
            let selection = try ReportSelection(plan, meters: meters, quantities: quantities)
            let grid = try SamplingGrid(
                start: plan.simulationStart,
                length: length,
                every: every ?? .minutes(15)
            )
            let file = try ReportFile.open(output)
            do {
                if edges {
                    try write(EdgeReport(selection, over: grid, in: plan.timeZone), grid, to: file)
                } else {
                    let simulation = FarmSimulation(selection, over: grid)
                    try await write(simulation, plan.timeZone, to: file)
                }
                try file.finish()
            } catch {
                file.discard()
                throw error
            }
        } catch {
            throw Failure.exit(for: error)
        }
    }

    private func write(
        _ simulation: FarmSimulation,
        _ zone: CivilZone,
        to file: ReportFile
    ) async throws {
        var table = SimulationTable(simulation.selection, in: zone)
        var bytes = SimulationTable.header
        var progress = ProgressBar(total: simulation.grid.count)
        defer { progress.clear() }
        try await simulation.run { chunk in
            table.append(chunk, to: &bytes)
            try file.write(bytes)
            bytes.removeAll(keepingCapacity: true)
            let reached = chunk.instants.last.map { "\(zone.civil(at: $0).date)" } ?? ""
            progress.show(done: chunk.done, note: "\(reached)  \(table.rowCount) rows")
        }
        progress.clear()
        for gap in table.gaps { Terminal.error("meterfarm: \(gap)") }
    }

    private func write(_ report: EdgeReport, _ grid: SamplingGrid, to file: ReportFile) throws {
        var report = report
        try file.write(EdgeReport.header)
        var progress = ProgressBar(total: 1000)
        defer { progress.clear() }
        try report.run { rows, edges, reached in
            try file.write(rows)
            let share = (reached - grid.start).inSeconds / max(grid.length.inSeconds, 1e-6)
            progress.show(done: Int(share * 1000), note: "\(edges) edges")
        }
    }
}
