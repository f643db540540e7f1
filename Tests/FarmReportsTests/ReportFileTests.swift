import FarmReports
import Foundation
import Testing

@Suite("Where a report goes")
struct ReportFileTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "meterfarm-report-\(ProcessInfo.processInfo.globallyUniqueString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test("A file appears under its name when it is complete, and replaces the one before")
    func complete() throws {
        try withFolder { folder in
            let path = folder.appending(path: "out.csv").path
            try Data("old".utf8).write(to: URL(filePath: path))
            let file = try ReportFile.open(path)
            try file.write(Array("new ".utf8))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
            #expect(try names(folder) == ["out.csv", "out.csv.part"])
            try file.write(Array("text".utf8))
            try file.finish()
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new text")
            #expect(try names(folder) == ["out.csv"])
        }
    }

    @Test("What is given up leaves nothing, and the file before untouched")
    func discarded() throws {
        try withFolder { folder in
            let path = folder.appending(path: "out.csv").path
            try Data("old".utf8).write(to: URL(filePath: path))
            let file = try ReportFile.open(path)
            try file.write(Array("half".utf8))
            file.discard()
            #expect(try names(folder) == ["out.csv"])
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        }
    }

    @Test("A symbolic link stays one: the file behind it is replaced")
    func links() throws {
        try withFolder { folder in
            let target = folder.appending(path: "real.csv").path
            let link = folder.appending(path: "link.csv").path
            try Data("old".utf8).write(to: URL(filePath: target))
            try FileManager.default.createSymbolicLink(
                atPath: link,
                withDestinationPath: "real.csv"
            )
            let file = try ReportFile.open(link)
            try file.write(Array("new".utf8))
            try file.finish()
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.csv")
            #expect(try String(contentsOfFile: target, encoding: .utf8) == "new")
        }
    }

    @Test("A device is written, never replaced")
    func device() throws {
        let file = try ReportFile.open("/dev/null")
        try file.write(Array("gone".utf8))
        try file.finish()
        let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type]
        #expect(type as? FileAttributeType == .typeCharacterSpecial)
        #expect(!FileManager.default.fileExists(atPath: "/dev/null.part"))
    }

    @Test("A full disk is told in a sentence")
    func full() throws {
        let file = try ReportFile.open("/dev/full")
        do {
            try file.write([1])
            Issue.record("a byte was written to a full disk")
        } catch {
            #expect(error.description == "/dev/full: cannot be written: No space left on device")
        }
    }

    @Test("A folder that is not there is told with the path")
    func missing() {
        do {
            _ = try ReportFile.open("/no-such-folder/out.csv")
            Issue.record("a file was opened in a folder that is not there")
        } catch {
            #expect(
                error.description
                    == "/no-such-folder/out.csv.part: cannot be opened: No such file or directory"
            )
        }
    }

    @Test("The progress line changes by tenths of a percent and fits the terminal")
    func progress() {
        var line = ProgressLine(total: 4000, width: 60)
        #expect(line.text(done: 0, note: "", elapsed: 0)?.hasSuffix("  0 %  ") == true)
        #expect(line.text(done: 3, note: "", elapsed: 0) == nil)
        let half = line.text(done: 2000, note: "2026-03-01", elapsed: 30)
        #expect(half?.hasSuffix("50 %  2026-03-01  30 s left") == true)
        #expect((half?.count ?? 99) < 60)
        #expect(half?.count { $0 == "█" } == half?.count { $0 == "░" })
        let end = line.text(done: 4000, note: "", elapsed: 60)
        #expect(end?.contains("░") == false)
        #expect(end?.hasSuffix("100 %  ") == true)
    }
}
