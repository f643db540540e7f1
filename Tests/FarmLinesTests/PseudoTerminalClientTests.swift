import FarmCore
import Glibc
import Testing

@testable import FarmLines

@Suite("The clients of a pseudo-terminal")
struct PseudoTerminalClientTests {
    @Test("their line settings are seen, as far as Linux keeps them")
    func settings() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let port = try await openLine(directory.link("line"), on: host)
            #expect(try await port.currentLine() == nil)
            let client = try SerialClient(port.name)
            #expect(try await port.currentLine() == nil)
            try client.set(speed_t(B9600))
            #expect(
                try await port.currentLine()
                    == ClientLine(baudRate: 9600, stopBits: 1, parity: .noneOrEven)
            )
            try client.set(speed_t(B19200), parityEnabled: true, odd: true, stopBits: 2)
            #expect(
                try await port.currentLine()
                    == ClientLine(baudRate: 19_200, stopBits: 2, parity: .odd)
            )
            try client.setExactly(baud: 250_000, checksParity: true)
            #expect(
                try await port.currentLine()
                    == ClientLine(baudRate: 250_000, stopBits: 1, parity: .even)
            )
            try client.write([1])
            #expect(try client.read(1) == [1])
            #expect(try await port.currentLine()?.baudRate == 250_000)
            client.close()
            #expect(try await eventually { try await port.currentLine() == nil })
            await port.close()
        }
    }

    @Test("each may set 8E1, which a pty refuses, as often as it opens the line")
    func reopensWithParity() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let port = try await openLine(directory.link("line"), on: host)
            for round in 0..<50 {
                let client = try SerialClient(port.name)
                try client.set(speed_t(B9600), parityEnabled: true)
                try client.write([UInt8(round)])
                #expect(try client.read(1) == [UInt8(round)])
                // The next one opens at once: the mark was renewed with the first byte.
                client.close()
            }
            await port.close()
        }
    }

    @Test("one that left without a word hinders the next neither")
    func reopensUnused() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let port = try await openLine(directory.link("line"), on: host)
            for _ in 0..<5 {
                let client = try SerialClient(port.name)
                try client.set(speed_t(B9600), parityEnabled: true)
                client.close()
                #expect(try await eventually { try await port.currentLine() == nil })
            }
            await port.close()
        }
    }

    @Test("none reads what an earlier one left unread")
    func noStaleBytes() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let port = try await openLine(directory.link("line"), on: host)
            for round in 0..<20 {
                let first = try SerialClient(port.name)
                try first.write([1, 2, 3])
                #expect(first.waits(for: POLLIN))
                first.close()
                #expect(try await eventually { try await port.isNowOccupied() == false })
                let second = try SerialClient(port.name)
                #expect(try second.readSome() == nil)
                try second.write([UInt8(100 + round)])
                #expect(try second.read(1) == [UInt8(100 + round)])
            }
            await port.close()
        }
    }

    @Test("one that comes at once loses nothing of its own to the clearing up")
    func ownBytesStay() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let heard = Log<UInt8>()
            let port = try await openLine(directory.link("line"), on: host) {
                ScriptedSession { bytes, actions in
                    actions.output = bytes
                    for byte in bytes { heard.append(byte) }
                }
            }
            for round in 0..<50 {
                let mine = UInt8(100 + round)
                let first = try SerialClient(port.name)
                try first.write([1, 2, 3])
                #expect(first.waits(for: POLLIN))
                first.close()
                let second = try SerialClient(port.name)
                try second.write([mine])
                // The clearing up may come before or after; the answer comes after it.
                #expect(try await eventually { heard.entries.last == mine })
                #expect(try await eventually { try await port.isSettled() })
                #expect(try second.read(1) == [mine])
                #expect(try second.readSome() == nil)
            }
            await port.close()
        }
    }

    @Test("two at a time are noticed, and the line is idle when both have left")
    func noticed() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let log = Log<LineEvent>()
            let port = try await openLine(
                directory.link("line"),
                on: host,
                observe: { log.append($0) }
            )
            #expect(try await port.isNowOccupied() == false)
            // Opened and closed in a row: the kernel may join the notices.
            let first = try SerialClient(port.name)
            let second = try SerialClient(port.address)
            let third = try SerialClient(port.address)
            try first.set(speed_t(B115200))
            #expect(try await eventually { try await port.isNowOccupied() == true })
            third.close()
            first.close()
            for byte: UInt8 in 0..<20 {
                try second.write([byte])
                #expect(try second.read(1) == [byte])
            }
            #expect(try await port.currentLine()?.baudRate == 115_200)
            second.close()
            #expect(try await eventually { try await port.isNowOccupied() == false })
            #expect(log.entries == [.occupied, .idle])
            await port.close()
        }
    }

    @Test("what their notices mean does not depend on counting them")
    func occupancy() {
        var line = Occupancy()
        #expect(line.isIdle)
        #expect(line.take([.opened]) == .none)
        #expect(line.isOccupied == true)
        // Two left, joined to one: a look tells.
        #expect(line.take([.closed]) == .look)
        line.looked(false)
        #expect(line.isIdle)
        // The look's own closing and opening mean nothing.
        #expect(line.take([.closed]) == .none)
        #expect(line.take([.opened]) == .none)
        #expect(line.isIdle)
        #expect(line.take([.opened, .closed, .opened]) == .look)
        #expect(line.hasChangedHands)
        line.looked(true)
        line.settle()
        #expect(!line.hasChangedHands)
        // The look found a newcomer whose opening is told afterwards only.
        #expect(line.take([.opened, .closed, .opened]) == .none)
        #expect(!line.hasChangedHands)
        #expect(line.take([.closed]) == .look)
        line.looked(true)
        #expect(line.take([.opened, .closed, .opened]) == .none)
        #expect(line.hasChangedHands)
        line.settle()
        #expect(line.take([.lost]) == .look)
        #expect(line.take([.closed]) == .look)
        line.loseSight()
        #expect(!line.isIdle)
    }
}
