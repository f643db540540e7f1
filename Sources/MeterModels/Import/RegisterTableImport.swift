internal import Documents
internal import Metrology

/// A vendor's register table turned into a model: a pure function of the file's bytes.
public struct RegisterTableImport: Sendable {
    /// What the user knows that the table does not say.
    public struct Options: Sendable {
        /// The plate of the device.
        public var head: ModelHead
        /// The name of the table's file, for the model's sources.
        public var title: String
        /// The number of the first register: 0 or 1; nil for what the table suggests.
        public var base: Int?
        /// The table of registers for which no column says it.
        public var table = RegisterDescription.Place.holding
        /// The order of words, as model files name it.
        public var wordOrder = "big"
        /// Whether the raw value is divided by what the column of steps says.
        public var divides = false
        /// Titles of columns that are not recognised by themselves.
        public var columns: [TableColumn: String] = [:]

        /// Nothing but the plate and the file's name.
        public init(head: ModelHead, title: String) {
            self.head = head
            self.title = title
        }
    }

    /// The text of the model, which passes `meterfarm check`.
    public let text: String
    /// What was made of each row.
    public let report: TableReport

    /// Reads a table.
    ///
    /// - Throws: why nothing can be made of it: no line names the columns, or no row is a register.
    public init(_ bytes: [UInt8], _ options: Options) throws(ImportFault) {
        var reader = TableReader(options)
        try reader.read(TableText.utf8(bytes))
        (text, report) = try reader.finish()
    }
}

/// Reads a table from its first line to its last.
struct TableReader {
    private let options: RegisterTableImport.Options
    private var rows: [TableRow] = []
    private var report = TableReport()
    private var hasUnits = false

    init(_ options: RegisterTableImport.Options) { self.options = options }

    /// Reads all lines.
    mutating func read(_ bytes: [UInt8]) throws(ImportFault) {
        var records = TableText.records(bytes)
        let header = try takeHeader(&records)
        describe(header)
        let cells = records.map { header.cell(.address, of: $0.fields) }
        let functions = records.map {
            CellAccess.function(header.cell(.function, of: $0.fields))?.tables.first
        }
        let used = cells.indices.filter { !cells[$0].isEmpty }
        let notation = AddressNotation(
            used.map { cells[$0] },
            title: header.title(.address),
            base: options.base,
            functions: used.map { functions[$0] }
        )
        describe(notation)
        let reader = TableRowReader(header: header, notation: notation, options: options)
        for record in records {
            do {
                if let row = try reader.read(record.line, record.fields) { rows.append(row) }
            } catch {
                report.add(record.line, .leftOut, error.reason)
            }
        }
        hasUnits = rows.contains { $0.unit != "" && !$0.unitIsNamed }
    }

    /// The first line that names the columns, taken away with all above it.
    private func takeHeader(_ records: inout [CSVText.Record]) throws(ImportFault) -> TableHeader {
        var nearest: (line: Int, header: TableHeader)?
        for (place, record) in records.prefix(60).enumerated() {
            guard var header = TableHeader(record.fields, given: options.columns) else { continue }
            guard header.isWhole else {
                if header.places.count > nearest?.header.places.count ?? 0 {
                    nearest = (record.line, header)
                }
                continue
            }
            records.removeFirst(place + 1)
            Self.settle(&header, records)
            return header
        }
        if let (line, header) = nearest { throw Self.fault(line, header) }
        let given = options.columns.map { "\($0.key.rawValue)=\($0.value)" }.sorted()
        throw ImportFault(
            given.isEmpty
                ? "no line names the columns; an address and a name are needed, such as "
                    + "\"Address;Type;Scale;Unit;Name\""
                : "no line has the columns \(given.joined(separator: ", "))"
        )
    }

    /// What is missing in the line that comes nearest to naming the columns.
    private static func fault(_ line: Int, _ header: TableHeader) -> ImportFault {
        let found = TableColumn.allCases.compactMap { column in
            header.places[column].map { "\(column.rawValue) \"\(header.titles[$0])\"" }
        }
        let missing = header.missing.map(\.rawValue)
        let options = missing.map { "--column \($0)=TITLE" }
        let free = header.unused.map { "\"\($0)\"" }.joined(separator: ", ")
        return ImportFault(
            "no line names the columns; line \(line) has \(found.joined(separator: ", ")) but no "
                + "\(missing.joined(separator: " and no ")); "
                + (free.isEmpty ? "" : "of its titles \(free) nothing was made; ")
                + "\(options.joined(separator: " and ")) gives a column this use"
        )
    }

    /// What a column of quantities is: our own names, a number of registers, or the maker's names.
    private static func settle(_ header: inout TableHeader, _ records: [CSVText.Record]) {
        if header.places[.quantity] != nil {
            let cells = records.map { header.cell(.quantity, of: $0.fields) }.filter { !$0.isEmpty }
            let catalogue = QuantityCatalogue()
            if cells.allSatisfy({ CellNumber.whole($0) != nil }) {
                header.rename(.quantity, to: .words)
            } else if !cells.contains(where: { catalogue[$0] != nil }) {
                header.rename(.quantity, to: header.places[.name] == nil ? .name : .description)
            }
        }
        if header.places[.name] == nil { header.rename(.description, to: .name) }
        settleSteps(&header, records)
    }

    /// A column of steps in whose cells units stand, `0,1 V` or `mA`, is one of units.
    private static func settleSteps(_ header: inout TableHeader, _ records: [CSVText.Record]) {
        guard header.places[.scale] != nil, header.places[.unit] == nil else { return }
        let hasUnits = records.contains { record in
            let cell = header.cell(.scale, of: record.fields)
            guard CellNumber.factor(cell) == nil, let unit = CellUnit(cell) else { return false }
            return !unit.symbol.isEmpty
        }
        if hasUnits { header.rename(.scale, to: .unit) }
    }

    private mutating func describe(_ header: TableHeader) {
        let found = TableColumn.allCases.compactMap { column in
            header.places[column].map { "\(column.rawValue) \"\(header.titles[$0])\"" }
        }
        report.remarks.append("columns: " + found.joined(separator: ", "))
        if !header.unused.isEmpty {
            let titles = header.unused.map { "\"\($0)\"" }.joined(separator: ", ")
            report.remarks.append("columns that are not used: \(titles); --column gives them a use")
        }
    }

    private mutating func describe(_ notation: AddressNotation) {
        var parts: [String] = []
        if notation.isHexadecimal { parts.append("hexadecimal") }
        if notation.isReference {
            parts.append(
                "4xxxx and 3xxxx name the table, counted from 1; plain numbers with --base"
            )
        } else {
            parts.append("counted from \(notation.base)")
            if options.base == nil { parts.append("--base 0 or 1 says it otherwise") }
            if let (references, other) = notation.mixture {
                parts.append(
                    "\(references) look like 4xxxx or 3xxxx, but \(other) does not: all are taken "
                        + "as plain numbers"
                )
            }
        }
        report.remarks.append("addresses: " + parts.joined(separator: "; "))
    }

    /// The model and the report.
    func finish() throws(ImportFault) -> (text: String, report: TableReport) {
        var assembly = TableAssembly(options, report, hasUnits: hasUnits)
        assembly.add(rows)
        return try assembly.finish()
    }
}
