public import ArgumentParser
import Documents
import FarmDaemon
public import MeterModels

/// Shows the device library.
struct Models: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the meter models, or show one with its ratings and registers."
    )

    @Argument(help: "A model's name, order number or file; all models without it.")
    var model: String?

    @Flag(help: "Print the register table.")
    var registers = false

    @Option(help: "table, json, csv or markdown.")
    var format = RegisterListing.Format.table

    @OptionGroup var library: LibraryOptions

    func run() throws {
        let profiles = DiskLibrary.make(named: library.profiles, near: model)
        let models = ModelLibrary(profiles)
        do {
            guard let model else {
                return try list(models)
            }
            let found = try models.model(model, from: "")
            if registers {
                guard let map = found.modbus else {
                    throw Faults([
                        Fault(file: model, pointer: .root, message: "has no register table")
                    ])
                }
                Terminal.text(RegisterListing(map).text(format))
            } else {
                Terminal.text(ModelSheet(found).text)
            }
        } catch let faults as Faults {
            for fault in faults.all { Terminal.error(fault.description) }
            throw ExitCode(1)
        }
    }

    private func list(_ models: ModelLibrary) throws {
        let names = models.names()
        let width = names.map(\.count).max() ?? 0
        for name in names {
            let model = try models.model(name, from: "")
            let padding = String(repeating: " ", count: width - name.count)
            let references = model.references.joined(separator: ", ")
            Terminal.line(
                "\(name)\(padding)  \(model.vendor) \(model.name)"
                    + (references.isEmpty ? "" : " (\(references))")
            )
        }
    }
}

extension RegisterListing.Format: ExpressibleByArgument {}
