internal import Metrology
import ModbusProtocol

/// Reads the cells of a row.
struct TableRowReader {
    let header: TableHeader
    let notation: AddressNotation
    let options: RegisterTableImport.Options

    /// The row of a line; nil for a heading or an empty line.
    func read(_ line: Int, _ fields: [String]) throws(RowFault) -> TableRow? {
        let cell = { (column: TableColumn) in header.cell(column, of: fields) }
        let address = cell(.address)
        let filled = fields.count { !$0.isEmpty }
        if address.isEmpty || FoldedText.words(address).isEmpty {
            if filled <= 2 || cell(.type).isEmpty { return nil }
            throw RowFault(reason: "has no address")
        }
        guard let found = CellAddress(address, isHexadecimal: notation.isHexadecimal) else {
            if filled <= 2 { return nil }
            throw RowFault(
                reason: "\"\(address)\" is no address; such as 4096, 0x1000, 1000h, 44097"
            )
        }
        guard let place = notation.place(found) else {
            throw RowFault(reason: "\(address) is no address; \(notation.base) to 65535")
        }
        var row = TableRow(
            line: line,
            address: place.address,
            places: [],
            words: 1,
            name: Self.plain(cell(.name)),
            details: Self.plain(cell(.description)),
            quantity: cell(.quantity),
            note: cell(.note)
        )
        if row.name.isEmpty { (row.name, row.details) = (row.details, "") }
        if row.name.isEmpty { row.name = row.quantity }
        try readReach(cell(.function), cell(.access), place, &row)
        try readFormat(cell, found, &row)
        readUnit(cell(.unit), &row)
        readScale(cell(.scale), cell(.divisor), &row)
        guard row.address + row.words <= 0x1_0000 else {
            throw RowFault(reason: "\(row.range) ends behind address 65535")
        }
        return row
    }

    /// A cell on one line.
    private static func plain(_ text: String) -> String {
        text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
    }

    private func readReach(
        _ function: String,
        _ access: String,
        _ place: AddressNotation.Place,
        _ row: inout TableRow
    ) throws(RowFault) {
        var reach = CellAccess.Reach()
        if !function.isEmpty {
            if let found = CellAccess.function(function) {
                reach = found
            } else {
                row.assumptions.append("\"\(function)\" is no function; table as elsewhere")
            }
        }
        row.places = reach.tables
        if let named = place.table { row.places.insert(named) }
        if row.places.isEmpty { row.places = [options.table] }
        let isWriteOnly = reach.isWritable && reach.tables.isEmpty
        if !access.isEmpty, let found = CellAccess.access(access) {
            row.access = found
        } else if !access.isEmpty {
            row.assumptions.append("\"\(access)\" is no access; taken as read only")
        } else if reach.isWritable {
            row.access = isWriteOnly ? .write : .readWrite
        }
        if row.places.contains(.input), row.access != .read {
            row.places.remove(.input)
            row.places.insert(.holding)
        }
    }

    private func readFormat(
        _ cell: (TableColumn) -> String,
        _ address: CellAddress,
        _ row: inout TableRow
    ) throws(RowFault) {
        let words = try words(cell, address)
        let text = cell(.type)
        row.order = CellOrder.order(FoldedText.words(cell(.order)))
        guard var type = text.isEmpty ? words.map({ CellType(words: $0) }) : CellType(text) else {
            let what = text.isEmpty ? "has neither type nor words" : "\"\(text)\" is no type"
            guard let words, words > 0 else {
                throw RowFault(reason: "\(what); such as uint16, INT32, float, string(8)")
            }
            row.words = words
            row.hindrance = what
            return
        }
        row.order = row.order ?? type.order
        let isBitTable = row.places.isSubset(of: [.coil, .discreteInput])
        if type.isCoil, !isBitTable, words ?? 1 > 0 { type = CellType(words: words ?? 1) }
        if isBitTable || type.isCoil {
            row.isCoil = true
            row.words = 0
            return
        }
        if text.isEmpty { row.assumptions.append("unsigned: the table gives no type") }
        guard let (format, count) = type.format(words: words) else {
            let size = words.map { " of \($0) word\($0 == 1 ? "" : "s")" } ?? ""
            throw RowFault(reason: "there is no type \"\(text)\"\(size)")
        }
        if type.isByte {
            row.assumptions.append(
                "\"\(text)\" is taken as \(format.name): no register has 8 bits"
            )
        }
        row.format = format
        row.words = count
    }

