import Documents

/// Reads the keys of a front and what they do.
struct PanelKeyReader {
    let context: PanelContext

    func keys(_ node: Node?) -> [PanelKey] {
        let nodes = node?.array("a list of keys") ?? []
        let keys = nodes.compactMap { key($0) }
        PanelReader.reportTwins(node, keys.map(\.name), "key")
        for entry in nodes { checkTogether(entry, keys.map(\.name)) }
        return keys
    }

    private func key(_ node: Node) -> PanelKey? {
        guard let reader = node.object("a key with \"name\", \"symbol\" and what it \"does\"")
        else { return nil }
        let name = reader.required("name")?.string()
        let symbol = reader.required("symbol", "what is printed on it")?.string()
        let title = reader.optional("title")?.string()
        let together = reader.optional("together")
        let behind = reader.optional("behind")?.string()
        let bindings = (reader.required("does", "what it does where")?.array("a list") ?? [])
            .compactMap { binding($0) }
        reader.finish()
        if let together, case .array(let list) = together.value, list.count < 2 {
            together.report("names \(list.count) keys; at least two are pressed together")
        }
        guard let name, let symbol else { return nil }
        return PanelKey(
            name: name,
            title: title ?? symbol,
            symbol: symbol,
            together: together?.strings("names of keys") ?? [],
            behind: behind,
            bindings: bindings
        )
    }

    /// Complains of keys that are pressed together and are not there.
    private func checkTogether(_ node: Node, _ names: [String]) {
        guard case .object(let members) = node.value, let value = members["together"],
            case .array(let list) = value
        else { return }
        for (place, element) in list.enumerated() {
            guard case .string(let name) = element, !names.contains(name) else { continue }
            let pointer = node.pointer.appending("together").appending(place)
            node.log.report(
                pointer,
                "\"\(name)\" is no key\(Spelling.hint(for: name, among: names))"
            )
        }
    }

    private func binding(_ node: Node) -> PanelBinding? {
        guard let reader = node.object("where it does what: \"in\" and \"do\"") else { return nil }
        let stage = reader.required("in", "where")?.choice(of: PanelStage.self)
        let move = reader.required("do", "what")?.choice(of: PanelMove.self)
        let place = reader.optional("at").map { context.menu($0) }
        let target = reader.optional("menu")
        let menu = target.map { context.menu($0) }
        let held = reader.optional("held")?.milliseconds(in: 100...60_000)
        reader.finish()
        if let target, let move, move != .open {
            target.report("is there for \"open\"; \(move.rawValue) leads into no menu of its own")
        }
        guard let stage, let move else { return nil }
        return PanelBinding(
            stage: stage,
            place: place ?? nil,
            held: held ?? 0,
            move: move,
            target: menu ?? nil
        )
    }
}
