public import FarmCore
internal import Foundation
internal import GRDB
internal import SimulatedTime

extension StateFile: FarmDisk {
    /// Writes a batch in one transaction, synced when it returns.
    public func commit(_ batch: MemoryBatch) throws(DiskFault) {
        do {
            try queue.write { database in
                for entry in batch.entries { try Self.insert(entry, database) }
                for (name, shape) in batch.models { try Self.replace(name, shape, database) }
                for record in batch.records { try Self.replace(record, database) }
                for checkpoint in batch.checkpoints { try Self.replace(checkpoint, database) }
                for (note, text) in batch.notes { try Self.replace(note, text, database) }
                for (bus, sequence) in batch.forgotten {
                    try database.cachedStatement(
                        sql: "DELETE FROM journal WHERE bus = ? AND sequence <= ?"
                    ).execute(arguments: [bus, sequence])
                }
                if let start = batch.start {
                    try database.execute(sql: "UPDATE farm SET start = ?", arguments: [start])
                }
                if let lease = batch.lease {
                    try database.cachedStatement(sql: "UPDATE farm SET lease = ?")
                        .execute(arguments: [lease.microseconds])
                }
            }
        } catch {
            throw DiskFault(error)
        }
    }

    private static func insert(_ entry: JournalEntry, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO journal (bus, sequence, unit, instant, request) VALUES (?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                entry.bus, entry.sequence, Int64(entry.unit), entry.instant.microseconds,
                Data(entry.request),
            ]
        )
    }

    private static func replace(
        _ note: FarmNote,
        _ text: String?,
        _ database: Database
    ) throws {
        guard let text else {
            return try database.execute(
                sql: "DELETE FROM note WHERE key = ?",
                arguments: [note.rawValue]
            )
        }
        try database.execute(
            sql: """
                INSERT INTO note (key, text) VALUES (?, ?)
                ON CONFLICT (key) DO UPDATE SET text = excluded.text
                """,
            arguments: [note.rawValue, text]
        )
    }

    private static func replace(
        _ name: String,
        _ shape: ModelShape,
        _ database: Database
    ) throws {
        try database.execute(sql: "DELETE FROM model WHERE name = ?", arguments: [name])
        for (place, trait) in shape.traits.enumerated() {
            try database.cachedStatement(
                sql: "INSERT INTO model (name, place, trait, value) VALUES (?, ?, ?, ?)"
            ).execute(arguments: [name, place, trait.name, trait.value])
        }
    }

    private static func replace(_ record: MeterRecord, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO meter (name, model, bus, address, serialNumber, programme)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET model = excluded.model, bus = excluded.bus,
                    address = excluded.address, serialNumber = excluded.serialNumber,
                    programme = excluded.programme
                """
        ).execute(
            arguments: [
                record.name, record.model, record.bus, Int64(record.address),
                record.serialNumber, Data(record.programme),
            ]
        )
    }

    private static func replace(_ checkpoint: MeterCheckpoint, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO checkpoint (meter, bookedUntil, sequence, state) VALUES (?, ?, ?, ?)
                ON CONFLICT (meter) DO UPDATE SET bookedUntil = excluded.bookedUntil,
                    sequence = excluded.sequence, state = excluded.state
                """
        ).execute(
            arguments: [
                checkpoint.meter, checkpoint.bookedUntil.microseconds, checkpoint.sequence,
                Data(checkpoint.state),
            ]
        )
    }
}

extension DiskFault {
    /// What an error of the database means.
    init(_ error: any Error) {
        switch error {
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL: self = .full
        case let error as DatabaseError:
            let text = error.message ?? "the database refuses"
            self = .failed("\(text) (\(error.extendedResultCode))")
        default: self = .failed("\(error)")
        }
    }
}
