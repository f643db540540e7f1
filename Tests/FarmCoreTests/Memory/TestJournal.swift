import FarmCore

/// A journal that keeps what it is handed until a test settles it.
final class TestJournal: Journal {
    var entries: [JournalEntry] = []
    var isFull = false

    func record(_ entry: JournalEntry) -> Bool {
        if isFull { return false }
        entries.append(entry)
        return true
    }
}
