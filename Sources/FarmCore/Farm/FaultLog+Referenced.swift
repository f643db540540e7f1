internal import Documents

extension FaultLog {
    /// Reads the document of a file that this one refers to; what is wrong there joins this log.
    func referenced<Content>(
        _ found: ProfileLibrary.Found,
        _ read: (Node) -> Content?
    ) -> Content? {
        let inner = FaultLog(file: found.path)
        defer {
            adopt(inner.faults)
            adopt(warnings: inner.warnings)
        }
        do {
            let document = try JSONValue.parse(found.bytes, file: found.path)
            return read(Node(document, log: inner))
        } catch {
            inner.adopt([error])
            return nil
        }
    }
}
