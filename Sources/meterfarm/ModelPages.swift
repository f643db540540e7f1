import ArgumentParser
import Documents
import FarmDaemon
import Foundation
import MeterModels

/// Writes the pages of the reference that are made of the library.
struct ModelPages: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages",
        abstract: "Write the library's pages of the reference, or check that they are fresh.",
        discussion: """
            models.md is the overview, models/MAKER.md a page for each maker. Pages of makers that \
            are no longer in the library are removed. The library is the first folder with meters/ \
            of those that every command searches.
            """
    )

    @Argument(
        help: "The folder of the reference.",
        completion: .directory
    )
    var folder: String

    @Flag(help: "Write nothing; exit code 1 and a list when a page is stale.")
    var check = false

    @OptionGroup var library: LibraryOptions

    func run() throws {
        let disk = DiskLibrary.make(named: library.profiles)
        // Whoever names a folder means no other.
        let named = library.profiles.map {
            ProfileLibrary(roots: [$0], read: disk.read, list: disk.list)
        }
        // What else is installed on this computer is no part of these pages.
        let profiles = named ?? disk.first(with: .meters) ?? disk
        do {
            let pages = ModelReference(try ModelLibrary(profiles).all()).pages
            try check ? compare(pages) : write(pages)
        } catch let faults as Faults {
            for fault in faults.all { Terminal.error(fault.description) }
            throw ExitCode(1)
        }
    }

    private func compare(_ pages: [ModelReference.Page]) throws {
        var stale = pages.filter { page in
            FileManager.default.contents(atPath: "\(folder)/\(page.path)") != Data(page.text.utf8)
        }.map(\.path)
        stale += leftovers(pages)
        guard !stale.isEmpty else { return }
        for path in stale { Terminal.error("\(folder)/\(path): is stale; run make docs") }
        throw ExitCode(1)
    }

    private func write(_ pages: [ModelReference.Page]) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/models",
                withIntermediateDirectories: true
            )
            for path in leftovers(pages) {
                try FileManager.default.removeItem(atPath: "\(folder)/\(path)")
            }
            for page in pages {
                let url = URL(filePath: "\(folder)/\(page.path)")
                try Data(page.text.utf8).write(to: url, options: .atomic)
            }
        } catch {
            Terminal.error("meterfarm: \(folder) cannot be written: \(error.localizedDescription)")
            throw ExitCode(1)
        }
    }

    /// Pages of makers that the library has no model of.
    private func leftovers(_ pages: [ModelReference.Page]) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/models")) ?? []
        let wanted = Set(pages.map(\.path))
        return files.filter { $0.hasSuffix(".md") }.map { "models/\($0)" }
            .filter { !wanted.contains($0) }.sorted()
    }
}
