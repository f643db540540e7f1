public import ArgumentParser
public import MeterModels

/// What is fitted to a device that takes option modules.
struct ModuleOptions: ParsableArguments {
    @Option(
        name: .customLong("module"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "A module fitted to the device, by slot, such as A=412056; once for each.",
            valueName: "slot=module"
        )
    )
    var modules: [FittedModule] = []
}

extension FittedModule: ExpressibleByArgument {
    /// `A=412056`.
    public init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        self.init(slot: parts[0], module: parts[1])
    }
}
