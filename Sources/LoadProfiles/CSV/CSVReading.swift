import Documents
import SimulatedTime

/// Reads the rows that a `csv` signal names out of its file, complaining of each wrong one.
struct CSVReading {
    /// One time stamp with its value, which may be missing.
    struct Row {
        let line: Int
        let instant: Instant
        let value: Double?
    }

    /// How many wrong lines are named before the rest is only counted.
    static let complaintLimit = 50
    /// How many lines a file may have.
    static let rowLimit = 10_000_000

    private let options: CSVOptions
    private let zone: CivilZone?
    private var columns = (time: 0, value: 0)
    private var headers: [String] = []
    private var rows: [Row] = []
    private var complaints = 0

    init(options: CSVOptions, zone: CivilZone?) {
        self.options = options
        self.zone = zone
    }

    /// All rows in order; nil after complaints.
    mutating func rows(of bytes: [UInt8]) -> [Row]? {
        var text = CSVText(bytes, separator: options.separator)
        guard let header = text.next() else {
            options.file.report("\"\(options.path)\" is empty; expected a header line and rows")
            return nil
        }
        guard findColumns(header) else { return nil }
        while let record = text.next() {
            guard rows.count < Self.rowLimit else {
                complain(record.line, nil, "is one too many; at most \(Self.rowLimit) lines")
                break
            }
            guard read(record) else { break }
        }
        if complaints > Self.complaintLimit {
            options.file.report(
                "\"\(options.path)\" has \(complaints - Self.complaintLimit) more faults like these"
            )
        }
        if rows.isEmpty, complaints == 0 {
            options.file.report("\"\(options.path)\" has no rows; expected at least one")
            return nil
        }
        return complaints == 0 ? rows : nil
    }

    /// Finds the two columns by their headers; the time stamps stand first unless named.
    private mutating func findColumns(_ header: CSVText.Record) -> Bool {
        headers = header.fields
        let value = find(options.columnName, for: options.column)
        let time = options.time.map { find($0.name, for: $0.node) } ?? 0
        guard let value, let time else { return false }
        if value == time {
            options.column.report(
                "\"\(options.columnName)\" is the column of the time stamps; name another, or the "
                    + "time stamps' own with \"time\""
            )
            return false
        }
        columns = (time, value)
        return true
    }

    private func find(_ name: String, for node: Node) -> Int? {
        let places = headers.indices.filter { headers[$0] == name }
        if places.count == 1 { return places[0] }
        let hint = Spelling.hint(for: name, among: Set(headers))
        node.report(
            places.isEmpty
                ? "\"\(options.path)\" has no column \"\(name)\"\(hint)"
                : "\"\(options.path)\" has \(places.count) columns \"\(name)\"; expected one"
        )
        return nil
    }

    /// Reads one record; false when there is no use in going on.
    private mutating func read(_ record: CSVText.Record) -> Bool {
        if record.isOpen {
            complain(record.line, nil, "has a quoted field that is never closed")
            return false
        }
        guard record.fields.count > max(columns.time, columns.value) else {
            complain(
                record.line,
                nil,
                "has \(record.fields.count) fields; expected \(headers.count)"
            )
            return true
        }
        let (instant, isWorthOn) = instant(record.fields[columns.time], line: record.line)
        let field = record.fields[columns.value]
        let value = field.isEmpty ? nil : CSVNumber.read(field)
        if value == nil, !field.isEmpty {
            complain(
                record.line,
                columns.value,
                "\"\(field)\" is not a number; expected one such as 12.5 or 12,5"
            )
        } else if let instant {
            append(record.line, instant, value)
        }
        return isWorthOn
    }

    private mutating func append(_ line: Int, _ instant: Instant, _ value: Double?) {
        if let last = rows.last, instant <= last.instant {
            complain(
                line,
                columns.time,
                "is not later than line \(last.line); times must ascend"
            )
        }
        rows.append(Row(line: line, instant: instant, value: value.map { $0 * options.factor }))
    }

    /// The instant of a time stamp, and whether further lines can fare better.
    private mutating func instant(_ field: String, line: Int) -> (Instant?, isWorthOn: Bool) {
        if let civil = try? CivilTime(field) {
            guard let zone else {
                complain(
                    line,
                    columns.time,
                    "\"\(field)\" has no offset; give the profile a \"timeZone\", or write "
                        + "2026-01-01T00:00:00+01:00"
                )
                return (nil, false)
            }
            return (local(civil, in: zone, line: line), true)
        }
        do throws(TimeTextError) {
            return (try Instant(rfc3339: field), true)
        } catch {
            let isRange = if case .outOfRange = error { true } else { false }
            complain(
                line,
                columns.time,
                isRange
                    ? error.description
                    : "\"\(field)\" is not a time; expected 2026-01-01T00:00:00+01:00 or "
                        + "2026-01-01 00:00:00"
            )
            return (nil, true)
        }
    }

    /// A local time; one that comes twice is the one that ascends.
    private mutating func local(_ civil: CivilTime, in zone: CivilZone, line: Int) -> Instant? {
        let instants = zone.instants(of: civil)
        guard let first = instants.first, let last = instants.last else {
            complain(line, columns.time, "\(civil) does not exist in \(zone): the clocks skip it")
            return nil
        }
        let isPast = rows.last.map { first <= $0.instant } ?? false
        let instant = isPast ? last : first
        guard Instant.readableRange.contains(instant) else {
            complain(line, columns.time, "\(civil) is out of range; allowed: 1970 to 2199")
            return nil
        }
        return instant
    }

    private mutating func complain(_ line: Int, _ column: Int?, _ message: String) {
        complaints += 1
        guard complaints <= Self.complaintLimit else { return }
        let place = column.map { ", column \"\(headers[$0])\":" } ?? ""
        options.file.report("\"\(options.path)\" line \(line)\(place) \(message)")
    }
}
