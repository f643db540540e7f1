public import FarmCore
internal import GRDB
internal import SimulatedTime

extension StateFile {
    /// Everything that a restart needs.
    public func load() throws(StoreError) -> FarmMemory {
        try rethrown {
            try self.queue.read { database in
                let lease = try Int64.fetchOne(database, sql: "SELECT lease FROM farm WHERE id = 1")
                guard let lease else {
                    throw StoreError.damaged(path: self.path, detail: "it holds no lease")
                }
                var memory = FarmMemory(lease: Instant(microseconds: lease))
                try Self.readModels(database, &memory)
                try Self.readMeters(database, &memory)
                try Self.readCheckpoints(database, &memory)
                try Self.readJournal(database, &memory)
                try Self.readNotes(database, &memory)
                return memory
            }
        }
    }

    private static func readModels(_ database: Database, _ memory: inout FarmMemory) throws {
        var traits: [String: [ModelShape.Trait]] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT name, trait, value FROM model ORDER BY name, place"
        )
        while let row = try rows.next() {
            traits[row[0], default: []].append(ModelShape.Trait(name: row[1], value: row[2]))
        }
        memory.models = traits.mapValues { ModelShape($0) }
    }

    private static func readMeters(_ database: Database, _ memory: inout FarmMemory) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT name, model, bus, address, serialNumber, programme FROM meter"
        )
        while let row = try rows.next() {
            let record = MeterRecord(
                name: row[0],
                model: row[1],
                bus: row[2],
                address: UInt8(truncatingIfNeeded: row[3] as Int64),
                serialNumber: row[4],
                programme: bytes(row, 5)
            )
            memory.records[record.name] = record
        }
    }

    private static func readCheckpoints(_ database: Database, _ memory: inout FarmMemory) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT meter, bookedUntil, sequence, state FROM checkpoint"
        )
        while let row = try rows.next() {
            let checkpoint = MeterCheckpoint(
                meter: row[0],
                bookedUntil: Instant(microseconds: row[1]),
                sequence: row[2],
                state: bytes(row, 3)
            )
            memory.checkpoints[checkpoint.meter] = checkpoint
        }
    }

    private static func readJournal(_ database: Database, _ memory: inout FarmMemory) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT bus, sequence, unit, instant, request FROM journal ORDER BY bus, sequence
                """
        )
        while let row = try rows.next() {
            let entry = JournalEntry(
                bus: row[0],
                sequence: row[1],
                unit: UInt8(truncatingIfNeeded: row[2] as Int64),
                instant: Instant(microseconds: row[3]),
                request: bytes(row, 4)
            )
            memory.journal[entry.bus, default: []].append(entry)
        }
    }

    private static func readNotes(_ database: Database, _ memory: inout FarmMemory) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT key, text FROM note")
        while let row = try rows.next() {
            // A note of a later version of the program stays where it is.
            guard let note = FarmNote(rawValue: row[0]) else { continue }
            memory.notes[note] = row[1]
        }
    }

    private static func bytes(_ row: Row, _ index: Int) -> [UInt8] {
        (try? row.withUnsafeData(atIndex: index) { data in data.map(Array.init) ?? [] }) ?? []
    }
}
