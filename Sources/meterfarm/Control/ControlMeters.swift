import ArgumentParser
import ControlClient
import Documents

/// The meters of the farm.
struct ControlMeters: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meters",
        abstract: "List the meters with their power, energy and health."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "Only those in whose name, model or serial number this stands.")
    var search: String?
    @Option(help: "Only those of a bus.", completion: FarmNames.buses) var bus: String?
    @Flag(help: "Only those that are not well.") var trouble = false

    func run() throws {
        var query: [(String, String)] = []
        if let search { query.append(("search", search)) }
        if let bus { query.append(("bus", bus)) }
        if trouble { query.append(("trouble", "true")) }
        let columns: [AnswerTable.Column] = [
            .init("name"), .init("bus"), .init("address"), .init("model"),
            .init("W", "values", "power.active.total"),
            .init("Wh", "values", "energy.active.import.total"),
            .init("tariff", "values", "tariff"), .init("powered", "health", "powered"),
            .init("alarms", "health", "alarms"), .init("faults", "health", "faults"),
        ]
        try options.list(["meters"], query, columns)
    }
}

/// One meter, or a part of it.
struct ControlShow: ParsableCommand {
    /// What can be shown.
    enum Part: String, ExpressibleByArgument, CaseIterable {
        case truth, settings, wiring, installation, supply, connection, tariff, input, partials
        case demand, alarms, inputs, sensors, relays, clock, pulses, panel, records
    }

    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a meter, or a part of it as it stands."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: ArgumentHelp("The part; the meter itself else.", valueName: "part"))
    var part: Part?

    func run() throws {
        let path = ["meters", meter] + (part.map { [$0.rawValue] } ?? [])
        try options.ask("GET", path) { answer in
            guard part == .truth else { return AnswerTable.sections(answer) }
            return AnswerTable.lines(
                AnswerTable.value(at: ["quantities"], in: answer)?.elements ?? [],
                [.init("name"), .init("value"), .init("unit"), .init("obis")]
            )
        }
    }
}

/// The registers of a meter.
struct ControlRegisters: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registers",
        abstract: "Show what a master would read of a meter now."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: "Only those in whose name, quantity, note or address this stands.")
    var search: String?

    func run() throws {
        let columns: [AnswerTable.Column] = [
            .init("table"), .init("hex"), .init("type"), .init("shows", "shows", "title"),
            .init("value"), .init("unit"), .init("evidence"), .init("refusal"),
        ]
        try options.list(
            ["meters", meter, "registers"],
            search.map { [("search", $0)] } ?? [],
            columns
        )
    }
}

/// Why a value reads what it reads.
struct ControlExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a quantity, a register or a record of a meter reads what it reads.",
        discussion: """
            explain incomer power.active.total · explain incomer --address 50536 · \
            explain flat --telegram 1 --record 2
            """
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: "The quantity.") var quantity: String?
    @Option(help: "The table of the register: holding, input, coils, discreteInputs.")
    var table: String?
    @Option(help: "The address of the register, decimal.") var address: Int?
    @Option(help: "The telegram of the record, from 1.") var telegram: Int?
    @Option(help: "The record, from 1.") var record: Int?

    func run() throws {
        let wishes = [
            ("quantity", quantity), ("table", table), ("address", address.map(String.init)),
            ("telegram", telegram.map(String.init)), ("record", record.map(String.init)),
        ]
        let query = wishes.compactMap { name, value in value.map { (name, $0) } }
        try options.ask("GET", ["meters", meter, "explain"], query, lines: Self.lines)
    }

    private static func lines(_ answer: JSONValue) -> [String] {
        let title = answer.text(at: "subject", "title") ?? ""
        let unit = answer.text(at: "unit").map { $0.isEmpty ? "" : " \($0)" } ?? ""
        let reads = "\(title) reads \(answer.text(at: "value") ?? "")\(unit)"
        return [reads] + ExplanationLines.lines(answer)
    }
}
