import Foundation
import TestSupport

/// A file of the repository as the rules see it.
struct SourceFile {
    /// From the repository's root: `Sources/FarmCore/Bus/Bus.swift`.
    let path: String
    let lines: [String]
    let tokens: [Token]
    let comments: [Int: String]
    let isCutShort: Bool

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard path.hasSuffix(".swift") else {
            tokens = []
            comments = [:]
            isCutShort = false
            return
        }
        let lexer = SwiftLexer(text)
        tokens = lexer.tokens
        comments = lexer.comments
        isCutShort = lexer.isCutShort
    }

    /// The folder below Sources, if it is there.
    var room: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// A line without the spaces around it; line numbers begin with 1.
    func trimmed(_ line: Int) -> String {
        guard lines.indices.contains(line - 1) else { return "" }
        return lines[line - 1].trimmingCharacters(in: .whitespaces)
    }

    func token(_ index: Int) -> Token? { tokens.indices.contains(index) ? tokens[index] : nil }

    /// Whether these tokens stand at an index.
    func stands(_ texts: String..., at index: Int) -> Bool {
        texts.indices.allSatisfy { offset in
            guard let token = token(index + offset) else { return false }
            return token.kind != .text && token.text == texts[offset]
        }
    }
}

/// A place where a rule is broken.
struct Violation: CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// The sources as they lie on the disk, beside this file.
enum SourceTree {
    static let root: URL = SharedFolder.repository

    static let sources = files(under: "Sources")
    static let tests = files(under: "Tests")

    /// Every Swift and C file of the repository that people write.
    static let all =
        sources + tests + files(under: "Benchmarks")
        + [file("Package.swift")]
        .compactMap(\.self)

    /// The folders under Sources that hold anything.
    static var rooms: Set<String> { Set(sources.compactMap(\.room)) }

    private static func file(_ path: String) -> SourceFile? {
        guard let data = try? Data(contentsOf: root.appending(path: path)) else { return nil }
        return SourceFile(path: path, text: String(decoding: data, as: UTF8.self))
    }

    private static func files(under folder: String) -> [SourceFile] {
        let base = root.appending(path: folder).path
        let paths = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return paths.sorted()
            .filter { path in
                ["swift", "c", "h"].contains { path.hasSuffix("." + $0) }
                    && !path.split(separator: "/").contains { $0.hasPrefix(".") }
            }
            .compactMap { file(folder + "/" + $0) }
    }
}
