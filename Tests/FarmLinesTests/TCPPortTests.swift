import FarmCore
import Testing

@testable import FarmLines

@Suite("A TCP port")
struct TCPPortTests {
    private func open(
        on host: LineHost,
        limits: TCPLimits = TCPLimits(),
        makeSession: @escaping @Sendable (PeerAddress) -> any LineSession = { _ in
            ScriptedSession.echo()
        }
    ) async throws -> TCPPort {
        try await TCPPort.open(
            host: "127.0.0.1",
            port: 0,
            on: host.loops[0],
            limits: limits,
            makeSession: makeSession
        )
    }

    @Test("answers what comes whole, split and many at a time")
    func echoes() async throws {
        try await withHost { host in
            let port = try await open(on: host)
            #expect(port.name == "127.0.0.1:0")
            #expect(port.address == "127.0.0.1:\(port.port)")
            let client = try TCPClient(port: port.port)
            try client.write([1, 2, 3])
            #expect(try client.read(3) == [1, 2, 3])
            for byte in pattern(200) {
                try client.write([byte % 64])
                #expect(try client.read(1) == [byte % 64])
            }
            let many = pattern(60_000).map { $0 % 64 }
            try client.write(many)
            #expect(try client.read(many.count) == many)
            await port.close()
        }
    }

    @Test("closes after sending when the session asks for it")
    func closesAfterSending() async throws {
        try await withHost { host in
            let port = try await open(on: host)
            let client = try TCPClient(port: port.port)
            try client.write(Array("abcq".utf8))
            #expect(try client.readToEnd() == Array("abcq".utf8))
            #expect(try await eventually { await port.connectionCount() == 0 })
            await port.close()
        }
    }

    @Test("sends a long last answer whole before it closes")
    func closesAfterLongAnswer() async throws {
        try await withHost { host in
            let answer = [UInt8](repeating: 5, count: 20_000_000) + pattern(1000)
            let port = try await open(
                on: host,
                limits: with { $0.pendingOutput = 1 << 30 },
                makeSession: { _ in
                    ScriptedSession { _, actions in
                        actions.output = answer
                        actions.ending = .closes
                    }
                }
            )
            let client = try TCPClient(port: port.port)
            try client.write([0])
            let heard = try client.readToEnd()
            #expect(heard.count == answer.count)
            #expect(Array(heard.suffix(1000)) == pattern(1000))
            await port.close()
        }
    }

    @Test("fires the session's timer, once for each arming, and not when disarmed")
    func firesTimer() async throws {
        try await withHost { host in
            let port = try await open(on: host) { _ in
                let session = ScriptedSession { bytes, actions in
                    actions.timer = bytes == [0] ? .disarmed : .armed(after: 1_000_000)
                }
                var fired: UInt8 = 0
                session.onTimeout = { actions in
                    fired += 1
                    actions.output = [fired]
                    if fired == 2 { actions.timer = .armed(after: 1_000_000) }
                }
                return session
            }
            let client = try TCPClient(port: port.port)
            try client.write([1])
            #expect(try client.read(1) == [1])
            try client.write([0])
            try client.write([1])
            #expect(try client.read(2) == [2, 3])
            await port.close()
        }
    }

    @Test("gives a client that has closed its sending half the answers still due")
    func answersHalfClosed() async throws {
        try await withHost { host in
            let port = try await open(on: host) { _ in
                let session = ScriptedSession { _, actions in
                    actions.output = [1]
                    actions.timer = .armed(after: 20_000_000)
                }
                session.onTimeout = { $0.output = [2] }
                return session
            }
            let client = try TCPClient(port: port.port)
            try client.write([0])
            client.finishSending()
            #expect(try client.readToEnd() == [1, 2])
            #expect(try await eventually { await port.connectionCount() == 0 })
            await port.close()
        }
    }

    @Test("tells the session once that its connection is gone, after a reset too")
    func tellsClosed() async throws {
        try await withHost { host in
            let log = Log<Int>()
            let port = try await open(on: host) { peer in
                let session = ScriptedSession.echo()
                session.onClosed = { log.append(peer.port) }
                return session
            }
            let clients = try (0..<4).map { _ in try TCPClient(port: port.port) }
            for client in clients {
                try client.write([1])
                #expect(try client.read(1) == [1])
            }
            clients[0].reset()
            clients[1].close()
            clients[2].finishSending()
            #expect(try await eventually { log.entries.count == 3 })
            await port.close()
            #expect(try clients[3].readToEnd().isEmpty)
            #expect(try await eventually { log.entries.count == 4 })
            #expect(Set(log.entries).count == 4)
            #expect(throws: ClientFailure.self) { try TCPClient(port: port.port) }
        }
    }

    @Test("serves two hundred clients that keep their connections")
    func servesMany() async throws {
        try await withHost { host in
            let port = try await open(on: host)
            let clients = try (0..<200).map { _ in try TCPClient(port: port.port) }
            for round in 0..<3 {
                for client in clients { try client.write([UInt8(round)]) }
                for client in clients { #expect(try client.read(1) == [UInt8(round)]) }
            }
            #expect(await port.connectionCount() == 200)
            await port.close()
            await port.close()
        }
    }
}

/// Limits that differ from the usual ones.
func with(_ change: (inout TCPLimits) -> Void) -> TCPLimits {
    var limits = TCPLimits()
    change(&limits)
    return limits
}
