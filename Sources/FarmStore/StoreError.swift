/// Why a farm's state file cannot be used; each says what is wrong and what to do.
public enum StoreError: Error, Hashable, Sendable {
    /// The file is none that this program writes.
    case foreign(path: String)
    /// The file was written by a later version of the program.
    case newer(path: String, schema: Int, known: Int)
    /// The file was written by an earlier version and has not been brought up to date.
    case older(path: String, schema: Int, known: Int)
    /// The file holds another farm's state.
    case otherFarm(path: String, found: String, expected: String)
    /// The file is damaged.
    case damaged(path: String, detail: String)
    /// Another process uses the file.
    case inUse(path: String, process: String)
    /// There is no such file.
    case missing(path: String)
    /// The file is there already and must not be replaced.
    case exists(path: String)
    /// The system refuses.
    case unusable(path: String, reason: String)
}

extension StoreError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .foreign(let path):
            "\(path): is not a state file of meterfarm; choose another --state directory"
        case .newer(let path, let schema, let known):
            "\(path): has schema \(schema), this program knows \(known): a later version of "
                + "meterfarm wrote it; run that version, or choose another --state directory"
        case .older(let path, let schema, let known):
            "\(path): has schema \(schema), this program writes \(known); bring it up to date with "
                + "\"meterfarm state migrate\", which keeps a copy"
        case .otherFarm(let path, let found, let expected):
            "\(path): holds the state of the farm \"\(found)\", not of \"\(expected)\"; "
                + "choose another --state directory, or give the farm its old name"
        case .damaged(let path, let detail):
            "\(path): is damaged: \(detail); restore a snapshot, or move the file away to begin "
                + "anew"
        case .inUse(let path, let process):
            "\(path): is in use by \(process); stop it first, or choose another --state directory"
        case .missing(let path): "\(path): there is no such file"
        case .exists(let path): "\(path): exists already; nothing was overwritten"
        case .unusable(let path, let reason): "\(path): cannot be used: \(reason)"
        }
    }
}
