import FarmCore
import Glibc
import MeterModels
import Testing

@testable import FarmLines

@Suite("What a session knows of its client's line")
struct ClientLineViewTests {
    @Test("on a pseudo-terminal it is what the client has set, asked for anew each time")
    func seen() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let told = Log<ClientLine?>()
            let port = try await openLine(directory.link("line"), on: host) {
                ScriptedSession.asking { told.append($0) }
            }
            let client = try SerialClient(port.name)
            func ask() throws {
                try client.write([1])
                #expect(try client.read(1) == [1])
            }
            try ask()
            try client.set(speed_t(B9600))
            try ask()
            try client.set(speed_t(B19200), odd: true, stopBits: 2)
            try ask()
            #expect(
                told.entries == [
                    nil, ClientLine(baudRate: 9600, stopBits: 1, parity: .noneOrEven),
                    ClientLine(baudRate: 19_200, stopBits: 2, parity: .odd),
                ]
            )
            await port.close()
        }
    }

    @Test("what is played replaces what is seen, and over TCP nothing is seen")
    func played() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let told = Log<ClientLine?>()
            var plan = ClientLinePlan()
            plan.parity = .even
            let view: ClientLineView = { [plan] in plan.line(seen: $0, bus: plainFormat) }
            let line = try await PseudoTerminalPort.open(
                link: directory.link("line"),
                on: host.loops[0],
                clientLine: view,
                makeSession: { ScriptedSession.asking { told.append($0) } }
            )
            let client = try SerialClient(line.name)
            try client.set(speed_t(B19200))
            try client.write([1])
            #expect(try client.read(1) == [1])
            let port = try await TCPPort.open(
                host: "127.0.0.1",
                port: 0,
                on: host.loops[0],
                clientLine: view,
                makeSession: { _ in ScriptedSession.asking { told.append($0) } }
            )
            let remote = try TCPClient(port: port.port)
            try remote.write([1])
            #expect(try remote.read(1) == [1])
            #expect(
                told.entries == [
                    ClientLine(baudRate: 19_200, stopBits: 1, parity: .even),
                    ClientLine(baudRate: 9600, stopBits: 1, parity: .even),
                ]
            )
            await port.close()
            await line.close()
        }
    }
}
