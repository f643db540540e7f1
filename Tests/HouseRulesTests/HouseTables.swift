/// One room of the house: a folder under Sources.
struct Room {
    /// Its floor; 4 is the attic, 5 the roof.
    let floor: Int
    /// Modules of other people that it may import, and C rooms that belong to it.
    let others: Set<String>
}

/// The house as a table.
///
/// A room may import what stands on lower floors, and nothing beside it.
enum House {
    static let rooms: [String: Room] = [
        "Documents": Room(floor: 0, others: []),
        "SimulatedTime": Room(floor: 0, others: ["RealModule"]),
        "Metrology": Room(floor: 0, others: ["RealModule"]),
        "ModbusProtocol": Room(floor: 0, others: []),
        "MBusProtocol": Room(floor: 0, others: []),
        "LoadProfiles": Room(floor: 1, others: ["RealModule"]),
        "MeterModels": Room(floor: 1, others: []),
        "FarmCore": Room(floor: 2, others: ["RealModule"]),
        "FarmLines": Room(
            floor: 3,
            others: ["NIOCore", "NIOPosix", "CPseudoTerminal", "CSerialDevice", "Glibc"]
        ),
        "FarmHTTP": Room(
            floor: 3,
            others: [
                "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "ServiceLifecycle",
                "Logging",
            ]
        ),
        "FarmReports": Room(floor: 3, others: ["Glibc"]),
        "FarmStore": Room(floor: 3, others: ["GRDB", "Foundation", "Glibc"]),
        "SimulatedDisk": Room(floor: 3, others: ["CSimulatedDisk"]),
        "MBusMaster": Room(floor: 3, others: ["Glibc"]),
        "ControlClient": Room(floor: 3, others: ["NIOCore", "NIOPosix", "NIOHTTP1"]),
        "ModbusMaster": Room(floor: 3, others: ["CModbus", "Glibc"]),
        "FarmDaemon": Room(
            floor: 4,
            others: [
                "NIOCore", "NIOPosix", "Logging", "ServiceLifecycle", "UnixSignals", "Foundation",
                "Glibc", "Dispatch",
            ]
        ),
        "FieldTrial": Room(floor: 4, others: ["Foundation"]),
        "FieldTrialCommand": Room(floor: 5, others: ["ArgumentParser", "Foundation"]),
        "meterfarm": Room(floor: 5, others: ["ArgumentParser", "Foundation", "Glibc"]),
    ]

    /// C only: nothing in them to import Swift modules.
    static let roomsOfC: Set<String> = [
        "CPseudoTerminal", "CSerialDevice", "CModbus", "CSimulatedDisk",
    ]

    /// Part of the standard library: every room may use them.
    static let standardLibrary: Set<String> = ["Swift", "Synchronization"]
}

/// The rules that a file can be exempt from.
enum Rule: String, CaseIterable {
    case imports = "imports by floor"
    case clocks = "no clock of the host, no waiting"
    case chance = "no chance but the seed's"
    case printing = "no printing"
    case traps = "nothing that traps"
    case unchecked = "unchecked concurrency is justified"
    case documentation = "public declarations are documented"
    case columns = "at most 100 columns"
    case trailingSpace = "no space at the end of a line"
    case leftovers = "no marks for later"
    case testNames = "tests are named by sentences"
}

/// A file that may break a rule, and why.
struct Exemption {
    let rule: Rule
    let path: String
    let reason: String

    init(_ rule: Rule, _ path: String, _ reason: String) {
        self.rule = rule
        self.path = path
        self.reason = reason
    }

    static let all = [
        Exemption(
            .chance,
            "Sources/FieldTrialCommand/FieldTrialCommand.swift",
            "draws the first of fresh seeds, and prints it"
        ),
        Exemption(
            .imports,
            "Sources/Documents/JSONValue.swift",
            "parses JSON with Foundation's scanner of bytes"
        ),
        Exemption(
            .imports,
            "Sources/SimulatedTime/CivilZone+Named.swift",
            "reads the IANA database through Foundation's TimeZone"
        ),
        Exemption(
            .clocks,
            "Sources/SimulatedTime/CivilZone+Named.swift",
            "walks through a zone's transitions with dates of its own, never today's"
        ),
        Exemption(
            .clocks,
            "Sources/FarmLines/LineLoop.swift",
            "the one place where lines read the monotonic clock"
        ),
        Exemption(
            .clocks,
            "Sources/FarmDaemon/HostTime.swift",
            "the one place where the daemon reads the host's clocks"
        ),
        Exemption(
            .clocks,
            "Sources/ModbusMaster/ModbusMaster+Exchange.swift",
            "a master waits after a broadcast; nothing of the simulation runs here"
        ),
        Exemption(
            .clocks,
            "Sources/MBusMaster/ByteLine.swift",
            "a master waits for an answer; nothing of the simulation runs here"
        ),
        Exemption(
            .clocks,
            "Sources/meterfarm/Read.swift",
            "the master's --watch asks a meter again each second"
        ),
    ]
}
