public import Documents
internal import MBusProtocol
internal import ModbusProtocol

/// Reads faults from documents.
///
/// ```json
/// { "name": "glitch", "description": "…",
///   "target": { "bus": "rs485-*", "meter": "flat-*", "unit": 5, "functions": [3, 4],
///               "addresses": ["0xC550-0xC5FF", 100], "quantities": ["energy.active.*"],
///               "client": "10.0.0.*" },
///   "trigger": { "probability": 0.05, "every": 10, "skip": 3, "count": 5,
///                "from": "+10s", "until": "2026-01-05T12:00:00+01:00", "for": "10m" },
///   "effect": "noReply" }
/// ```
public enum FaultReader {
    /// Reads one fault; what is wrong goes to the node's log, and nil comes back if anything is.
    public static func read(_ node: Node) -> FaultPlan? {
        let before = node.log.faults.count
        guard let object = node.object("a fault with \"name\" and \"effect\"") else { return nil }
        let name = object.required("name", "a name to arm, count and clear it by")
            .flatMap(Names.read)
        let description = object.optional("description")?.string()
        let effect = object.required("effect", FaultEffectReader.expected)
            .flatMap(FaultEffectReader.read)
        let targetNode = object.optional("target")
        let target = targetNode.map(FaultTargetReader.read) ?? FaultTarget()
        let trigger = object.optional("trigger").map(FaultTriggerReader.read) ?? FaultTrigger()
        object.finish()
        if let effect, let targetNode { check(effect, target, targetNode) }
        guard let name, let effect, node.log.faults.count == before else { return nil }
        var plan = FaultPlan(
            name,
            effect,
            target: target,
            trigger: trigger,
            description: description ?? ""
        )
        plan.document = node.value
        return plan
    }

    /// Reads a list of faults, whose names must differ; those without a fault of their own.
    public static func readAll(_ node: Node) -> [FaultPlan] {
        guard let nodes = node.array("a list of faults") else { return [] }
        if nodes.count > FaultEngine.limit {
            node.report("has \(nodes.count) faults; at most \(FaultEngine.limit)")
        }
        var taken: Set<String> = []
        return nodes.prefix(FaultEngine.limit).compactMap { node in
            guard let plan = read(node) else { return nil }
            if !taken.insert(plan.name).inserted {
                node.log.report(
                    node.pointer.appending("name"),
                    "the name \"\(plan.name)\" is taken by a fault above; each once"
                )
            }
            return plan
        }
    }

    /// Complains of what a target says that the effect has no use for.
    private static func check(_ effect: FaultEffect, _ target: FaultTarget, _ node: Node) {
        if effect.layer == .connection, case .object(let members) = node.value {
            for key in members.keys.sorted() where key != "bus" && key != "client" {
                node.log.report(
                    node.pointer.appending(key),
                    "a connection is not for a meter yet; a fault of connections knows \"bus\" "
                        + "and \"client\""
                )
            }
        }
        if case .value = effect, let functions = target.functions,
            !functions.contains(3), !functions.contains(4), !functions.contains(23),
            target.linkFunctions?.contains(.requestClass2) != true
        {
            node.log.report(
                node.pointer.appending("functions"),
                "values change where they are read; at least one of 3, 4, 23 and REQ_UD2"
            )
        }
    }
}
