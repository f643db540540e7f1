public import Documents
internal import LoadProfiles
internal import Metrology

/// The document:
///
/// ```json
/// { "title": "A third of the energy", "subject": "wiring", "task": "…",
///   "seen": { "quantity": "power.active.total", "share": [0.3, 0.37] },
///   "cases": [
///     { "cause": "reversedTransformer", "places": { "i1": { "wiring": { "i1": "reversed" } } },
///       "text": "…" },
///     { "cause": "wrongRatio", "ratio": 3, "text": "…" } ] }
/// ```
extension Lesson {
    /// Reads a lesson; faults go to the node's log, and nil comes back if there is any.
    public static func read(_ node: Node) -> Lesson? {
        let before = node.log.faults.count
        guard let object = node.object("a lesson") else { return nil }
        let title = text(object, "title", "what is seen, in a few words")
        let task = text(object, "task", "what is to be found, and by what means")
        let subject = object.required("subject", "what it is about")?
            .choice(of: LessonSubject.self)
        let seen = object.optional("seen").flatMap(seen)
        let nodes = object.required("cases", "what may be wrong")?.array("a list of cases")
        object.finish(allowing: ["$schema"])
        if let nodes, !(1...caseLimit).contains(nodes.count) {
            node.log.report(
                node.pointer.appending("cases"),
                "has \(nodes.count) cases; 1 to \(caseLimit)"
            )
        }
        let cases = (nodes ?? []).prefix(caseLimit).compactMap {
            LessonCaseReader(subject: subject).read($0)
        }
        check(cases, seen, node)
        guard let title, let task, let subject, node.log.faults.count == before else { return nil }
        return Lesson(
            title: title,
            subject: subject,
            task: task,
            seen: seen,
            cases: cases,
            document: node.value
        )
    }

    /// A text that is not empty.
    static func text(_ object: ObjectReader, _ key: String, _ what: String) -> String? {
        guard let node = object.required(key, what), let text = node.string(what) else {
            return nil
        }
        if text.isEmpty { node.report("is empty; \(what)") }
        return text
    }

    /// `"silence"`, or `{ "quantity": "voltage.l?", "share": [1.1, 1.8] }`.
    private static func seen(_ node: Node) -> Seen? {
        if case .string(let word) = node.value {
            if word == "silence" { return .silence }
            node.report("\"\(word)\" is unknown\(Spelling.hint(for: word, among: ["silence"]))")
            return nil
        }
        guard let object = node.object("\"silence\", or a quantity with its share") else {
            return nil
        }
        let quantity = object.required("quantity", "what reads otherwise").flatMap(quantity)
        let share = object.required("share", "from and to, of what it read before")
            .flatMap(share)
        object.finish()
        guard let quantity, let share else { return nil }
        return .share(of: quantity, share)
    }

    private static func quantity(_ node: Node) -> String? {
        guard let pattern = node.string("a quantity such as power.active.total") else {
            return nil
        }
        let names = QuantityCatalogue().names
        guard names.contains(where: { MeterPattern.matches(pattern, $0) }) else {
            node.report("\"\(pattern)\" is no quantity\(Spelling.hint(for: pattern, among: names))")
            return nil
        }
        return pattern
    }

    private static func share(_ node: Node) -> ClosedRange<Double>? {
        guard let nodes = node.array("two numbers, from and to") else { return nil }
        guard nodes.count == 2 else {
            node.report("has \(nodes.count) elements; two, from and to")
            return nil
        }
        let ends = nodes.compactMap { $0.number("a share of what was there", in: -100...100) }
        guard ends.count == 2 else { return nil }
        guard ends[0] < ends[1] else {
            node.report("its two numbers must ascend")
            return nil
        }
        return ends[0]...ends[1]
    }

    private static func check(_ cases: [LessonCase], _ seen: Seen?, _ node: Node) {
        let ofBus = cases.count(where: \.concernsBus)
        if ofBus > 0, ofBus < cases.count {
            node.log.report(
                node.pointer.appending("cases"),
                "some are at a meter and some at a bus; all at the one or all at the other"
            )
        }
        if ofBus > 0, seen != nil {
            node.log.report(
                node.pointer.appending("seen"),
                "says how a meter shows it, and these cases are at a bus; leave it out"
            )
        }
    }
}
