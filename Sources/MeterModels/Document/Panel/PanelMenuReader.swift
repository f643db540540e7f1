import Documents
import Metrology

/// Reads the menus of a front: pages, rows, setups.
struct PanelMenuReader {
    let context: PanelContext

    func menu(_ name: String, _ node: Node) -> PanelMenu? {
        guard let reader = node.object("a menu with \"title\" and \"pages\"") else { return nil }
        let title = reader.required("title", "what it holds, for people")?.string()
        let list = reader.required("pages")
        let pages = list?.array("a list of pages") ?? []
        if let list, case .array = list.value, pages.isEmpty {
            list.report("is empty; at least one page")
        }
        let setup = reader.optional("setup").flatMap { self.setup($0) }
        let read = pages.compactMap { self.page($0) }
        reader.finish()
        return PanelMenu(name: name, title: title ?? name, pages: read, setup: setup)
    }

    private func page(_ node: Node) -> PanelPage? {
        guard let reader = node.object("a page with \"title\" and \"rows\"") else { return nil }
        let title = reader.required("title", "what it shows, for people")?.string()
        let list = reader.required("rows")
        let nodes = list?.array("a list of rows") ?? []
        if let list, case .array = list.value, nodes.isEmpty {
            list.report("is empty; at least one row")
        }
        let rowReader = PanelRowReader(context: context)
        let rows = nodes.compactMap { rowReader.row($0) }
        let reset = reader.optional("reset")?.choice(of: ResetScope.self)
        let isExit = reader.optional("exit")?.bool()
        reader.finish()
        guard let title, !rows.isEmpty else { return nil }
        return PanelPage(
            title: title,
            rows: rows,
            partial: partial(rows),
            reset: reset,
            isExit: isExit ?? false
        )
    }

    /// The name of the partial counter that a page shows.
    private func partial(_ rows: [PanelRow]) -> String? {
        for case .energy(let index)? in rows.map(\.quantity)
        where index.minus == [] && index.channel == .total {
            let selection = PartialSelection(index.plus, bins: index.bins)
            guard context.parts.design.partials.contains(selection) else { continue }
            return context.parts.catalogue.name(of: .energy(index))
        }
        return nil
    }

    private func setup(_ node: Node) -> PanelSetup? {
        guard let reader = node.object("how settings are changed") else { return nil }
        var setup = PanelSetup()
        reader.optional("saves")?.choice().map { setup.saving = $0 }
        setup.question = reader.optional("question").flatMap(question)
        setup.code = reader.optional("code").flatMap { self.code($0) }
        reader.finish()
        return setup
    }

    private func question(_ node: Node) -> PanelSetup.Question? {
        guard let reader = node.object("a question with \"text\" and \"answers\"") else {
            return nil
        }
        let text = reader.required("text")?.string()
        let answers = reader.required("answers", "for keep, drop and go on")
            .map { Self.answers($0, count: 3) }
        reader.finish()
        guard let text, let answers else { return nil }
        return PanelSetup.Question(text: text, answers: answers)
    }

    private func code(_ node: Node) -> PanelSetup.Code? {
        guard let reader = node.object("a code with \"setting\" and \"digits\"") else {
            return nil
        }
        let setting = reader.required("setting", "which setting holds it")
            .flatMap { context.setting($0) }
        let digits = reader.optional("digits")?.integer("digits", in: 1...9)
        let label = reader.optional("label")?.string()
        let wrong = reader.optional("wrong")?.string()
        reader.finish()
        return setting.map {
            PanelSetup.Code(
                setting: $0,
                digits: digits ?? 4,
                label: label ?? "Code",
                wrong: wrong ?? "Err"
            )
        }
    }

    /// A fixed number of answers.
    static func answers(_ node: Node, count: Int) -> [String] {
        let nodes = node.array("\(count) answers") ?? []
        if case .array = node.value, nodes.count != count {
            node.report("has \(nodes.count) answers; \(count) are needed")
        }
        let read = nodes.compactMap { $0.string() }
        return read + Array(repeating: "", count: max(count - read.count, 0))
    }
}
