import FarmCore
import Glibc
import Testing

@testable import FarmLines

@Suite("Who is let in at a TCP port")
struct TCPAdmissionTests {
    private func open(
        on host: LineHost,
        limits: TCPLimits = TCPLimits(),
        admit: TCPAdmitter?,
        observe: LineObserver? = nil
    ) async throws -> TCPPort {
        try await TCPPort.open(
            host: "127.0.0.1",
            port: 0,
            on: host.loops[0],
            limits: limits,
            admit: admit,
            makeSession: { _ in ScriptedSession.echo() },
            observe: observe
        )
    }

    private func ask(_ client: TCPClient) throws {
        try client.write([7])
        #expect(try client.read(1) == [7])
    }

    @Test(
        "a client that is turned away sees an end or a reset, and never speaks to a session",
        arguments: [TCPAdmission.Refusal.closes, .resets]
    )
    func refuses(how: TCPAdmission.Refusal) async throws {
        try await withHost { host in
            let log = Log<LineEvent>()
            let asked = Log<Int>()
            let port = try await open(
                on: host,
                admit: { peer, connections in
                    asked.append(connections)
                    return connections < 2 && peer.host == "127.0.0.1" ? .accept : .refuse(how)
                },
                observe: { log.append($0) }
            )
            let clients = try (0..<2).map { _ in try TCPClient(port: port.port) }
            for client in clients { try ask(client) }
            let third = try TCPClient(port: port.port)
            let end = try third.readToAnyEnd()
            #expect(end.bytes.isEmpty && end.isReset == (how == .resets))
            for client in clients { try ask(client) }
            #expect(asked.entries == [0, 1, 2])
            #expect(
                log.count { if case .turnedAway = $0 { true } else { false } } == 1
            )
            #expect(log.count { if case .connected = $0 { true } else { false } } == 2)
            clients[0].close()
            #expect(try await eventually { await port.connectionCount() == 1 })
            try ask(try TCPClient(port: port.port))
            await port.close()
        }
    }

    @Test("the one that was silent for longest makes room, and nobody else")
    func dropsOldest() async throws {
        try await withHost { host in
            let log = Log<LineEvent>()
            let port = try await open(
                on: host,
                admit: { _, connections in connections < 3 ? .accept : .dropOldest },
                observe: { log.append($0) }
            )
            let clients = try (0..<3).map { _ in try TCPClient(port: port.port) }
            for number in [0, 1, 2, 0, 2] { try ask(clients[number]) }
            let fourth = try TCPClient(port: port.port)
            try ask(fourth)
            #expect(try clients[1].readToEnd().isEmpty)
            for client in [clients[0], clients[2], fourth] { try ask(client) }
            let fifth = try TCPClient(port: port.port)
            try ask(fifth)
            #expect(try clients[0].readToEnd().isEmpty)
            #expect(await port.connectionCount() == 3)
            #expect(
                log.count { if case .dropped(_, .madeRoom) = $0 { true } else { false } } == 2
            )
            await port.close()
        }
    }

    @Test("the port's own limit holds for those who are admitted")
    func limits() async throws {
        try await withHost { host in
            let port = try await open(
                on: host,
                limits: with { $0.connections = 1 },
                admit: { _, _ in .accept }
            )
            let first = try TCPClient(port: port.port)
            try ask(first)
            #expect(try TCPClient(port: port.port).readToEnd().isEmpty)
            try ask(first)
            await port.close()
        }
    }

    @Test("a silent session hears everything and says nothing")
    func silent() async throws {
        try await withHost { host in
            let port = try await TCPPort.open(host: "127.0.0.1", port: 0, on: host.loops[0]) { _ in
                SilentSession()
            }
            let client = try TCPClient(port: port.port)
            try client.write(pattern(1 << 20))
            #expect(!client.waits(for: POLLIN, milliseconds: 100))
            #expect(await port.connectionCount() == 1)
            client.finishSending()
            #expect(try client.readToEnd().isEmpty)
            await port.close()
        }
    }

    @Test("a meter may have an address of its own, IPv4 and IPv6, at the same port number")
    func addresses() async throws {
        try await withHost { host in
            func open(_ address: String, _ number: Int) async throws(LineError) -> TCPPort {
                try await TCPPort.open(host: address, port: number, on: host.loops[0]) { _ in
                    ScriptedSession.echo()
                }
            }
            let first = try await open("127.0.0.11", 0)
            let second = try await open("127.0.0.12", first.port)
            #expect(first.address == "127.0.0.11:\(first.port)")
            #expect(second.address == "127.0.0.12:\(first.port)")
            await #expect(throws: LineError.addressInUse("127.0.0.11:\(first.port)")) {
                try await open("127.0.0.11", first.port)
            }
            await #expect(throws: LineError.addressNotAvailable("[2001:db8::7]:\(first.port)")) {
                try await open("2001:db8::7", first.port)
            }
            await first.close()
            await second.close()
        }
    }
}
