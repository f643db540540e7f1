import GRDBSQLite

/// SQLite's extended result codes, which are macros that Swift does not see.
enum ExtendedCode {
    static let read = SQLITE_IOERR | (1 << 8)
    static let shortRead = SQLITE_IOERR | (2 << 8)
    static let write = SQLITE_IOERR | (3 << 8)
    static let sync = SQLITE_IOERR | (4 << 8)
    static let deleteNothing = SQLITE_IOERR | (23 << 8)
}
