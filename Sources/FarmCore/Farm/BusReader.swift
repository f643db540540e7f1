internal import Documents
internal import MeterModels

/// Reads a bus of the farm file.
struct BusReader {
    func read(_ node: Node) -> BusPlan? {
        guard let bus = node.object("a bus") else { return nil }
        let name = bus.required("name").flatMap(Names.read)
        let lineNode = bus.optional("line")
        let foreignUnit = bus.optional("foreignUnit")?.choice(of: ForeignUnit.self)
        let ports = (bus.optional("ports")?.array("a list of ports") ?? []).compactMap {
            PortReader(bus: name ?? "").read($0)
        }
        let isMBus = ports.contains { $0.wireProtocol == .mBus }
        if isMBus, ports.contains(where: { $0.wireProtocol != .mBus }) {
            bus.optional("ports")?.report(
                "has m-bus beside Modbus; a bus is the one or the other, with a bus for each"
            )
        }
        let line = readLine(lineNode, isMBus: isMBus)
        let allowsDuplicates = bus.optional("allowDuplicateAddresses")?.bool()
        bus.finish(allowing: ["description"])
        guard let name else { return nil }
        var plan = BusPlan(
            name: name,
            line: line,
            foreignUnit: foreignUnit ?? .exception,
            ports: ports
        )
        plan.lineIsGiven = lineNode != nil
        // Secondary addresses tell meters of an M-Bus apart; as delivered all have the address 0.
        plan.allowsDuplicateAddresses = allowsDuplicates ?? isMBus
        return plan
    }

    /// The line; an M-Bus is one of 2400 bit/s with even parity (EN 13757-2, 5.2).
    private func readLine(_ node: Node?, isMBus: Bool) -> LinePlan {
        guard isMBus else { return LinePlanReader.read(node) }
        var usual = LinePlan()
        usual.baudRate = 2400
        usual.conditions.drivers = BusCurrent.usualLimit
        var line = LinePlanReader.read(node, usual)
        line.conditions = line.conditions.onMBus
        if case .object(let members)? = node?.value {
            for key in LineConditions.rs485Keys where members.keys.contains(key) {
                node?.log.report(
                    (node?.pointer ?? JSONPointer(tokens: [])).appending(key),
                    LineConditions.noneOfMBus
                )
            }
        }
        if line.parity != .even || line.stopBits != 1 {
            node?.report("is no M-Bus line; characters there have even parity and one stop bit")
        }
        if !(300...38_400).contains(line.baudRate) {
            node?.report("has \(line.baudRate) bit/s; an M-Bus has 300 to 38400")
        }
        return line
    }
}

/// What a name of a bus, port or meter may be.
enum Names {
    private static let rule = "1 to 64 letters, digits, dots, dashes and underscores"

    /// The name at a node, or nil after a complaint.
    static func read(_ node: Node) -> String? {
        guard let name = node.string("a name") else { return nil }
        guard isUsable(name) else {
            node.report("\"\(name)\" cannot be a name; \(rule)")
            return nil
        }
        return name
    }

    private static func isUsable(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"):
                    true
                default: byte >= 0x80
                }
            }
    }
}
