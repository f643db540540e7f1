internal import Documents
internal import LoadProfiles
internal import SimulatedTime

extension GatewayPlan {
    /// Reads the `gateway` of a port: an object of settings, or the name of a device.
    static func read(_ node: Node) -> GatewayPlan? {
        if case .string(let name) = node.value { return preset(name, node) }
        let names = presets.keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        guard let object = node.object("gateway settings, or \(names)") else { return nil }
        var plan = GatewayPlan()
        plan.readTimes(object)
        plan.readBounds(object)
        plan.readReplies(object)
        object.finish(allowing: ["description"])
        return plan
    }

    private static func preset(_ name: String, _ node: Node) -> GatewayPlan? {
        let preset = references[name.filter { $0 != " " }] ?? name
        if let plan = presets[preset] { return plan }
        node.report(
            "\"\(name)\" is no known gateway\(Spelling.hint(for: name, among: presets.keys))"
        )
        return nil
    }

    private mutating func readTimes(_ object: ObjectReader) {
        if let span = object.optional("timeout")?.timeSpan(in: Self.timeoutRange) {
            timeout = span
        }
        if let span = object.optional("turnaround")?.timeSpan(in: Self.turnaroundRange) {
            turnaround = span
        }
        if let span = object.optional("pause")?.timeSpan(in: Self.pauseRange) { pause = span }
        guard let socket = object.optional("socketTimeout") else { return }
        if case .string("never") = socket.value {
            socketTimeout = nil
        } else if let span = socket.timeSpan(in: Self.socketTimeoutRange) {
            socketTimeout = span
        } else {
            socket.report("for a connection that may stay silent for ever, write \"never\"")
        }
    }

    private mutating func readBounds(_ object: ObjectReader) {
        if let number = object.optional("queue")?.integer("waiting requests", in: Self.queueRange) {
            queue = number
        }
        if let number = object.optional("devices")?.integer("devices", in: Self.devicesRange) {
            devices = number
        }
        if let ranges = object.optional("units").flatMap(UnitRangesReader.read) { units = ranges }
    }

    private mutating func readReplies(_ object: ObjectReader) {
        if let choice = object.optional("onTimeout")?.choice(of: Refusal.self) {
            onTimeout = choice
        }
        if let choice = object.optional("onNoPath")?.choice(of: Refusal.self) {
            onNoPath = choice
        }
        if let choice = object.optional("broadcast")?.choice(of: BroadcastReply.self) {
            broadcast = choice
        }
        if let choice = object.optional("framing")?.choice(of: WireFraming.self) {
            framing = choice
        }
    }
}
