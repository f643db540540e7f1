internal import Documents

/// Reads a port of the farm file.
///
/// What belongs together is checked here: which protocol comes in where, and which key means
/// something there.
struct PortReader {
    /// The name of the port's bus, which is the port's unless the file gives one.
    let bus: String

    func read(_ node: Node) -> PortPlan? {
        guard let port = node.object("a port") else { return nil }
        let name = port.optional("name").flatMap(Names.read) ?? bus
        let spoken = port.required("protocol", "modbus-rtu, modbus-ascii, modbus-tcp or m-bus")?
            .choice(of: PortPlan.WireProtocol.self)
        let kinds = PlaceKind.allCases.filter { port.has($0.rawValue) }
        let places = PlaceKind.allCases.map { ($0, port.optional($0.rawValue)) }
        let options = PortOptions(port)
        port.finish(allowing: ["description"])
        guard let spoken else { return nil }
        guard kinds.count == 1, let (kind, place) = only(places) else {
            node.report("needs exactly one of \(Self.list(PlaceKind.allowed(for: spoken)))")
            return nil
        }
        guard kind.carries(spoken) else {
            let fitting = PlaceKind.allowed(for: spoken).map { "\"\($0.rawValue)\"" }
            place.report(
                "\(spoken.rawValue) needs \(fitting.joined(separator: " or ")); "
                    + "\(kind.sentence)"
            )
            return nil
        }
        guard let found = PlaceReader.read(place, kind) else { return nil }
        var plan = PortPlan(name: name, wireProtocol: spoken, place: found)
        options.apply(to: &plan, kind)
        return plan
    }

    private func only(_ places: [(PlaceKind, Node?)]) -> (PlaceKind, Node)? {
        for (kind, node) in places {
            if let node { return (kind, node) }
        }
        return nil
    }

    private static func list(_ kinds: [PlaceKind]) -> String {
        let texts = kinds.map { "\"\($0.rawValue)\" (\($0.value))" }
        return texts.dropLast().joined(separator: ", ") + " and " + (texts.last ?? "")
    }
}

/// The keys that say where clients come in.
enum PlaceKind: String, CaseIterable {
    case pty
    case serial
    case listen
    case udp
    case eachMeter

    /// The places that a protocol can come in at.
    static func allowed(for spoken: PortPlan.WireProtocol) -> [PlaceKind] {
        allCases.filter { $0.carries(spoken) }
    }

    func carries(_ spoken: PortPlan.WireProtocol) -> Bool {
        switch self {
        case .pty, .serial: spoken != .modbusTCP
        case .listen: true
        case .udp: spoken == .mBus
        case .eachMeter: spoken == .modbusTCP
        }
    }

    /// Whether clients connect here, rather than share a line.
    var hasConnections: Bool {
        switch self {
        case .pty, .serial, .udp: false
        case .listen, .eachMeter: true
        }
    }

    /// What the key's value is.
    var value: String {
        switch self {
        case .pty: "the path of a link"
        case .serial: "the path of a device"
        case .listen, .udp: "HOST:PORT"
        case .eachMeter: "a TCP port, for meters with \"ip\""
        }
    }

    /// What comes in there.
    var sentence: String {
        switch self {
        case .pty: "a pty carries modbus-rtu, modbus-ascii and m-bus"
        case .serial: "a serial device carries modbus-rtu, modbus-ascii and m-bus"
        case .listen: "a listening port carries every protocol"
        case .udp: "datagrams carry m-bus"
        case .eachMeter: "a meter with an address of its own speaks modbus-tcp"
        }
    }
}
