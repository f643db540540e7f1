public import ArgumentParser
import MBusMaster
public import ModbusMaster

/// The way to a meter.
struct LineOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Modbus TCP, or a level converter of M-Bus.", valueName: "host:port")
    )
    var tcp: String?

    @Option(help: ArgumentHelp("A serial device or pty.", valueName: "device"))
    var serial: String?

    @Option(help: "Baud rate of the line: 9600, on M-Bus 2400, unless told otherwise.")
    var baud: Int?

    @Option(help: "Parity of the serial device: none, even or odd; on M-Bus even.")
    var parity: SerialParity?

    @Option(help: "Stop bits of the serial device, 1 or 2.")
    var stopBits = 1

    @Option(
        help: ArgumentHelp(
            "M-Bus: what converters and networks add to the time an answer may take.",
            valueName: "milliseconds"
        )
    )
    var patience = MBusMaster.usualPatience

    func validate() throws {
        if (tcp == nil) == (serial == nil) {
            throw ValidationError("give exactly one of --tcp HOST:PORT and --serial DEVICE")
        }
        guard (0...60_000).contains(patience) else {
            throw ValidationError("--patience is 0 to 60000 milliseconds, not \(patience)")
        }
    }

    /// Opens the way for Modbus.
    func modbus() throws -> ModbusMaster {
        guard let serial else {
            let (host, port) = try place()
            return try ModbusMaster(tcp: host, port: port)
        }
        return try ModbusMaster(
            rtu: serial,
            baudRate: baud ?? 9600,
            parity: parity ?? .none,
            stopBits: stopBits
        )
    }

    /// Opens the way for M-Bus.
    func mBus() throws -> MBusMaster {
        var format = MBusLineFormat(stopBits: stopBits)
        if let baud { format.baudRate = baud }
        switch parity {
        case .none?: format.parity = .none
        case .odd?: format.parity = .odd
        case .even?, nil: break
        }
        if let serial { return try MBusMaster(serial: serial, format, patience: patience) }
        let (host, port) = try place()
        return try MBusMaster(
            tcp: host,
            port: port,
            baudRate: format.baudRate,
            patience: patience
        )
    }

    private func place() throws -> (host: String, port: Int) {
        let text = tcp ?? ""
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...])
        else {
            throw ValidationError("\"\(text)\" is no address; HOST:PORT such as 127.0.0.1:1502")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return (host, port)
    }
}

extension SerialParity: ExpressibleByArgument {}
