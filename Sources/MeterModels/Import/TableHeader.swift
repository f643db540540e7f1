/// Which column of a table holds what.
struct TableHeader {
    /// The place of each column that was recognised.
    private(set) var places: [TableColumn: Int] = [:]
    /// The titles as they stand there.
    let titles: [String]
    /// Titles that nothing was made of.
    private(set) var unused: [String] = []

    /// The columns of a line; nil for a line without the titles that the user has assigned.
    ///
    /// - Parameter given: those titles.
    init?(_ fields: [String], given: [TableColumn: String]) {
        titles = fields
        let folded = fields.map { FoldedText.words(Self.withoutRemark($0)).joined(separator: " ") }
        var free = Set(fields.indices.filter { !folded[$0].isEmpty })
        for (column, title) in given {
            let wanted = FoldedText.words(title).joined(separator: " ")
            let place = fields.firstIndex {
                FoldedText.words($0).joined(separator: " ") == wanted
            }
            guard let place else { return nil }
            places[column] = place
            free.remove(place)
        }
        assign(folded, &free) { $0 == $1 }
        assign(folded, &free) { Self.contains($0, $1) }
        unused = free.sorted().map { fields[$0] }
    }

    /// Whether it names all columns without which nothing can be made of a table.
    var isWhole: Bool { missing.isEmpty }

    /// The columns that are needed and are not named: an address and some name.
    var missing: [TableColumn] {
        let names: [TableColumn] = [.name, .description, .quantity]
        let isNamed = names.contains { places[$0] != nil }
        return (places[.address] == nil ? [.address] : []) + (isNamed ? [] : [.name])
    }

    /// Gives each column the first free title that matches its surest word.
    private mutating func assign(
        _ folded: [String],
        _ free: inout Set<Int>,
        _ matches: (String, String) -> Bool
    ) {
        let addresses = ["address", "adresse", "indirizzo"]
        for column in TableColumn.allCases where places[column] == nil {
            search: for word in column.headers {
                for place in free.sorted() where matches(folded[place], word) {
                    // "Start address, high byte" is about addresses, whatever else it says.
                    let isOther = addresses.contains { folded[place].contains($0) }
                    if isOther, column != .address, folded[place] != word { continue }
                    places[column] = place
                    free.remove(place)
                    break search
                }
            }
        }
    }

    /// Whether a title of several words has a word, or words, of a header; of long titles only.
    private static func contains(_ title: String, _ word: String) -> Bool {
        guard word.utf8.count >= 4 else { return false }
        return (" " + title + " ").contains(" " + word + " ")
    }

    /// A title without what stands in brackets, unless nothing is left.
    private static func withoutRemark(_ title: String) -> String {
        guard let open = title.firstIndex(where: { "([".contains($0) }) else { return title }
        let head = String(title[..<open])
        return FoldedText.words(head).isEmpty ? title : head
    }

    /// The title of a column, folded; empty where there is none.
    func title(_ column: TableColumn) -> String {
        places[column].map { FoldedText.fold(titles[$0]) } ?? ""
    }

    /// The cell of a column in a row; empty where there is none.
    func cell(_ column: TableColumn, of fields: [String]) -> String {
        guard let place = places[column], place < fields.count else { return "" }
        return fields[place]
    }

    /// Takes a column for another one.
    mutating func rename(_ column: TableColumn, to other: TableColumn) {
        guard let place = places.removeValue(forKey: column), places[other] == nil else { return }
        places[other] = place
    }
}
