import FarmCore
import Glibc
import Testing

@testable import FarmLines

@Suite("The bounds of a TCP port")
struct TCPLimitsTests {
    @Test("a client beyond the limit is closed at once, and another may come when one has left")
    func refuses() async throws {
        try await withHost { host in
            let log = Log<LineEvent>()
            let port = try await TCPPort.open(
                host: "127.0.0.1",
                port: 0,
                on: host.loops[0],
                limits: with { $0.connections = 2 },
                makeSession: { _ in ScriptedSession.echo() },
                observe: { log.append($0) }
            )
            let first = try TCPClient(port: port.port)
            let second = try TCPClient(port: port.port)
            let third = try TCPClient(port: port.port)
            #expect(try third.readToEnd().isEmpty)
            for client in [first, second] {
                try client.write([5])
                #expect(try client.read(1) == [5])
            }
            #expect(await port.connectionCount() == 2)
            #expect(
                log.count {
                    if case .refused(_, limit: 2) = $0 { true } else { false }
                } == 1
            )
            first.close()
            #expect(try await eventually { await port.connectionCount() == 1 })
            let fourth = try TCPClient(port: port.port)
            try fourth.write([6])
            #expect(try fourth.read(1) == [6])
            await port.close()
        }
    }

    @Test("the idlest client makes room where the limits say so")
    func dropsIdlest() async throws {
        try await withHost { host in
            let log = Log<LineEvent>()
            let limits = with {
                $0.connections = 3
                $0.overflow = .dropIdlest
            }
            let port = try await TCPPort.open(
                host: "127.0.0.1",
                port: 0,
                on: host.loops[0],
                limits: limits,
                makeSession: { _ in ScriptedSession.echo() },
                observe: { log.append($0) }
            )
            func ask(_ client: TCPClient) throws {
                try client.write([7])
                #expect(try client.read(1) == [7])
            }
            var clients = try (0..<3).map { _ in try TCPClient(port: port.port) }
            for client in clients { try ask(client) }
            // Everyone has been heard: the hand goes round once and takes one of them.
            clients.append(try TCPClient(port: port.port))
            try ask(clients[3])
            #expect(await port.connectionCount() == 3)
            let dropped = log.entries.compactMap { event in
                if case .dropped(_, .madeRoom) = event { event } else { nil }
            }
            #expect(dropped.count == 1)
            #expect(try await eventually { clients.contains { (try? $0.readSome()) == [] } })
            await port.close()
        }
    }

    @Test("a client that sends and never reads is not heard until it reads, and loses nothing")
    func slowReaderWaits() async throws {
        try await withHost { host in
            let sizes = Log<Int>()
            let port = try await TCPPort.open(host: "127.0.0.1", port: 0, on: host.loops[0]) { _ in
                ScriptedSession { bytes, actions in
                    sizes.append(bytes.count)
                    for byte in bytes {
                        for _ in 0..<16 { actions.output.append(byte) }
                    }
                }
            }
            let client = try TCPClient(port: port.port, buffer: 16 * 1024)
            let chunk = pattern(4096)
            var sent: [UInt8] = []
            // Without back-pressure this would go on to the end: a gigabyte of answers.
            while sent.count < 64 << 20 {
                if let count = client.writeSome(chunk[...]) {
                    sent += chunk.prefix(count)
                } else if !client.waits(for: POLLOUT, milliseconds: 500) {
                    break
                }
            }
            #expect(sent.count < 64 << 20)
            #expect(await port.connectionCount() == 1)
            #expect(sizes.entries.allSatisfy { $0 <= TCPPort.readAtATime })

            let other = try TCPClient(port: port.port)
            try other.write([9])
            #expect(try other.read(16) == [UInt8](repeating: 9, count: 16))

            var expected: [UInt8] = []
            expected.reserveCapacity(sent.count * 16)
            for byte in sent { for _ in 0..<16 { expected.append(byte) } }
            let answers = try client.read(expected.count)
            #expect(answers == expected)
            await port.close()
        }
    }

    @Test("a client that lets too many answers wait is disconnected")
    func dropsWhoDoesNotRead() async throws {
        try await withHost { host in
            let log = Log<LineEvent>()
            let port = try await TCPPort.open(
                host: "127.0.0.1",
                port: 0,
                on: host.loops[0],
                limits: with { $0.pendingOutput = 100_000 },
                makeSession: { _ in
                    ScriptedSession { _, actions in
                        actions.output = [UInt8](repeating: 1, count: 64 << 20)
                    }
                },
                observe: { log.append($0) }
            )
            let client = try TCPClient(port: port.port)
            try client.write([0])
            #expect(
                try await eventually {
                    log.entries.contains {
                        if case .dropped(_, .doesNotRead) = $0 { true } else { false }
                    }
                }
            )
            #expect(try client.readToEnd().count < 64 << 20)
            #expect(await port.connectionCount() == 0)
            await port.close()
        }
    }

    @Test("a client that does not read its last answers is let go after the linger time")
    func lingers() async throws {
        try await withHost { host in
            let limits = with {
                $0.pendingOutput = 1 << 30
                $0.lingerSeconds = 0
            }
            let port = try await TCPPort.open(
                host: "127.0.0.1",
                port: 0,
                on: host.loops[0],
                limits: limits
            ) { _ in
                ScriptedSession { _, actions in
                    actions.output = [UInt8](repeating: 1, count: 64 << 20)
                    actions.ending = .closes
                }
            }
            let client = try TCPClient(port: port.port)
            try client.write([0])
            #expect(client.waits(for: POLLIN))
            #expect(try await eventually { await port.connectionCount() == 0 })
            await port.close()
        }
    }
}

