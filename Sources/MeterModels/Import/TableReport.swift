/// What was made of a vendor's table, for the person who has to look through it.
public struct TableReport: Hashable, Sendable {
    /// What became of a row.
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// Name and unit say what it shows.
        case proposed
        /// It is proposed, but something was filled in.
        case assumed
        /// The register is there, but shows nothing.
        case notUnderstood = "not understood"
        /// It is not in the model.
        case leftOut = "left out"
    }

    /// What became of one row.
    public struct Row: Hashable, Sendable {
        /// Its line in the file, the first being 1.
        public let line: Int
        /// What became of it.
        public let verdict: Verdict
        /// What it is called, and what it was taken for, or why not.
        public let text: String
    }

    /// How the table was read: its columns, its addresses.
    public internal(set) var remarks: [String] = []
    /// The rows in the order of the file.
    public internal(set) var rows: [Row] = []

    /// The lines of the report.
    ///
    /// - Parameter file: the name that stands in front of each.
    public func lines(_ file: String) -> [String] {
        remarks.map { "\(file): \($0)" }
            + rows.map { "\(file): line \($0.line): \($0.verdict.rawValue): \($0.text)" }
            + ["\(file): \(summary)"]
    }

    /// How many rows there are, and what became of them.
    public var summary: String {
        let counts = Verdict.allCases.map { verdict in
            (verdict, rows.count { $0.verdict == verdict })
        }
        let parts = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }
        return "\(rows.count) rows: " + parts.joined(separator: ", ")
    }

    mutating func add(_ line: Int, _ verdict: Verdict, _ text: String) {
        rows.append(Row(line: line, verdict: verdict, text: text))
    }
}

/// Why nothing could be made of a table.
public struct ImportFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, then after a semicolon what is allowed.
    public let description: String

    init(_ description: String) { self.description = description }
}
