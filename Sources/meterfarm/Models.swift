public import ArgumentParser
import Documents
import FarmDaemon
public import MeterModels

/// The device library: shown, and added to.
struct Models: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the meter models, show one, or begin a new one.",
        discussion: """
            Without a subcommand: lists the library, or shows the model named with its ratings, \
            features and how sure its registers are.
            """,
        subcommands: [ShowModels.self, NewModel.self, ImportModel.self, ModelPages.self],
        defaultSubcommand: ShowModels.self
    )
}

/// Shows the device library, or one model of it.
struct ShowModels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "List the meter models, or show one with its ratings and registers."
    )

    @Argument(help: "A model's name, order number or file; all models without it.")
    var model: String?

    @Flag(help: "Print the register table.")
    var registers = false

    @Option(help: "table, json, csv or markdown.")
    var format = RegisterListing.Format.table

    @OptionGroup var fitted: ModuleOptions

    @OptionGroup var library: LibraryOptions

    func run() throws {
        let profiles = DiskLibrary.make(named: library.profiles, near: model)
        let models = ModelLibrary(profiles)
        do {
            guard let model else {
                return try list(models)
            }
            let found = try models.model(model, from: "", fitted: fitted.modules)
            if registers {
                guard let listing = RegisterListing(found) else {
                    let hint = found.modules.isEmpty ? "" : "; see --module for what brings one"
                    throw Faults([
                        Fault(
                            file: model,
                            pointer: .root,
                            message: "has no register table\(hint)"
                        )
                    ])
                }
                Terminal.text(listing.text(format))
            } else {
                Terminal.text(ModelSheet(found).text)
            }
        } catch let faults as Faults {
            for fault in faults.all { Terminal.error(fault.description) }
            throw ExitCode(1)
        }
    }

    private func list(_ models: ModelLibrary) throws {
        let all = try models.all()
        if format == .markdown {
            Terminal.text(ModelReference(all).overview.text)
        } else {
            Terminal.text(ModelList(all).text)
        }
    }
}

extension RegisterListing.Format: ExpressibleByArgument {}
