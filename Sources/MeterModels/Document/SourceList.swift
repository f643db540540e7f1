import Documents

/// Reads the documents that something was written from.
enum SourceList {
    static func read(_ node: Node?) -> [ModelSource] {
        var sources: [ModelSource] = []
        for entry in node?.array("a list of sources") ?? [] {
            guard let reader = entry.object("a source with id and title") else { continue }
            let id = reader.required("id")?.string()
            let title = reader.required("title")?.string()
            reader.finish()
            guard let id, let title else { continue }
            if sources.contains(where: { $0.id == id }) {
                entry.report("a source \"\(id)\" stands above; each id once")
                continue
            }
            sources.append(ModelSource(id: id, title: title))
        }
        return sources
    }
}
