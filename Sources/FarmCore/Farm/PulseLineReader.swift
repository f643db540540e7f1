internal import Documents
internal import LoadProfiles
internal import Metrology
internal import SimulatedTime

/// Reads the pulse lines of a farm file as they stand; whether what they name exists is for
/// ``PulseLineCheck``.
enum PulseLineReader {
    /// The most lines of a farm.
    static let limit = FarmReader.meterLimit

    static func readAll(_ node: Node?) -> [PulseLineDraft] {
        node?.repeatedEntries("a list of pulse lines", limit: limit).compactMap(read) ?? []
    }

    private static func read(_ node: Node) -> PulseLineDraft? {
        guard let line = node.object("a pulse line") else { return nil }
        let name = line.optional("name").flatMap(Names.read)
        let from = line.required("from", "{ \"meter\", \"output\" } or { \"source\" }").flatMap(
            from
        )
        let to = line.required("to", "where the line ends").flatMap { target($0, name) }
        let bounce = line.optional("bounce").flatMap(bounce)
        line.finish(allowing: ["description"])
        guard let from, let to else { return nil }
        return PulseLineDraft(
            pointer: node.pointer,
            meter: from.name,
            output: from.output,
            isSource: from.isSource,
            target: to,
            bounce: bounce
        )
    }

    private static func from(_ node: Node) -> (name: String, output: Int, isSource: Bool)? {
        guard let object = node.object("{ \"meter\", \"output\" } or { \"source\" }") else {
            return nil
        }
        defer { object.finish() }
        if object.has("source"), !object.has("meter") {
            return object.optional("source")?.string("the name of a source").map { ($0, 1, true) }
        }
        let output = object.optional("output").map(output)
        guard let meter = object.required("meter", "the name of a meter") else { return nil }
        if let source = object.optional("source") {
            source.report("stands beside \"meter\"; only one of them")
            return nil
        }
        guard let name = meter.string("the name of a meter") else { return nil }
        if let output { return output.map { (name, $0, false) } }
        return (name, 1, false)
    }

    /// A number from 1, or `"led"`.
    private static func output(_ node: Node) -> Int? {
        if node.value == .string("led") { return 0 }
        return node.numeral("an output from 1, or \"led\"", in: 1...MeterSetting.most)
    }

    /// A number from 1, or `"tariff"`, which is 0.
    static func input(_ node: Node) -> Int? {
        if case .string(let text) = node.value, Int(text) == nil {
            if text == "tariff" { return 0 }
            let hint = Spelling.hint(for: text, among: ["tariff"])
            node.report("\"\(text)\" is no input; a number from 1, or \"tariff\"\(hint)")
            return nil
        }
        return node.numeral("an input, or \"tariff\",", in: 1...PulseInputDesign.most)
    }

    private static func target(_ node: Node, _ name: String?) -> PulseLinePlan.Target? {
        let kinds = ["meter", "unix", "listen", "fifo", "gpioSim"]
        guard let object = node.object("where the line ends") else { return nil }
        defer { object.finish() }
        let given = kinds.filter { object.has($0) }
        guard given.count == 1, let kind = given.first, let value = object.optional(kind) else {
            for kind in kinds + ["input"] { _ = object.optional(kind) }
            node.report(
                "needs exactly one of \"meter\" (with \"input\"), \"unix\", \"fifo\", \"gpioSim\" "
                    + "(paths) and \"listen\" (HOST:PORT)"
            )
            return nil
        }
        if kind == "meter" {
            let meter = value.string("the name of a meter")
            let input = object.required("input", "a number from 1, or \"tariff\"").flatMap(input)
            guard let meter, let input else { return nil }
            return .input(meter: meter, number: input)
        }
        return place(kind, value).map {
            .outside(PulseOutletPlan(name: name ?? "pulses", place: $0))
        }
    }

    private static func place(_ kind: String, _ node: Node) -> PulseOutletPlan.Place? {
        if kind == "listen" {
            guard case .tcp(let host, let port)? = PlaceReader.read(node, .listen) else {
                return nil
            }
            return .listen(host: host, port: port)
        }
        guard let path = node.string("a path") else { return nil }
        let isFolder = kind == "gpioSim"
        guard !path.isEmpty, isFolder || !path.hasSuffix("/"), !path.utf8.contains(0) else {
            node.report("\"\(path)\" is no path; such as run/pulses")
            return nil
        }
        if kind == "unix", path.utf8.count > 107 {
            node.report("has \(path.utf8.count) bytes; the path of a socket has at most 107")
            return nil
        }
        switch kind {
        case "unix": return .unix(path: path)
        case "fifo": return .fifo(path: path)
        default: return .gpioSim(path: path)
        }
    }

    private static func bounce(_ node: Node) -> PulseLinePlan.Bounce? {
        guard let object = node.object("\"edges\" and \"within\"") else { return nil }
        let most = PulseLinePlan.Bounce.mostEdges
        let edges = object.required("edges", "the most extra edges of a change")?
            .integer("extra edges", in: 2...most)
        let within = object.required("within", "how long the contact bounces")?
            .timeSpan(in: .microseconds(Int64(most))...PulseLinePlan.Bounce.longest)
        object.finish()
        if let edges, edges % 2 == 1 {
            object.optional("edges")?.report("is odd; extra edges come in pairs")
            return nil
        }
        guard let edges, let within else { return nil }
        return PulseLinePlan.Bounce(edges: edges, within: within)
    }
}

/// A line of the file of which nobody knows yet whether its ends exist.
struct PulseLineDraft {
    let pointer: JSONPointer
    let meter: String
    let output: Int
    let isSource: Bool
    let target: PulseLinePlan.Target
    let bounce: PulseLinePlan.Bounce?

    var plan: PulseLinePlan {
        var plan = PulseLinePlan(meter: meter, output: output, target: target)
        plan.bounce = bounce
        return plan
    }
}

extension Node {
    /// A whole number, also as the text that a repeat leaves.
    func numeral(_ what: String, in range: ClosedRange<Int>) -> Int? {
        guard case .string(let text) = value, let number = Int64(text) else {
            return integer(what, in: range)
        }
        return Node(.integer(number), at: pointer, log: log).integer(what, in: range)
    }
}
