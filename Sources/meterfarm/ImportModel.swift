import ArgumentParser
import Foundation
import MeterModels

/// Makes a model of a vendor's register table.
struct ImportModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a meter model of a vendor's register table in CSV.",
        discussion: """
            Columns in any order, recognised by their titles in English, French, German or \
            Italian: address, type, words, scale, unit, name, access, function, note. Delimiters \
            comma, semicolon or tab; decimal point or comma; addresses decimal, hexadecimal, \
            counted from 0 or 1, or 4xxxx and 3xxxx. The quantities are proposed from names and \
            units; stderr tells of each row what was made of it.
            """
    )

    @Argument(help: "The table.", completion: .file(extensions: ["csv", "tsv", "txt"]))
    var table: String

    @Option(help: "The number of the first register, 0 or 1 (default: as the table suggests).")
    var base: Int?

    @Option(help: "The table of registers for which no column says it: holding or input.")
    var registers = Registers.holding

    @Option(help: "The order of words: big, little, bigSwapped or littleSwapped.")
    var wordOrder = Order.big

    @Flag(help: "The column of steps holds what the raw value is divided by.")
    var divide = false

    @Option(
        name: .customLong("column"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Gives a column a use: address, type, words, bytes, scale, divisor, unit, name, "
                + "description, access, function, order or note.",
            valueName: "use=title"
        )
    )
    var columns: [String] = []

    @OptionGroup var file: NewFileOptions
    @OptionGroup var head: ModelHeadOptions

    /// The tables of registers, as options.
    enum Registers: String, ExpressibleByArgument, CaseIterable {
        case holding
        case input
    }

    /// The orders of words, as options.
    enum Order: String, ExpressibleByArgument, CaseIterable {
        case big
        case little
        case bigSwapped
        case littleSwapped
    }

    func validate() throws {
        if let base, base != 0, base != 1 {
            throw ValidationError("--base \(base) is out of range; allowed: 0 or 1")
        }
        _ = try assigned()
    }

    func run() throws {
        guard let data = FileManager.default.contents(atPath: table) else {
            Terminal.error("meterfarm: \(table) cannot be read; the path of a CSV file")
            throw ExitCode(1)
        }
        let identifier = file.identifier(table)
        var options = RegisterTableImport.Options(
            head: head.head(identifier),
            title: "Register table \(URL(filePath: table).lastPathComponent)"
        )
        options.base = base
        options.table = registers == .holding ? .holding : .input
        options.wordOrder = wordOrder.rawValue
        options.divides = divide
        options.columns = try assigned()
        do {
            let result = try RegisterTableImport([UInt8](data), options)
            for line in result.report.lines(table) { Terminal.error(line) }
            try file.write(result.text, as: identifier)
        } catch let fault as ImportFault {
            Terminal.error("\(table): \(fault)")
            throw ExitCode(1)
        }
    }

    /// The columns that the user has assigned.
    private func assigned() throws -> [TableColumn: String] {
        var found: [TableColumn: String] = [:]
        for text in columns {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let column = TableColumn(rawValue: parts[0]) else {
                let names = TableColumn.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError(
                    "--column \(text) is not understood; USE=TITLE, uses: \(names)"
                )
            }
            found[column] = parts[1]
        }
        return found
    }
}
