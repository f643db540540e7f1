import ArgumentParser
import MeterModels

/// Writes the skeleton of a model.
struct NewModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a commented skeleton of a meter model.",
        discussion: """
            The file passes meterfarm check as it stands; comments (keys that begin with //) say \
            what each part is. Everything in it is assumed until you change it.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The model's name in farms: small letters, the maker first.",
            valueName: "vendor-model"
        )
    )
    var identifier: String

    @OptionGroup var file: NewFileOptions
    @OptionGroup var head: ModelHeadOptions

    func validate() throws {
        let allowed = identifier.unicodeScalars.allSatisfy { scalar in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
                || "-_.".unicodeScalars
                    .contains(scalar)
        }
        guard allowed, !identifier.isEmpty, identifier.first != "." else {
            throw ValidationError(
                "\"\(identifier)\" cannot be a model's name; small letters, digits, dashes, such "
                    + "as acme-em3"
            )
        }
    }

    func run() throws {
        try file.write(ModelSkeleton(head.head(identifier)).text, as: identifier)
        let path = file.output ?? identifier + ".json"
        for line in Self.advice(path) { Terminal.error(line) }
    }

    private static func advice(_ path: String) -> [String] {
        [
            "A skeleton in which everything is assumed. What comes next:",
            "  1. sources: the documents you have; ratings, networks, serial: from the data sheet",
            "  2. registers: address, type, unit and scale from the register table, with evidence",
            "     (or begin again from the table: meterfarm models import TABLE.csv)",
            "  3. meterfarm check \(path)",
            "  4. meterfarm models \(path) --registers",
        ]
    }
}
