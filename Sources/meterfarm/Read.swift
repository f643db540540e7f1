public import ArgumentParser
import Documents
public import FarmDaemon
import MBusMaster
import MBusProtocol
import MeterModels
import ModbusMaster

/// Reads a meter over Modbus or M-Bus, simulated or real.
struct Read: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read a meter over Modbus or M-Bus and print names, values, units.",
        discussion: """
            A model that has an M-Bus side alone is read over M-Bus. With --m-bus any M-Bus \
            meter can be read: without a model its records speak for themselves.
            """
    )

    @Argument(help: "The model of the meter.")
    var model: String?

    @Argument(help: "Quantities, such as power.active.total or energy.*; all without any.")
    var quantities: [String] = []

    @OptionGroup var line: LineOptions

    @Flag(name: .customLong("m-bus"), help: "Speak M-Bus.")
    var isMBus = false

    @Option(help: "The meter's address; 254 on M-Bus is the only meter of the line.")
    var address: Int?

    @Option(
        help: ArgumentHelp(
            "M-Bus: the secondary address IIIIIIIIMMMMVVTT, F and FF for wildcards; the "
                + "identification number alone will do.",
            valueName: "digits"
        )
    )
    var secondary: String?

    @Option(
        help: ArgumentHelp(
            "M-Bus: the fabrication number of an enhanced selection.",
            valueName: "digits"
        )
    )
    var fabrication: String?

    @Flag(help: "M-Bus: look for meters by secondary address, all or those of --secondary.")
    var search = false

    @Flag(help: "M-Bus: look for meters at the primary addresses 0 to 250.")
    var scan = false

    @Flag(help: "Read again every second until interrupted.")
    var watch = false

    @Option(help: "table, json or csv.")
    var format = ReadingTable.Format.table

    @OptionGroup var fitted: ModuleOptions

    @OptionGroup var library: LibraryOptions

    /// Whether the line is looked through instead of a meter read.
    private var looks: Bool { search || scan }

    func validate() throws {
        let onlyMBus = secondary != nil || fabrication != nil || looks
        if model == nil, !isMBus, !onlyMBus {
            throw ValidationError("give the model of the meter, or --m-bus to read without one")
        }
        if search, scan { throw ValidationError("give one of --search and --scan") }
        if looks, watch { throw ValidationError("--watch reads one meter again and again") }
        if looks, address != nil || model != nil {
            throw ValidationError("--search and --scan look for meters; leave model and address")
        }
        if fabrication != nil, secondary == nil, !search {
            throw ValidationError("--fabrication goes with --secondary or --search")
        }
        if !looks, (address == nil) == (secondary == nil) {
            throw ValidationError("give --address, or on M-Bus --secondary")
        }
    }

    func run() async throws {
        do {
            if looks { return try lookAround() }
            guard let model else { return try await readMBus(MBusReadings()) }
            let profiles = DiskLibrary.make(named: library.profiles)
            let found = try ModelLibrary(profiles)
                .model(model, from: "", fitted: fitted.modules)
            let hasMBusAlone = found.modbus == nil && found.mBus != nil
            if isMBus || secondary != nil || hasMBusAlone {
                try await readMBus(MBusReadings(found, quantities: quantities))
            } else {
                try await readModbus(MeterPoller(found, quantities: quantities))
            }
        } catch let error as Faults {
            try fail(error.description)
        } catch let error as MasterError {
            try fail(error.description)
        } catch let error as MBusMasterError {
            try fail(error.description)
        } catch let error as PollerError {
            try fail(error.description)
        }
    }

    private func readModbus(_ poller: MeterPoller) async throws {
        let master = try line.modbus()
        try master.setUnit(address ?? 1)
        repeat {
            show(try poller.read(from: master))
            if watch { try await Pause.second() }
        } while watch
    }

    private func readMBus(_ readings: MBusReadings) async throws {
        let pattern = try selection()
        let master = try line.mBus()
        let address = try primary()
        repeat {
            if let pattern { try master.selectOne(pattern) }
            let telegrams = try master.readout(at: pattern == nil ? address : MBusMaster.selected)
            show(readings.readings(telegrams))
            if watch { try await Pause.second() }
        } while watch
    }

    private func show(_ readings: [MeterPoller.Reading]) {
        for line in ReadingTable.lines(readings, format) { Terminal.line(line) }
    }

    private func lookAround() throws {
        let pattern = try selection() ?? .any
        let master = try line.mBus()
        for text in FoundTable.head(format) { Terminal.line(text) }
        if scan {
            return try master.scan { address, presence in
                Terminal.line(FoundTable.line(address, presence, format))
            }
        }
        let unresolved = try master.search(pattern) { found in
            Terminal.line(FoundTable.line(found, format))
        }
        guard !unresolved.isEmpty else { return }
        for pattern in unresolved {
            Terminal.error("several meters answer to \(pattern.text)")
        }
        throw ExitCode(1)
    }

    private func primary() throws -> UInt8 {
        guard let address else { return MBusMaster.selected }
        guard let byte = UInt8(exactly: address), byte <= 250 || byte == 254 else {
            throw ValidationError("address \(address) does not exist; 0 to 250, or 254")
        }
        return byte
    }

    private func selection() throws -> SecondaryAddressPattern? {
        guard secondary != nil || fabrication != nil else { return nil }
        let text = secondary ?? ""
        let digits = text.count == 8 ? text + "FFFFFFFF" : text.isEmpty ? nil : text
        guard var pattern = digits.map({ SecondaryAddressPattern($0) }) ?? .any else {
            throw ValidationError(
                "\"\(text)\" is no secondary address; 16 digits IIIIIIIIMMMMVVTT or the 8 of "
                    + "the identification number, F for any"
            )
        }
        if let fabrication {
            guard let number = IdentificationNumber(fabrication) else {
                throw ValidationError("\"\(fabrication)\" is no number of 1 to 8 digits")
            }
            pattern.fabrication = number
        }
        return pattern
    }

    private func fail(_ message: String) throws -> Never {
        Terminal.error(message)
        throw ExitCode(1)
    }
}

extension MBusMaster {
    /// Selects the one meter of a secondary address.
    fileprivate func selectOne(_ pattern: SecondaryAddressPattern) throws(MBusMasterError) {
        switch try select(pattern) {
        case .one: return
        case .nobody: throw .noAnswer
        case .several: throw .collision
        }
    }
}

extension ReadingTable.Format: ExpressibleByArgument {}

/// Waits between two readings of a watch; the only place of the command that sleeps.
private enum Pause {
    static func second() async throws {
        try await Task.sleep(for: .seconds(1))
    }
}
