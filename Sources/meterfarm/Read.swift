public import ArgumentParser
import Documents
public import FarmDaemon
import MeterModels
public import ModbusMaster

/// Reads a meter over Modbus, simulated or real.
struct Read: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read a meter over Modbus through its model and print names, values, units."
    )

    @Argument(help: "The model of the meter.")
    var model: String

    @Argument(help: "Quantities, such as power.active.total or energy.*; all without any.")
    var quantities: [String] = []

    @Option(help: ArgumentHelp("Modbus TCP.", valueName: "host:port"))
    var tcp: String?

    @Option(help: ArgumentHelp("Modbus RTU on a serial device or pty.", valueName: "device"))
    var serial: String?

    @Option(help: "Baud rate of the serial device.")
    var baud = 9600

    @Option(help: "Parity of the serial device: none, even or odd.")
    var parity = SerialParity.none

    @Option(help: "Stop bits of the serial device, 1 or 2.")
    var stopBits = 1

    @Option(help: "The meter's address.")
    var address: Int

    @Flag(help: "Read again every second until interrupted.")
    var watch = false

    @Option(help: "table, json or csv.")
    var format = ReadingTable.Format.table

    @OptionGroup var library: LibraryOptions

    func validate() throws {
        if (tcp == nil) == (serial == nil) {
            throw ValidationError("give exactly one of --tcp HOST:PORT and --serial DEVICE")
        }
    }

    func run() async throws {
        do {
            let profiles = DiskLibrary.make(named: library.profiles)
            let model = try ModelLibrary(profiles).model(model, from: "")
            let poller = try MeterPoller(model, quantities: quantities)
            let master = try connect()
            try master.setUnit(address)
            repeat {
                for line in ReadingTable.lines(try poller.read(from: master), format) {
                    Terminal.line(line)
                }
                if watch { try await Pause.second() }
            } while watch
        } catch let error as Faults {
            try fail(error.description)
        } catch let error as MasterError {
            try fail(error.description)
        } catch let error as PollerError {
            try fail(error.description)
        }
    }

    private func connect() throws -> ModbusMaster {
        if let serial {
            return try ModbusMaster(
                rtu: serial,
                baudRate: baud,
                parity: parity,
                stopBits: stopBits
            )
        }
        let text = tcp ?? ""
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...])
        else {
            throw ValidationError("\"\(text)\" is no address; HOST:PORT such as 127.0.0.1:1502")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return try ModbusMaster(tcp: host, port: port)
    }

    private func fail(_ message: String) throws -> Never {
        Terminal.error(message)
        throw ExitCode(1)
    }
}

extension SerialParity: ExpressibleByArgument {}
extension ReadingTable.Format: ExpressibleByArgument {}

/// Waits between two readings of a watch; the only place of the command that sleeps.
private enum Pause {
    static func second() async throws {
        try await Task.sleep(for: .seconds(1))
    }
}
