internal import Documents

/// Reads where the clients of a port come in.
enum PlaceReader {
    static func read(_ node: Node, _ kind: PlaceKind) -> PortPlan.Place? {
        switch kind {
        case .pty:
            path(node, "for a link; a file name such as run/rs485-1")
                .map { .pseudoTerminal(link: $0) }
        case .serial:
            path(node, "of a device; such as /dev/ttyUSB0 or a name under /dev/serial/by-id")
                .map { .serialDevice(path: $0) }
        case .listen: address(node).map { .tcp(host: $0.host, port: $0.port) }
        case .udp: address(node).map { .udp(host: $0.host, port: $0.port) }
        case .eachMeter:
            node.integer("a TCP port, 0 for any free one,", in: 0...65_535)
                .map { .eachMeter(port: $0) }
        }
    }

    private static func path(_ node: Node, _ allowed: String) -> String? {
        guard let path = node.string("a path") else { return nil }
        guard !path.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0) else {
            node.report("\"\(path)\" is no path \(allowed)")
            return nil
        }
        return path
    }

    private static func address(_ node: Node) -> (host: String, port: Int)? {
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
        return (host, port)
    }
}

extension PortPlan.Place {
    /// Whether two ports cannot both stand here.
    var isExclusive: Bool {
        switch self {
        case .tcp(_, 0), .udp(_, 0), .eachMeter: false
        case .pseudoTerminal, .serialDevice, .tcp, .udp: true
        }
    }

    /// What a person calls it.
    var text: String {
        switch self {
        case .pseudoTerminal(let link): "pty \(link)"
        case .serialDevice(let path): "serial \(path)"
        case .tcp(let host, let port): "\(host):\(port)"
        case .udp(let host, let port): "udp \(host):\(port)"
        case .eachMeter(let port): "each meter's port \(port)"
        }
    }
}