@Suite("What keeps a TCP port from opening")
struct TCPErrorTests {
    private func error(host: String, port: Int, on lines: LineHost) async -> LineError? {
        do throws(LineError) {
            let port = try await TCPPort.open(host: host, port: port, on: lines.loops[0]) { _ in
                ScriptedSession.echo()
            }
            await port.close()
            return nil
        } catch {
            return error
        }
    }

    @Test("each reason is named, with the address and what to do")
    func namesReason() async throws {
        try await withHost { host in
            let port = try await TCPPort.open(host: "127.0.0.1", port: 0, on: host.loops[0]) { _ in
                ScriptedSession.echo()
            }
            let taken = await error(host: "127.0.0.1", port: port.port, on: host)
            #expect(taken == .addressInUse("127.0.0.1:\(port.port)"))
            #expect(taken?.description.contains("another program listens there") == true)
            await port.close()
            #expect(
                await error(host: "127.0.0.1", port: 70_000, on: host) == .portOutOfRange(70_000)
            )
            #expect(
                await error(host: "203.0.113.7", port: 0, on: host)
                    == .addressNotAvailable("203.0.113.7:0")
            )
            let unknown = await error(host: String(repeating: "x", count: 300), port: 0, on: host)
            #expect(unknown?.label == "host-unknown")
        }
    }

    @Test("a port can be opened again right after it was closed")
    func reopens() async throws {
        try await withHost { host in
            let first = try await TCPPort.open(host: "127.0.0.1", port: 0, on: host.loops[0]) { _ in
                ScriptedSession.echo()
            }
            let client = try TCPClient(port: first.port)
            try client.write([1])
            #expect(try client.read(1) == [1])
            await first.close()
            #expect(await error(host: "127.0.0.1", port: first.port, on: host) == nil)
        }
    }

    @Test("nothing opens on loops that have been stopped")
    func loopStopped() async throws {
        let host = LineHost(threads: 1)
        await host.shutdown()
        #expect(await error(host: "127.0.0.1", port: 0, on: host) == .loopStopped)
    }
}
