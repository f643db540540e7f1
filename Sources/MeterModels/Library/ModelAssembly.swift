import Documents

/// Puts the document of a model together from its file and the models that the file extends.
struct ModelAssembly {
    let profiles: ProfileLibrary

    /// A document that is complete, and the one that it was laid over.
    struct Assembled {
        var document: JSONValue
        var base: ProfileLibrary.Found?
    }

    /// The most models that may stand one upon the other.
    static let depthLimit = 8

    /// The whole document of a file; nil after a fault has been reported.
    func assembled(_ document: JSONValue, _ log: FaultLog) -> Assembled? {
        assembled(document, log, below: [log.file])
    }

    private func assembled(
        _ document: JSONValue,
        _ log: FaultLog,
        below files: [String]
    ) -> Assembled? {
        guard case .object(var members) = document, let value = members["extends"] else {
            reportAbsences(document, of: nil, log)
            return Assembled(document: document)
        }
        let node = Node(value, at: JSONPointer(tokens: ["extends"]), log: log)
        guard let base = base(node, below: files) else { return nil }
        let inner = FaultLog(file: base.path)
        guard let parsed = parse(base, log),
            let whole = assembled(parsed, inner, below: files + [base.path])
        else {
            log.adopt(inner.faults)
            return nil
        }
        reportAbsences(document, of: whole.document, log)
        members["extends"] = nil
        return Assembled(
            document: ModelOverlay.lay(.object(members), over: whole.document),
            base: base
        )
    }

    private func base(_ node: Node, below files: [String]) -> ProfileLibrary.Found? {
        guard let name = node.string("the name of a model or a path") else { return nil }
        guard let found = profiles.find(name, kind: .meters, from: files.last ?? "") else {
            let names = profiles.names(of: .meters)
            let hint =
                names.isEmpty
                ? ": " + profiles.absence(of: .meters) : Spelling.hint(for: name, among: names)
            node.report("no meter model \"\(name)\"\(hint)")
            return nil
        }
        if files.contains(found.path) {
            node.report("\(found.path) extends this model in its turn; a ring has no first model")
            return nil
        }
        if files.count >= Self.depthLimit {
            node.report("stands on \(files.count) models; at most \(Self.depthLimit) on each other")
            return nil
        }
        return found
    }

    /// Complains of what is taken away and is not there.
    private func reportAbsences(_ upper: JSONValue, of base: JSONValue?, _ log: FaultLog) {
        guard case .object(let members) = upper, let modbus = members["modbus"] else { return }
        for key in ModelOverlay.placedLists {
            for index in ModelOverlay.idleAbsences(in: modbus, of: base, list: key) {
                let place = JSONPointer(tokens: ["modbus", key, String(index)])
                let reason = base == nil ? "this model extends none" : "the model below has none"
                log.report(place, "takes away what is not there; \(reason) at this address")
            }
        }
    }

    private func parse(_ found: ProfileLibrary.Found, _ log: FaultLog) -> JSONValue? {
        do {
            return try JSONValue.parse(found.bytes, file: found.path)
        } catch {
            log.adopt([error])
            return nil
        }
    }
}
