import FarmCore
import Glibc
import Testing

@testable import FarmLines

extension TestDescriptor {
    /// Reads until the stream ends; whether a reset ended it.
    func readToAnyEnd() throws -> (bytes: [UInt8], isReset: Bool) {
        var all: [UInt8] = []
        var some = [UInt8](repeating: 0, count: 4096)
        while true {
            guard waits(for: POLLIN) else { throw ClientFailure("no end") }
            let count = Glibc.read(descriptor, &some, some.count)
            if count > 0 {
                all += some.prefix(count)
            } else if count == 0 {
                return (all, false)
            } else if errno == ECONNRESET {
                return (all, true)
            } else if errno != EAGAIN {
                throw ClientFailure("read")
            }
        }
    }
}

@Suite("How a TCP connection ends")
struct TCPEndingTests {
    /// Answers each byte, and ends the connection as the byte says.
    private static func ending(_ byte: UInt8, _ actions: inout LineActions) {
        switch UnicodeScalar(byte) {
        case "c": actions.ending = .closes
        case "r": actions.ending = .resets
        case "s": actions.ending = .closesSending
        default: break
        }
    }

    private func open(
        on host: LineHost,
        heard: Log<UInt8> = Log(),
        answers: Bool = true
    ) async throws -> TCPPort {
        try await TCPPort.open(host: "127.0.0.1", port: 0, on: host.loops[0]) { _ in
            ScriptedSession { bytes, actions in
                for byte in bytes {
                    heard.append(byte)
                    if answers { actions.output.append(byte) }
                    Self.ending(byte, &actions)
                }
            }
        }
    }

    @Test("a reset is seen as one, after what was sent before it", arguments: [true, false])
    func resets(answers: Bool) async throws {
        try await withHost { host in
            let port = try await open(on: host, answers: answers)
            let client = try TCPClient(port: port.port)
            try client.write(Array("abr".utf8))
            let end = try client.readToAnyEnd()
            #expect(end.isReset)
            #expect(end.bytes == (answers ? Array("abr".utf8) : []))
            #expect(try await eventually { await port.connectionCount() == 0 })
            await port.close()
        }
    }

    @Test("a plain close is no reset")
    func closes() async throws {
        try await withHost { host in
            let port = try await open(on: host)
            let client = try TCPClient(port: port.port)
            try client.write(Array("c".utf8))
            let end = try client.readToAnyEnd()
            #expect(!end.isReset && end.bytes == Array("c".utf8))
            await port.close()
        }
    }

    @Test("half a close ends what is sent, not what is heard")
    func closesSending() async throws {
        try await withHost { host in
            let heard = Log<UInt8>()
            let port = try await open(on: host, heard: heard)
            let client = try TCPClient(port: port.port)
            try client.write(Array("as".utf8))
            let end = try client.readToAnyEnd()
            #expect(!end.isReset && end.bytes == Array("as".utf8))
            #expect(await port.connectionCount() == 1)
            try client.write(Array("xyz".utf8))
            #expect(try await eventually { heard.entries == Array("asxyz".utf8) })
            #expect(await port.connectionCount() == 1)
            // Its answers went nowhere.
            #expect(try client.readSome() == [])
            client.finishSending()
            #expect(try await eventually { await port.connectionCount() == 0 })
            await port.close()
        }
    }

    @Test("a half-closed connection can still be closed or reset", arguments: ["c", "r"])
    func endsAfterHalf(how: String) async throws {
        try await withHost { host in
            let port = try await open(on: host)
            let client = try TCPClient(port: port.port)
            try client.write(Array("s".utf8))
            #expect(try client.read(1) == Array("s".utf8))
            #expect(try client.readSome() ?? [] == [])
            try client.write(Array(how.utf8))
            #expect(try await eventually { await port.connectionCount() == 0 })
            await port.close()
        }
    }

    @Test("half a close of a connection whose client has closed its half ends it")
    func halfAfterHalf() async throws {
        try await withHost { host in
            let port = try await TCPPort.open(host: "127.0.0.1", port: 0, on: host.loops[0]) { _ in
                let session = ScriptedSession { _, actions in
                    actions.timer = .armed(after: 20_000_000)
                }
                session.onTimeout = { actions in
                    actions.output = [9]
                    actions.ending = .closesSending
                }
                return session
            }
            let client = try TCPClient(port: port.port)
            try client.write([0])
            client.finishSending()
            #expect(try client.readToEnd() == [9])
            #expect(try await eventually { await port.connectionCount() == 0 })
            await port.close()
        }
    }
}
