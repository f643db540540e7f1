internal import Glibc

extension StateFile {
    /// Looks at a file's first bytes before SQLite touches it, so that nothing of a foreign or
    /// newer file is changed.
    static func examine(_ path: String) throws(StoreError) {
        guard let header = try header(of: path) else { throw .missing(path: path) }
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw header.isEmpty
                ? .damaged(path: path, detail: "it is empty") : .foreign(path: path)
        }
        let application = number(header[68..<72])
        guard application == UInt32(bitPattern: StateSchema.applicationID) else {
            throw .foreign(path: path)
        }
        let schema = Int(number(header[60..<64]))
        if schema > StateSchema.version {
            throw .newer(path: path, schema: schema, known: StateSchema.version)
        }
    }

    /// The first 100 bytes, or fewer; nil when there is no such file.
    private static func header(of path: String) throws(StoreError) -> [UInt8]? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .unusable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { Glibc.close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = read(descriptor, &header, header.count)
        guard count >= 0 else {
            throw .unusable(path: path, reason: String(cString: strerror(errno)))
        }
        return Array(header.prefix(count))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