    /// The number of words by the columns of words and bytes, or by a range of addresses.
    private func words(
        _ cell: (TableColumn) -> String,
        _ address: CellAddress
    ) throws(RowFault) -> Int? {
        for (column, share) in [(TableColumn.words, 1), (.bytes, 2)] {
            let text = cell(column)
            guard !text.isEmpty, text != "-" else { continue }
            let number = FoldedText.words(text).first.flatMap(CellNumber.whole)
            guard let number, number <= 250 else {
                throw RowFault(reason: "\"\(text)\" is no number of \(column.rawValue)")
            }
            return (number + share - 1) / share
        }
        return address.last.map { $0 - address.number + 1 }
    }

    private func readUnit(_ cell: String, _ row: inout TableRow) {
        let bracketed = cell.isEmpty ? Self.bracketed(&row.name) : nil
        let word = cell.isEmpty && bracketed == nil ? Self.named(row.name) : nil
        row.unitIsNamed = word != nil
        let text = bracketed ?? word ?? cell
        if !cell.isEmpty { _ = Self.bracketed(&row.name) }
        guard let unit = CellUnit(text) else {
            row.unit = nil
            row.hindrance = row.hindrance ?? "\"\(text)\" is no unit that is known"
            return
        }
        row.unit = unit.symbol
        row.scale = unit.factor
    }

    /// Takes a unit in brackets away from the end of a name.
    private static func bracketed(_ name: inout String) -> String? {
        guard let last = name.last, ")]".contains(last),
            let open = name.lastIndex(where: { "([".contains($0) }), open > name.startIndex
        else { return nil }
        let inside = String(name[name.index(after: open)...].dropLast())
        guard let unit = CellUnit(inside), !unit.symbol.isEmpty else { return nil }
        name = String(name[..<open])
        while name.last == " " { name.removeLast() }
        return inside
    }

    /// The unit among the words of a name, `Total kWh`; nil where there is none, or several.
    ///
    /// Letters that mean something else in names, as the A of a phase, are no units there.
    private static func named(_ name: String) -> String? {
        let words = name.split { !$0.isLetter }.map(String.init)
        let units = Set(
            words.filter { word in
                guard word.count > 1, let unit = CellUnit.symbol(word) else { return false }
                switch NameReading.Dimension(unit) {
                case .energy, .power, .frequency: return word.count <= 5
                case .voltage, .current: return word.count == 2
                default: return false
                }
            }
        )
        return units.count == 1 ? units.first : nil
    }

    private func readScale(_ scale: String, _ divisor: String, _ row: inout TableRow) {
        var factors = [row.scale ?? 1]
        for (text, divides) in [(scale, options.divides), (divisor, true)] {
            guard !text.isEmpty, text != "-" else { continue }
            guard let number = CellNumber.factor(text), number > 0,
                let factor = divides ? CellNumber.inverse(number) : number
            else {
                row.scale = nil
                row.hindrance = row.hindrance ?? "\"\(text)\" is no step that is understood"
                return
            }
            factors.append(factor)
            row.isDivided = row.isDivided || divides
        }
        row.scale = Self.product(factors)
        if row.scale == nil { row.hindrance = row.hindrance ?? "its step has too many digits" }
    }

    /// The product as people write it, without the dust of binary fractions.
    private static func product(_ factors: [Double]) -> Double? {
        var (above, below): (Int64, Int64) = (1, 1)
        for factor in factors {
            guard let decimal = DecimalScale(factor) else { return nil }
            let up = above.multipliedReportingOverflow(by: decimal.numerator)
            let down = below.multipliedReportingOverflow(by: decimal.denominator)
            guard !up.overflow, !down.overflow else { return nil }
            (above, below) = (up.partialValue, down.partialValue)
        }
        let value = Double(above) / Double(below)
        return DecimalScale(value) == nil ? nil : value
    }
}
