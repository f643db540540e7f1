import Documents
import Foundation
import LoadProfiles
import SimulatedTime
import TestSupport
import Testing

@Suite("The page on load profiles")
struct LoadDocumentTests {
    /// A fenced block of the page.
    struct Block: CustomTestStringConvertible, Sendable {
        let language: String
        /// What stands behind the language: a file's name.
        let name: String
        let text: String
        let line: Int

        var testDescription: String { "line \(line)" }

        var isProfile: Bool { text.contains("\"phases\"") || text.contains("\"sumOf\"") }
    }

    static let page =
        (try? String(
            contentsOf: SharedFolder.repository.appending(path: "docs/loads.md"),
            encoding: .utf8
        )) ?? ""

    static let blocks: [Block] = {
        var found: [Block] = []
        var head: (words: [Substring], line: Int)?
        var body: [Substring] = []
        for (number, line) in page.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            guard line.hasPrefix("```") else {
                body.append(line)
                continue
            }
            if let opened = head {
                found.append(
                    Block(
                        language: String(opened.words.first ?? ""),
                        name: String(opened.words.dropFirst().first ?? ""),
                        text: body.joined(separator: "\n"),
                        line: opened.line
                    )
                )
                head = nil
            } else {
                head = (line.dropFirst(3).split(separator: " "), number + 1)
                body = []
            }
        }
        return found
    }()

    static let files = Dictionary(
        blocks.filter { $0.language == "csv" }.map { ($0.name, $0.text + "\n") },
        uniquingKeysWith: { first, _ in first }
    )

    static let examples = blocks.filter { $0.language == "json" }

    @Test("Every example is read without a fault and can be asked", arguments: examples)
    func example(block: Block) throws {
        let instants = try ["2026-01-05T00:20:00+01:00", "2026-06-21T12:00:00+02:00"]
            .map { try Bench.at($0) }
        if block.isProfile {
            let load = try Bench.load(block.text, files: Self.files)
            for instant in instants { #expect(load.piece(at: instant).until > instant) }
        } else {
            let signal = try Bench.signal(block.text, files: Self.files)
            for instant in instants { #expect(signal.piece(at: instant).until > instant) }
        }
    }

    @Test("Every kind of signal has an example")
    func kinds() throws {
        let node = try Bench.node(#"{ "": 1 }"#)
        #expect(Signal.read(node, library: Bench.library(), range: 0...1).isNone)
        let message = try #require(node.log.faults.first?.message)
        // "unknown signal; allowed: clamp, csv, …"
        let names = message.split(separator: ": ").last.map { $0.split(separator: ", ") } ?? []
        #expect(names.count >= 17)
        for name in names {
            #expect(
                Self.examples.contains { $0.text.contains("\"\(name)\":") },
                "\(name) has no example"
            )
        }
    }

    @Test("Every shipped profile has its line, and every line its profile")
    func shipped() {
        let lines = Self.page.components(separatedBy: "## Shipped profiles").last ?? ""
        let named = lines.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("| `") else { return nil }
            return line.dropFirst(3).split(separator: "`").first.map(String.init)
        }
        #expect(named.sorted() == Bench.library().names(of: .loads).sorted())
    }
}
