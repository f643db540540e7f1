import ArgumentParser
import ControlClient
import Documents

/// Programs settings.
struct ControlSet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Program settings of a meter: set incomer currentTransformerPrimary=400."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: ArgumentHelp("The settings.", valueName: "name=value")) var values: [String]

    func run() throws {
        let body = try JSONValue.object(members: values)
        try options.order("PATCH", ["meters", meter, "settings"], body)
    }
}

/// Connects the terminals of a meter.
struct ControlWiring: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wiring",
        abstract: "Connect the terminals of a meter; what is not named is right.",
        discussion: "wiring incomer i1=-l1 u2=l3 u3=l2 · wiring incomer mends everything."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: ArgumentHelp("What is wrong.", valueName: "terminal=conductor"))
    var taps: [String] = []

    func run() throws {
        let body = try JSONValue.object(members: taps)
        try options.order("PUT", ["meters", meter, "wiring"], body)
    }
}

/// Does one thing that has a single value.
struct ControlPut: ParsableCommand {
    /// What can be put.
    enum Key: String, ExpressibleByArgument, CaseIterable {
        case tariff, input, supply, connection, address
    }

    static let configuration = CommandConfiguration(
        commandName: "put",
        abstract: "Set the tariff, input, supply, connection or address of a meter.",
        discussion: """
            put incomer tariff 2 · put incomer supply off · put incomer connection reversed
            """
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: "tariff, input, supply, connection or address.") var key: Key
    @Argument(help: "The value.") var value: String

    func run() throws {
        let body = JSONValue.object([key.rawValue: JSONValue(word: value)])
        try options.order("PUT", ["meters", meter, key.rawValue], body)
    }
}

/// Clears what a meter has counted.
struct ControlReset: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Set to zero what a meter has counted: reset incomer partials demandMaxima."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: "energies, partials, demandMaxima, operatingTime, extremes …")
    var scopes: [String]

    func run() throws {
        let body = JSONValue.object(["reset": .array(scopes.map { .string($0) })])
        try options.order("POST", ["meters", meter, "reset"], body)
    }
}

/// Commands a partial counter.
struct ControlPartial: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partial",
        abstract: "Start, stop or clear a partial counter of a meter."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: "The partial counter: energy.active.import.partial.") var partial: String
    @Argument(help: "start, stop or reset.") var verb: String

    func run() throws {
        let body = JSONValue.object(["partial": .string(verb)])
        try options.order("POST", ["meters", meter, "partials", partial], body)
    }
}

/// Does anything that a scenario can do.
struct ControlAct: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "act",
        abstract: "Do to a meter what a scenario can do, in its words.",
        discussion: #"act incomer '{ "wiring": { "i1": "-l1" } }'"#
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: "The actions, JSON.") var actions: String

    func run() throws {
        let body = JSONValue.object(["do": try JSONValue(text: actions)])
        try options.order("POST", ["meters", meter, "actions"], body)
    }
}

/// Presses a key.
struct ControlPress: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "press",
        abstract: "Press keys at the front of a meter, and show its display."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: "The keys, one after the other.") var keys: [String]
    @Flag(help: "Hold them for long.") var long = false

    func run() throws {
        for (number, key) in keys.enumerated() {
            let press = JSONValue.string(long ? "long" : "short")
            let body = JSONValue.object(["key": .string(key), "press": press])
            let isLast = number == keys.count - 1
            try options.ask("POST", ["meters", meter, "panel", "keys"], [], body) { answer in
                isLast ? Self.display(answer) : []
            }
        }
    }

    private static func display(_ answer: JSONValue) -> [String] {
        let rows = AnswerTable.value(at: ["rows"], in: answer)?.elements ?? []
        return rows.map { row in
            ["label", "text", "unit"].compactMap { key in
                guard case .string(let text)? = AnswerTable.value(at: [key], in: row),
                    !text.isEmpty
                else { return nil }
                return text
            }.joined(separator: " ")
        }
    }
}

/// The faults that are armed.
struct ControlFaults: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "List the faults that are armed, with what they have struck."
    )

    @OptionGroup var options: ControlOptions

    func run() throws {
        let columns = ["name", "bus", "summary", "seen", "struck", "isSpent"]
        try options.list(["faults"], [], columns.map { AnswerTable.Column($0) })
    }
}

/// Arms a fault.
struct ControlArm: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "arm",
        abstract: "Arm a fault, in the words of a farm file.",
        discussion: #"arm '{ "name": "busy", "effect": { "exception": 6 } }'"#
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The fault, JSON.") var fault: String

    func run() throws { try options.order("POST", ["faults"], try JSONValue(text: fault)) }
}

/// Disarms a fault.
struct ControlDisarm: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disarm",
        abstract: "Disarm a fault on every bus."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The fault.", completion: FarmNames.faults) var fault: String

    func run() throws { try options.order("DELETE", ["faults", fault]) }
}
