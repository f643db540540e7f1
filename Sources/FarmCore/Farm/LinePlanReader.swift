internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import SimulatedTime

/// Reads the `line` of a bus: its settings, and what is wrong with it.
enum LinePlanReader {
    /// The speeds a line may have, bit/s.
    static let baudRates = 50...4_000_000
    /// The time between two disturbances of a kind.
    static let intervals = TimeSpan.milliseconds(10)...TimeSpan.days(1)
    /// The most masters of others on one line.
    static let foreignLimit = 16

    /// The line at a node; the usual one where there is none, or nothing usable.
    static func read(_ node: Node?, _ usual: LinePlan = LinePlan()) -> LinePlan {
        var line = usual
        guard let object = node?.object("line settings") else { return line }
        if let baud = object.optional("baudRate")?.integer("a baud rate", in: baudRates) {
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
        if let check = object.optional("check")?.choice(of: LinePlan.Check.self) {
            line.check = check
        }
        readConditions(object, into: &line.conditions)
        object.finish(allowing: ["description"])
        return line
    }

    /// Conditions with those keys changed that an object has, as a scenario's step does it; nil
    /// when it is no object.
    static func conditions(_ node: Node, on base: LineConditions) -> LineConditions? {
        guard let object = node.object("conditions of a line") else { return nil }
        var conditions = base
        readConditions(object, into: &conditions)
        object.finish(allowing: ["description"])
        return conditions
    }

    /// The same for an object that was checked before.
    static func conditions(_ value: JSONValue, on base: LineConditions) -> LineConditions {
        conditions(Node(value, log: FaultLog(file: "")), on: base) ?? base
    }

    private static func readConditions(
        _ object: ObjectReader,
        into conditions: inout LineConditions
    ) {
        if let length = object.optional("length")?.number("metres of cable", in: 0...10_000) {
            conditions.length = length
        }
        if let count = object.optional("terminators")?.integer("terminators", in: 0...2) {
            conditions.terminators = count
        }
        if let load = object.optional("unitLoad")?.number("unit loads of a meter", in: 0.01...4) {
            conditions.unitLoad = load
        }
        if let loads = object.optional("drivers")?
            .number("unit loads that a driver carries", in: 1...1024)
        {
            conditions.drivers = loads
        }
        if let rate = object.optional("bitErrorRate")?.number("a probability", in: 0...0.5) {
            conditions.bitErrorRate = rate
        }
        if let echo = object.optional("echo")?.bool() { conditions.echo = echo }
        if let short = object.optional("short")?.bool() { conditions.isShorted = short }
        if let reversed = object.optional("reversed")?.bool() { conditions.isReversed = reversed }
        if let bias = object.optional("bias")?.bool() { conditions.isBiased = bias }
        readNoise(object.optional("noise"), into: &conditions)
        readTraffic(object.optional("foreignTraffic"), into: &conditions)
    }

    /// Bursts of noise; `"none"` ends them.
    private static func readNoise(_ node: Node?, into conditions: inout LineConditions) {
        guard let node else { return }
        if case .string(let text) = node.value {
            guard text == "none" else {
                return node.report(
                    "\"\(text)\" is no noise; \"none\", or an object with every and length"
                )
            }
            conditions.noise = nil
            return
        }
        guard let object = node.object("bursts of noise") else { return }
        let every = object.required("every", "the time from one burst to the next")?
            .timeSpan(in: intervals)
        let length =
            object.optional("length")
            .map { $0.integer("characters", in: 1...LineDamage.longestBurst) } ?? 8
        object.finish(allowing: ["description"])
        if let every, let length {
            conditions.noise = LineConditions.Noise(every: every, length: length)
        }
    }

    private static func readTraffic(_ node: Node?, into conditions: inout LineConditions) {
        guard let node, let list = node.array("a list of polls by other masters") else { return }
        guard list.count <= foreignLimit else {
            return node.report("has \(list.count) elements; at most \(foreignLimit)")
        }
        conditions.foreignTraffic = list.compactMap(ForeignTrafficReader.read)
    }
}
