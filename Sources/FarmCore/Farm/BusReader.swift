internal import Documents
internal import MeterModels

/// Reads a bus of the farm file.
struct BusReader {
    func read(_ node: Node) -> BusPlan? {
        guard let bus = node.object("a bus") else { return nil }
        let name = bus.required("name").flatMap(Names.read)
        let line = readLine(bus.optional("line"))
        let foreignUnit = bus.optional("foreignUnit")?.choice(of: ForeignUnit.self)
        let ports = (bus.optional("ports")?.array("a list of ports") ?? []).compactMap {
            readPort($0, bus: name ?? "")
        }
        bus.finish(allowing: ["description"])
        guard let name else { return nil }
        return BusPlan(
            name: name,
            line: line,
            foreignUnit: foreignUnit ?? .exception,
            ports: ports
        )
    }

    private func readLine(_ node: Node?) -> LinePlan {
        var line = LinePlan()
        guard let object = node?.object("line settings") else { return line }
        if let baud = object.optional("baudRate")?.integer("a baud rate", in: 50...4_000_000) {
            line.baudRate = baud
        }
        if let parity = object.optional("parity")?.choice(of: LinePlan.Parity.self) {
            line.parity = parity
        }
        if let bits = object.optional("stopBits")?.integer("stop bits", in: 1...2) {
            line.stopBits = bits
        }
        if let timing = object.optional("timing")?.choice(of: LinePlan.Timing.self) {
            line.timing = timing
        }
        object.finish()
        return line
    }

    private func readPort(_ node: Node, bus: String) -> PortPlan? {
        guard let port = node.object("a port") else { return nil }
        let name = port.optional("name").flatMap(Names.read) ?? bus
        let spoken = port.required("protocol")?.choice(of: PortPlan.WireProtocol.self)
        let pty = port.optional("pty")
        let listen = port.optional("listen")
        port.finish(allowing: ["description"])
        guard let spoken else { return nil }
        switch (pty, listen) {
        case (let pty?, nil):
            guard spoken == .modbusRTU else {
                pty.report("\(spoken.rawValue) needs \"listen\"; a pty carries modbus-rtu")
                return nil
            }
            return pty.string("a path").flatMap {
                readPath($0, pty).map {
                    PortPlan(name: name, wireProtocol: spoken, place: .pseudoTerminal(link: $0))
                }
            }
        case (nil, let listen?):
            return readAddress(listen).map {
                PortPlan(name: name, wireProtocol: spoken, place: $0)
            }
        default:
            node.report("needs exactly one of \"pty\" (a path) and \"listen\" (HOST:PORT)")
            return nil
        }
    }

    private func readPath(_ path: String, _ node: Node) -> String? {
        guard !path.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0) else {
            node.report("\"\(path)\" is no path for a link; a file name such as run/rs485-1")
            return nil
        }
        return path
    }

    private func readAddress(_ node: Node) -> PortPlan.Place? {
        guard let text = node.string("HOST:PORT") else { return nil }
        let allowed = "HOST:PORT such as 127.0.0.1:1502 or [::1]:0, port 0 to 65535"
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else {
            node.report("\"\(text)\" is no address; \(allowed)")
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty, !host.contains(" ") else {
            node.report("\"\(text)\" names no host; \(allowed)")
            return nil
        }
        return .tcp(host: host, port: port)
    }
}

extension PortPlan.Place {
    /// Whether two ports cannot both stand here.
    var isExclusive: Bool {
        if case .tcp(_, 0) = self { return false }
        return true
    }

    /// What a person calls it.
    var text: String {
        switch self {
        case .pseudoTerminal(let link): "pty \(link)"
        case .tcp(let host, let port): "\(host):\(port)"
        }
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
