internal import Documents
internal import MeterModels

/// Reads how a meter of the farm file hangs on its bus, besides its address.
enum StationReader {
    /// What stands there.
    struct Found {
        var line = ScenarioAction.LineChange()
        var connection = Station.Connection.right
        var ip: String?

        /// The meter's station, with the line settings that the file programs.
        func station(
            at address: UInt8,
            programmed: Set<String>,
            _ settings: [Double],
            of model: MeterModel
        ) -> Station {
            var station = Station(address: address)
            for (definition, value) in zip(model.settings, settings)
            where programmed.contains(definition.name) {
                if case .line(let role) = definition.role { station.programme(role, value) }
            }
            station.baudRate = line.baudRate ?? station.baudRate
            station.parity = line.parity ?? station.parity
            station.stopBits = line.stopBits ?? station.stopBits
            station.connection = connection
            return station
        }
    }

    static func read(_ meter: ObjectReader) -> Found {
        var found = Found()
        if let line = meter.optional("line").flatMap(ScenarioActionReader.lineChange) {
            found.line = line
        }
        if let connection = meter.optional("connection")?.choice(of: Station.Connection.self) {
            found.connection = connection
        }
        found.ip = meter.optional("ip").flatMap(address)
        return found
    }

    /// An IP address; whether the host has it shows when it is listened on.
    private static func address(_ node: Node) -> String? {
        guard let text = node.string("an IP address") else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isVersion4 = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
        let isVersion6 =
            text.contains(":") && text.utf8.count <= 45
            && text.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        guard isVersion4 || isVersion6 else {
            node.report(
                "\"\(text)\" is no IP address; one of this host's, such as 127.0.0.11 or ::1"
            )
            return nil
        }
        return text
    }
}
