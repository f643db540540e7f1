/// How a table writes its addresses: hexadecimal, from 0 or 1, with the table in front.
struct AddressNotation {
    /// Whether digits without a mark are hexadecimal.
    var isHexadecimal = false
    /// The number of the first register.
    var base = 0
    /// Whether the first digit names the table: 4xxxx holding, 3xxxx input registers.
    var isReference = false
    /// What looks like a reference, where another address that does not makes all plain numbers:
    /// how many do, and the first that does not.
    private(set) var mixture: (references: Int, other: Int)?

    /// Where a register is.
    struct Place: Hashable {
        var address: Int
        /// The table that the number names; nil where it names none.
        var table: RegisterDescription.Place?
    }

    /// The notation of a column.
    ///
    /// - Parameters:
    ///   - cells: all cells of the column that are not empty.
    ///   - title: the column's title, folded.
    ///   - base: what the user says; nil for what the table suggests.
    ///   - functions: the tables that another column names, for each cell; nil where none does.
    init(
        _ cells: [String],
        title: String,
        base: Int?,
        functions: [RegisterDescription.Place?]
    ) {
        isHexadecimal = Self.isHexadecimal(cells, title)
        if let base {
            self.base = base
            return
        }
        let found = cells.map { CellAddress($0, isHexadecimal: isHexadecimal) }
        isReference = !isHexadecimal && Self.areReferences(found, functions)
        if !isHexadecimal, !isReference { mixture = Self.mixture(found) }
        let isFromOne = ["1-based", "1 based", "base 1", "from 1", "a partir de 1", "ab 1"]
        self.base = isFromOne.contains(where: title.contains) ? 1 : 0
    }

    /// Where the register of a cell is; nil where there is no such address.
    func place(_ cell: CellAddress) -> Place? {
        if isReference, !cell.isHexadecimal, let place = Self.reference(cell) { return place }
        let address = cell.number - base
        return (0...0xFFFF).contains(address) ? Place(address: address, table: nil) : nil
    }

    /// Whether the column is hexadecimal: its title says so, or a digit above 9 without a mark.
    private static func isHexadecimal(_ cells: [String], _ title: String) -> Bool {
        if title.contains("hex") { return !title.contains("dec") }
        let plain = cells.map(FoldedText.fold).filter {
            !$0.hasPrefix("0x") && !$0.hasSuffix("h") && !$0.hasPrefix("16#")
        }
        let digits = plain.filter { text in
            text.utf8.count == 4 && text.allSatisfy { "0123456789abcdef".contains($0) }
        }
        let letters = digits.count { $0.contains { "abcdef".contains($0) } }
        return letters > 0 && digits.count == plain.count
    }

    /// Whether all decimal numbers are references, and no column of functions says otherwise.
    private static func areReferences(
        _ cells: [CellAddress?],
        _ functions: [RegisterDescription.Place?]
    ) -> Bool {
        var count = 0
        for (cell, function) in zip(cells, functions) {
            guard let cell, !cell.isHexadecimal, !isNone(cell) else { continue }
            guard let place = reference(cell),
                place.table == .holding || place.table == .input
                    || cell.digits >= 5
            else { return false }
            if let function, let table = place.table, table != function { return false }
            count += 1
        }
        return count > 0
    }

    /// Whether a number is no address in any notation: its row is left out, and has no vote.
    private static func isNone(_ cell: CellAddress) -> Bool {
        cell.number > 0xFFFF && reference(cell) == nil
    }

    private static func mixture(_ cells: [CellAddress?]) -> (references: Int, other: Int)? {
        let numbers = cells.compactMap { $0 }.filter { !$0.isHexadecimal && !isNone($0) }
        func namesTable(_ cell: CellAddress) -> Bool {
            let table = reference(cell)?.table
            return table == .holding || table == .input
        }
        let others = numbers.filter { !namesTable($0) }
        guard let other = others.first, others.count < numbers.count else { return nil }
        return (numbers.count - others.count, other.number)
    }

    /// The place of `40001`, `400001`, `30001`, `10001` or `00001`.
    private static func reference(_ cell: CellAddress) -> Place? {
        let size = cell.digits == 6 ? 100_000 : 10_000
        guard cell.digits == 5 || cell.digits == 6 else { return nil }
        let address = cell.number % size - 1
        let tables: [Int: RegisterDescription.Place] = [
            0: .coil, 1: .discreteInput, 3: .input, 4: .holding,
        ]
        guard let table = tables[cell.number / size], (0...0xFFFF).contains(address) else {
            return nil
        }
        return Place(address: address, table: table)
    }
}
