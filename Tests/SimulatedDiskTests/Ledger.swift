import GRDB
import SimulatedDisk
import Testing

/// A database on a simulated disk whose transactions can be told whole from torn, and counted.
struct Ledger {
    static let path = "/farm.sqlite"
    static let itemsPerBatch = 5

    let disk: SimulatedDisk
    /// WAL runs under an exclusive lock, as on the farm's disk; other journals do not.
    let journal: String
    let synchronous: String
    /// Pages in the WAL after which a commit writes them back.
    static let checkpointPages = 12

    init(_ disk: SimulatedDisk, journal: String = "WAL", synchronous: String = "FULL") {
        self.disk = disk
        self.journal = journal
        self.synchronous = synchronous
    }

    func open() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.prepareDatabase { [journal, synchronous] database in
            try database.execute(
                sql: """
                    PRAGMA locking_mode = \(journal == "WAL" ? "EXCLUSIVE" : "NORMAL");
                    PRAGMA journal_mode = \(journal);
                    PRAGMA synchronous = \(synchronous);
                    PRAGMA wal_autocheckpoint = \(Ledger.checkpointPages);
                    """
            )
        }
        return try DatabaseQueue(path: disk.uri(for: Ledger.path), configuration: configuration)
    }

    /// Writes one transaction: a few rows, some longer than a page, and the total.
    ///
    /// The first makes the tables.
    static func write(_ batch: Int, to queue: DatabaseQueue) throws {
        try queue.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS item
                        (batch INTEGER, number INTEGER, content BLOB, PRIMARY KEY (batch, number));
                    CREATE TABLE IF NOT EXISTS total (items INTEGER, lastBatch INTEGER);
                    INSERT INTO total SELECT 0, 0 WHERE NOT EXISTS (SELECT * FROM total);
                    """
            )
            for number in 1...itemsPerBatch {
                try database.execute(
                    sql: "INSERT INTO item VALUES (?, ?, zeroblob(?))",
                    arguments: [batch, number, (batch * number * 379) % 5000]
                )
            }
            try database.execute(
                sql: "UPDATE total SET items = items + ?, lastBatch = ?",
                arguments: [itemsPerBatch, batch]
            )
        }
    }

    /// Checks that the file is sound and holds the batches 1 to n, each whole.
    ///
    /// - Returns: n.
    static func verify(_ queue: DatabaseQueue) throws -> Int {
        try queue.read { database in
            let verdict = try String.fetchOne(database, sql: "PRAGMA integrity_check")
            guard verdict == "ok" else { throw Unsound(reason: verdict ?? "no verdict") }
            guard try database.tableExists("item") else { return 0 }
            let counts = try Row.fetchAll(
                database,
                sql: "SELECT batch, count(*) AS n FROM item GROUP BY batch ORDER BY batch"
            )
            for (index, row) in counts.enumerated() {
                guard row["batch"] == index + 1, row["n"] == itemsPerBatch else {
                    throw Unsound(reason: "batch \(index + 1) is not whole: \(row)")
                }
            }
            let total = try Row.fetchOne(database, sql: "SELECT * FROM total")
            guard total?["items"] == counts.count * itemsPerBatch,
                total?["lastBatch"] == counts.count
            else { throw Unsound(reason: "the total is wrong") }
            return counts.count
        }
    }

    /// A database that is not what its transactions made of it.
    struct Unsound: Error { let reason: String }

    /// Writes batches from `first` on until one fails or so many are there.
    ///
    /// - Returns: the last batch that was acknowledged.
    static func write(_ first: Int, through last: Int, to queue: DatabaseQueue) -> Int {
        var batch = first - 1
        while batch < last, (try? write(batch + 1, to: queue)) != nil { batch += 1 }
        return batch
    }
}
