internal import Documents
internal import ModbusProtocol

/// Reads a dump in CSV: address, value and perhaps table; the columns may be named in any order.
struct DumpTableReader {
    /// What a column holds.
    private enum Column: String, CaseIterable {
        case address
        case value
        case table
    }

    private let options: DumpOptions
    private var columns: [Column] = [.address, .value, .table]
    private var isNamed = false
    private var dump = RegisterDump()
    private var log = DumpFaultLog()
    private var lineOf: [RegisterDump.Place: Int] = [:]

    init(_ options: DumpOptions) { self.options = options }

    /// The dump of all lines.
    mutating func read(_ lines: DumpLines) throws(DumpFaults) -> RegisterDump {
        var separator: UInt8?
        for line in lines.all {
            let content = line.bytes.prefix { $0 != UInt8(ascii: "#") }.trimmed
            guard !content.isEmpty else { continue }
            let isFirst = separator == nil
            let between = separator ?? Self.separator(of: content)
            separator = between
            let fields = content.split(separator: between, omittingEmptySubsequences: false)
                .map { Self.unquoted($0.trimmed) }
            if isFirst, readHeader(fields, line.number) { continue }
            readRow(fields, line.number)
        }
        try log.throwIfAny()
        return dump
    }

    /// Tab or semicolon where the line has one, else a comma.
    private static func separator(of line: ArraySlice<UInt8>) -> UInt8 {
        [UInt8(ascii: "\t"), UInt8(ascii: ";")].first(where: line.contains) ?? UInt8(ascii: ",")
    }

    private static func unquoted(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let quote = UInt8(ascii: "\"")
        guard field.count >= 2, field.first == quote, field.last == quote else { return field }
        return field.dropFirst().dropLast().trimmed
    }

    /// Whether the line names the columns; what it names wrong is reported.
    private mutating func readHeader(_ fields: [ArraySlice<UInt8>], _ line: Int) -> Bool {
        let names = fields.map { String(decoding: $0, as: UTF8.self).lowercased() }
        guard names.contains(where: { Column(rawValue: $0) != nil }) else { return false }
        let known = Column.allCases.map(\.rawValue)
        for name in names where Column(rawValue: name) == nil {
            let hint = Spelling.hint(for: name, among: known)
            log.report(line, "\"\(name)\" is no column\(hint)")
        }
        columns = names.compactMap { Column(rawValue: $0) }
        if Set(columns).count < columns.count { log.report(line, "a column stands there twice") }
        if !columns.contains(.address) || !columns.contains(.value) {
            log.report(line, "a column is missing; address and value, table where it is needed")
        }
        isNamed = true
        return true
    }

    private mutating func readRow(_ fields: [ArraySlice<UInt8>], _ line: Int) {
        let least = isNamed ? columns.count : 2
        guard (least...columns.count).contains(fields.count) else {
            let expected = least == columns.count ? "\(least)" : "\(least) or \(columns.count)"
            let what = fields.count == 1 ? "1 field" : "\(fields.count) fields"
            return log.report(line, "has \(what); expected \(expected): address, value, table")
        }
        var found: [Column: ArraySlice<UInt8>] = [:]
        for (column, field) in zip(columns, fields) { found[column] = field }
        let table = found[.table].map { readTable($0, line) } ?? options.table
        let place = found[.address].flatMap { readPlace($0, found, table, line) }
        let word = found[.value].flatMap { readWord($0, line) }
        if let place, let word { keep(word, at: place, line) }
    }

    private mutating func keep(_ word: UInt16, at place: RegisterDump.Place, _ line: Int) {
        if let before = dump.words[place], before != word, let other = lineOf[place] {
            return log.report(
                line,
                "register \(place.address) has another value in line \(other); one value for each"
            )
        }
        dump.words[place] = word
        lineOf[place] = line
    }

    private mutating func readTable(_ field: ArraySlice<UInt8>, _ line: Int) -> RegisterTable? {
        let name = String(decoding: field, as: UTF8.self).lowercased()
        switch name {
        case "holding": return .holding
        case "input": return .input
        case "": return options.table
        default:
            let hint = Spelling.hint(for: name, among: ["holding", "input"])
            log.report(line, "\"\(field.excerpt)\" is no table\(hint)")
            return nil
        }
    }

    /// A register by its number in the notation of the dump.
    private mutating func readPlace(
        _ field: ArraySlice<UInt8>,
        _ row: [Column: ArraySlice<UInt8>],
        _ table: RegisterTable?,
        _ line: Int
    ) -> RegisterDump.Place? {
        switch options.notation {
        case .address:
            guard let address = readAddress(field, line), let table else { return nil }
            return RegisterDump.Place(table, address)
        case .classic:
            guard let place = Self.classic(field) else {
                log.report(
                    line,
                    "\"\(field.excerpt)\" is no register in the classic notation; 40001 to 49999 "
                        + "or 400001 to 465536, with 3 in front for input registers"
                )
                return nil
            }
            if let named = row[.table], !named.isEmpty, let table, table != place.table {
                log.report(line, "\(field.excerpt) does not stand in that table; leave it out")
                return nil
            }
            return place
        }
    }

    private mutating func readAddress(_ field: ArraySlice<UInt8>, _ line: Int) -> UInt16? {
        let base = Int64(options.base ?? 0)
        if let number = DumpNumber.whole(field), let address = UInt16(exactly: number - base) {
            return address
        }
        log.report(
            line,
            "\"\(field.excerpt)\" is no address; \(base) to \(65_535 + base), or 0xC652, or C652h"
        )
        return nil
    }

    private static func classic(_ field: ArraySlice<UInt8>) -> RegisterDump.Place? {
        guard !DumpNumber.isHexadecimal(field), let number = DumpNumber.whole(field) else {
            return nil
        }
        let place = number % (field.count == 6 ? 100_000 : 10_000) - 1
        guard field.count == 5 || field.count == 6, let address = UInt16(exactly: place) else {
            return nil
        }
        switch field.first {
        case UInt8(ascii: "4"): return RegisterDump.Place(.holding, address)
        case UInt8(ascii: "3"): return RegisterDump.Place(.input, address)
        default: return nil
        }
    }

    private mutating func readWord(_ field: ArraySlice<UInt8>, _ line: Int) -> UInt16? {
        if let number = DumpNumber.whole(field) {
            if let word = UInt16(exactly: number) { return word }
            if let signed = Int16(exactly: number) { return UInt16(bitPattern: signed) }
        }
        log.report(
            line,
            "\"\(field.excerpt)\" is no word; 0 to 65535, -32768 to -1, 0x0000 to 0xFFFF"
        )
        return nil
    }
}
