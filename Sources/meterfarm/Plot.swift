import ArgumentParser
import Documents
import FarmCore
import FarmDaemon
import FarmReports
import Foundation
import Glibc
import SimulatedTime

/// Draws a load profile, or what the meters of a farm show.
struct Plot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw a load profile or a farm's quantities in the terminal or as SVG.",
        discussion: """
            A load is drawn as it is, without a meter: its powers and voltages. Of a farm each \
            meter's total active power is drawn, or the quantities named. The line is the mean, \
            the area behind it reaches from the least to the greatest value.
            """
    )

    @Argument(
        help: "A load profile (a name or a file) or a farm file.",
        completion: .file(extensions: ["json"])
    )
    var subject: String?

    @Option(
        name: .customLong("meter"),
        parsing: .singleValue,
        help: "A meter of the farm, or a pattern such as \"flat-*\"."
    )
    var meters: [String] = []

    @Option(
        name: .customLong("quantity"),
        parsing: .singleValue,
        help: "A quantity, or a pattern such as \"voltage.*\"."
    )
    var quantities: [String] = []

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("The length of the axis (default: 1d).", valueName: "duration"),
        transform: DurationOption.parse
    )
    var length: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Looks only so often; without, as often as the picture can show.",
            valueName: "duration"
        ),
        transform: DurationOption.parse
    )
    var every: TimeSpan?

    @Option(
        help: ArgumentHelp("Writes an SVG picture, to stdout for \"-\".", valueName: "file.svg"),
        completion: .file(extensions: ["svg"])
    )
    var svg: String?

    @Option(help: "The width, pixels in a picture, characters in the terminal.")
    var width: Int?

    @Option(help: "The height, pixels of a picture, or lines of each panel in the terminal.")
    var height: Int?

    @Option(help: "The seed of a load that is drawn without a farm.")
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "The clocks of a load that is drawn without a farm and names none.",
            valueName: "zone"
        )
    )
    var timeZone = "UTC"

    @Option(
        help: ArgumentHelp(
            "Draws a day and a week of the load, or of every load of the library, into a folder.",
            valueName: "folder"
        )
    )
    var gallery: String?

    @OptionGroup var farmOptions: FarmFileOptions
    @OptionGroup var library: LibraryOptions

    func validate() throws {
        if subject == nil, gallery == nil {
            throw ValidationError("name a load profile or a farm file to draw")
        }
        do {
            _ = try CivilZone(identifier: timeZone)
        } catch {
            throw ValidationError("--time-zone: \(error)")
        }
        if every == .zero { throw ValidationError("--every must be longer than 0s") }
        if length == .zero { throw ValidationError("--for must be longer than 0s") }
        for (name, size) in [("width", width), ("height", height)] {
            if let size, !(1...20_000).contains(size) {
                throw ValidationError("--\(name) \(size) is out of range; allowed: 1 to 20000")
            }
        }
    }

    func run() async throws {
        do {
            let loads = LoadShelf(profiles: library.profiles, seed: seed, timeZone: timeZone)
            if let gallery {
                try drawGallery(of: loads, into: gallery)
            } else if let subject {
                let document = try loads.document(subject)
                let chart =
                    document.isFarm
                    ? try await farmChart(subject) : try loadChart(loads, document)
                try show(chart)
            }
        } catch {
            throw Failure.exit(for: error)
        }
    }

    /// The parts of the axis that the picture or the terminal can show.
    private var columns: Int {
        svg == nil
            ? TerminalChart.columns(width: terminalWidth)
            : SVGPicture.columns(width: width ?? SVGPicture.usualWidth)
    }

    private var terminalWidth: Int { width ?? TerminalSize.width(of: STDOUT_FILENO) }

    private func farmChart(_ file: String) async throws -> Chart {
        let plan = try farmOptions.plan(of: file, library)
        var meters = meters
        let limit = ChartTone.partCount
        if meters.isEmpty, quantities.isEmpty, plan.meters.count > limit {
            meters = plan.meters.prefix(limit).map(\.name)
            Terminal.error(
                "meterfarm: the first \(limit) of \(plan.meters.count) meters are drawn; choose "
                    + "others with --meter"
            )
        }
        let figure = try FarmChart(plan, meters: meters, quantities: quantities)
        var progress = ProgressBar(total: 1000)
        defer { progress.clear() }
        return try await figure.chart(
            from: plan.simulationStart,
            length: length ?? .days(1),
            every: every,
            columns: columns
        ) { progress.show(done: Int($0 * 1000), note: "") }
    }

    private func loadChart(_ loads: LoadShelf, _ document: LoadShelf.Document) throws -> Chart {
        if let meter = meters.first {
            throw ValidationError("--meter \(meter) needs a farm; \(document.path) is a load")
        }
        let chart = try loads.chart(document)
        let start: Instant =
            switch farmOptions.start {
            case nil: chart.midnight(of: LoadGallery.usualDate)
            case "now": HostTime.wallClock().floored(to: .seconds(1))
            case let text?: try Instant(rfc3339: text)
            }
        let usual = svg == nil ? LoadChart.briefQuantities : LoadChart.usualQuantities
        return try chart.chart(
            quantities.isEmpty ? usual : quantities,
            isTidy: quantities.isEmpty,
            from: start,
            length: length ?? .days(1),
            every: every,
            columns: columns
        )
    }

    private func show(_ chart: Chart) throws {
        guard let svg else {
            let isPlain = isatty(STDOUT_FILENO) != 1 || TerminalSize.isPlain
            let lines = TerminalChart.lines(
                chart,
                width: terminalWidth,
                rows: height,
                hasColour: !isPlain
            )
            let text = lines.joined(separator: "\n") + "\n"
            return try ReportFile.standardOutput().write(Array(text.utf8))
        }
        let bytes = SVGPicture.bytes(
            chart,
            width: width ?? SVGPicture.usualWidth,
            height: height
        )
        let file = try ReportFile.open(svg)
        try file.write(bytes)
        try file.finish()
    }

    private func drawGallery(of loads: LoadShelf, into folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        for name in subject.map({ [$0] }) ?? loads.names {
            do {
                for picture in try LoadGallery.pictures(try loads.chart(loads.document(name))) {
                    let file = try ReportFile.open("\(folder)/\(picture.file)")
                    try file.write(picture.bytes)
                    try file.finish()
                    Terminal.line("\(folder)/\(picture.file)")
                }
            } catch let error as ReportError where subject == nil {
                // A load that adds up other meters has no picture without its farm.
                Terminal.error("meterfarm: \(name) is left out: \(error)")
            }
        }
    }
}
