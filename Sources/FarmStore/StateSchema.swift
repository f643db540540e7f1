internal import GRDB

/// The tables of a state file, and how older ones are brought up to date.
enum StateSchema {
    /// The number that stands in the file's header as `user_version`.
    static let version = 3

    /// What stands in the file's header as `application_id`: "mfrm".
    static let applicationID: Int32 = 0x6D66_726D

    /// All steps, from nothing to the present.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 farm, meters, states, journal") { try createFarm($0) }
        migrator.registerMigration("2 shapes of models") { try createModels($0) }
        migrator.registerMigration("3 notes") { try createNotes($0) }
        return migrator
    }

    private static func createFarm(_ database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationID);
                CREATE TABLE farm (
                    id INTEGER PRIMARY KEY CHECK (id = 1),
                    name TEXT NOT NULL,
                    start TEXT NOT NULL,
                    lease INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE meter (
                    name TEXT PRIMARY KEY,
                    model TEXT NOT NULL,
                    bus TEXT NOT NULL,
                    address INTEGER NOT NULL,
                    serialNumber TEXT NOT NULL,
                    programme BLOB NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE checkpoint (
                    meter TEXT PRIMARY KEY REFERENCES meter (name) ON DELETE CASCADE,
                    bookedUntil INTEGER NOT NULL,
                    sequence INTEGER NOT NULL,
                    state BLOB NOT NULL
                ) STRICT;
                CREATE TABLE journal (
                    bus TEXT NOT NULL,
                    sequence INTEGER NOT NULL,
                    unit INTEGER NOT NULL,
                    instant INTEGER NOT NULL,
                    request BLOB NOT NULL,
                    PRIMARY KEY (bus, sequence)
                ) STRICT, WITHOUT ROWID;
                PRAGMA user_version = 1;
                """
        )
    }

    private static func createModels(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE model (
                    name TEXT NOT NULL,
                    place INTEGER NOT NULL,
                    trait TEXT NOT NULL,
                    value TEXT NOT NULL,
                    PRIMARY KEY (name, place)
                ) STRICT, WITHOUT ROWID;
                PRAGMA user_version = 2;
                """
        )
    }

    private static func createNotes(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE note (
                    key TEXT PRIMARY KEY,
                    text TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                PRAGMA user_version = 3;
                """
        )
    }
}
