public import ArgumentParser
import MeterModels
import Metrology

/// What a new model is about.
struct ModelHeadOptions: ParsableArguments {
    @Option(help: "The maker's name of the device (default: from the file's name).")
    var name: String?

    @Option(help: "Who makes it (default: from the file's name).")
    var vendor: String?

    @Option(help: "How it is connected: 1BL, 2BL, 3BL, 4BL, 3NBL, 3NBL-2CT or 4NBL.")
    var network = NetworkType.fourWireUnbalanced

    @Flag(help: "Whether the current flows through the meter, or through current transformers.")
    var connection = Connection.direct

    @Option(help: ArgumentHelp("Rated voltage to neutral.", valueName: "V"))
    var voltage = 230.0

    @Option(
        help: ArgumentHelp(
            "The greatest current of a direct meter (63), the rated secondary current of the "
                + "transformers of another one (5).",
            valueName: "A"
        )
    )
    var current: Double?

    /// How the currents reach the meter, as flags.
    enum Connection: String, EnumerableFlag {
        case direct
        case ct
    }

    func validate() throws {
        guard (1...1000).contains(voltage) else {
            throw ValidationError("--voltage \(voltage) is out of range; allowed: 1 to 1000")
        }
        if let current, !(0.1...1000).contains(current) {
            throw ValidationError("--current \(current) is out of range; allowed: 0.1 to 1000")
        }
    }

    /// The head of the model that a file's name suggests, with what the options say.
    func head(_ identifier: String) -> ModelHead {
        var head = ModelHead(identifier: identifier)
        if let name { head.name = name }
        if let vendor { head.vendor = vendor }
        head.network = network
        head.connection = connection == .direct ? .direct : .currentTransformer
        head.voltage = voltage
        head.current = current
        return head
    }
}

extension NetworkType: ExpressibleByArgument {}
