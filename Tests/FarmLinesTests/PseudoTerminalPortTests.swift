import FarmCore
import Glibc
import NIOCore
import Testing

@testable import FarmLines

/// A directory of its own for a test's links, removed with what is in it.
final class LinkDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/farmlines.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ClientFailure("mkdtemp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// What is in it.
    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    func link(_ name: String) -> String { "\(path)/\(name)" }
}

/// Opens a line that echoes, or does what `makeSession` makes.
func openLine(
    _ link: String,
    on host: LineHost,
    makeSession: @escaping @Sendable () -> any LineSession = { ScriptedSession.echo() },
    observe: LineObserver? = nil
) async throws -> PseudoTerminalPort {
    try await PseudoTerminalPort.open(
        link: link,
        on: host.loops[0],
        makeSession: makeSession,
        observe: observe
    )
}

extension PseudoTerminalPort {
    func isNowOccupied() async throws -> Bool? {
        try await loop.eventLoop.submit { self.isOccupied() }.get()
    }

    func isSettled() async throws -> Bool {
        try await loop.eventLoop.submit { self.line.value.isSettled }.get()
    }

    func currentLine() async throws -> ClientLine? {
        try await loop.eventLoop.submit { self.clientLine() }.get()
    }
}

@Suite("A pseudo-terminal port")
struct PseudoTerminalPortTests {
    @Test("carries every byte both ways, unchanged, without the client setting anything")
    func carriesBytes() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let port = try await openLine(directory.link("line"), on: host)
            #expect(port.name == directory.link("line"))
            #expect(port.address.hasPrefix("/dev/pts/"))
            let client = try SerialClient(port.name)
            let every = (0...255).map { UInt8($0) }
            try client.write(every)
            #expect(try client.read(256) == every)
            for byte in every {
                try client.write([byte])
                #expect(try client.read(1) == [byte])
            }
            await port.close()
        }
    }

    @Test("fires the session's timer")
    func firesTimer() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let port = try await openLine(directory.link("line"), on: host) {
                let session = ScriptedSession { _, actions in
                    actions.timer = .armed(after: 2_000_000)
                    actions.ending = .closes
                }
                session.onTimeout = { $0.output = [42] }
                return session
            }
            let client = try SerialClient(port.name)
            try client.write([1])
            #expect(try client.read(1) == [42])
            try client.write([1])
            #expect(try client.read(1) == [42])
            await port.close()
        }
    }

    @Test("forty lines live on one loop")
    func forty() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            var ports: [PseudoTerminalPort] = []
            for number in 0..<40 {
                ports.append(try await openLine(directory.link("line-\(number)"), on: host))
            }
            let clients = try ports.map { try SerialClient($0.name) }
            for round in 0..<5 {
                for (number, client) in clients.enumerated() {
                    try client.write([UInt8(number), UInt8(round)])
                }
                for (number, client) in clients.enumerated() {
                    #expect(try client.read(2) == [UInt8(number), UInt8(round)])
                }
            }
            for port in ports { await port.close() }
            #expect(directory.names.isEmpty)
        }
    }

    @Test("tells its session and its clients that it is closed")
    func closes() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let log = Log<Int>()
            let port = try await openLine(directory.link("line"), on: host) {
                let session = ScriptedSession.echo()
                session.onClosed = { log.append(1) }
                return session
            }
            let client = try SerialClient(port.name)
            try client.write([1])
            #expect(try client.read(1) == [1])
            await port.close()
            await port.close()
            #expect(log.entries == [1])
            #expect(client.waits(for: POLLHUP | POLLIN))
            #expect(access(port.address, F_OK) != 0)
        }
    }

    @Test("what is sent while nobody has the line open is lost")
    func nobodyListens() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let log = Log<LineEvent>()
            let line = try await openLine(
                directory.link("line"),
                on: host,
                makeSession: {
                    let session = ScriptedSession { bytes, actions in
                        if bytes == [0] {
                            actions.output = [2]
                        } else {
                            actions.timer = .armed(after: 50_000_000)
                        }
                    }
                    session.onTimeout = { $0.output = [1, 1, 1] }
                    return session
                },
                observe: { log.append($0) }
            )
            var client = try SerialClient(line.name)
            try client.write([9])
            client.close()
            #expect(try await eventually { log.entries.contains(.outputLost(bytes: 3)) })
            client = try SerialClient(line.name)
            try client.write([0])
            #expect(try client.read(1) == [2])
            await line.close()
        }
    }

    @Test("a client that never reads blocks nobody and fills no memory")
    func neverReads() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let log = Log<LineEvent>()
            let deaf = try await openLine(
                directory.link("deaf"),
                on: host,
                makeSession: {
                    ScriptedSession { bytes, actions in
                        for _ in bytes { actions.output += pattern(1000) }
                    }
                },
                observe: { log.append($0) }
            )
            let other = try await openLine(directory.link("other"), on: host)
            let client = try SerialClient(deaf.name)
            for _ in 0..<200 { try client.write([1]) }
            let isLost: (LineEvent) -> Bool = {
                if case .outputLost = $0 { true } else { false }
            }
            #expect(try await eventually { log.entries.contains(where: isLost) })

            let neighbour = try SerialClient(other.name)
            try neighbour.write([3, 4])
            #expect(try neighbour.read(2) == [3, 4])

            var unread: [UInt8] = []
            var before = -1
            // All was written or lost before the neighbour's answer came.
            while unread.count != before {
                before = unread.count
                while let some = try client.readSome() { unread += some }
                try neighbour.write([5])
                _ = try neighbour.read(1)
            }
            #expect(unread.count <= 2 * PseudoTerminalPort.unreadOutput)
            #expect(Array(unread.prefix(1000)) == pattern(1000))
            try client.write([1])
            #expect(try client.read(1000).count == 1000)
            await deaf.close()
            await other.close()
        }
    }
}
