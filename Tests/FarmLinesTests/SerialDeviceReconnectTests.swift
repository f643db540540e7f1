import FarmCore
import Glibc
import NIOCore
import Testing

@testable import FarmLines

@Suite("A serial adapter that comes and goes")
struct SerialDeviceReconnectTests {
    @Test("is taken again when it was pulled, by the same session")
    func pulled() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("usb")
            let log = Log<LineEvent>()
            let made = Log<Int>()
            var adapter = try TestAdapter(at: path)
            let port = try await openDevice(
                path,
                on: host,
                makeSession: {
                    made.append(1)
                    var count: UInt8 = 0
                    return ScriptedSession { _, actions in
                        count += 1
                        actions.output = [count]
                    }
                },
                observe: { log.append($0) }
            )
            for round: UInt8 in 1...4 {
                try adapter.write([0])
                #expect(try adapter.read(1) == [round])
                adapter.pull()
                #expect(try await eventually { log.count(where: isGone) == Int(round) })
                #expect(try await port.isNowPresent() == false)
                adapter = try TestAdapter(at: path)
                #expect(try await eventually { try await port.isNowPresent() })
                #expect(try adapter.settings().isRaw)
            }
            #expect(made.entries.count == 1)
            #expect(log.entries.count == 8)
            #expect(log.entries.enumerated().allSatisfy { isGone($1) == $0.isMultiple(of: 2) })
            #expect(log.entries.last == .deviceBack)
            await port.close()
        }
    }

    @Test("may be missing at the start where the port waits for it")
    func waits() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("usb")
            let log = Log<LineEvent>()
            let port = try await openDevice(
                path,
                on: host,
                waits: true,
                observe: { log.append($0) }
            )
            #expect(log.entries == [.deviceGone(.deviceMissing(path))])
            let adapter = try TestAdapter(at: path)
            #expect(try await eventually { try await port.isNowPresent() })
            try adapter.write([3])
            #expect(try adapter.read(1) == [3])
            #expect(log.entries.last == .deviceBack)
            await port.close()
            // Waiting is for what is missing: what is there and wrong is an error.
            var settings = SerialDeviceSettings(path: "/dev/null", format: plainFormat)
            settings.waits = true
            await #expect(throws: LineError.notASerialDevice("/dev/null")) {
                try await SerialDevicePort.open(settings, on: host.loops[0]) {
                    ScriptedSession.echo()
                }
            }
        }
    }

    @Test("loses what is to be sent while it is away, and hears its session's timer all the same")
    func speaksIntoTheVoid() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("usb")
            let log = Log<LineEvent>()
            let adapter = try TestAdapter(at: path)
            let port = try await openDevice(
                path,
                on: host,
                makeSession: {
                    let session = ScriptedSession { _, actions in
                        actions.timer = .armed(after: 1_000_000)
                    }
                    session.onTimeout = { actions in
                        actions.output = [1, 2, 3]
                        actions.timer = .armed(after: 1_000_000)
                    }
                    return session
                },
                observe: { log.append($0) }
            )
            try adapter.write([0])
            #expect(try adapter.read(3).prefix(3) == [1, 2, 3])
            adapter.pull()
            #expect(try await eventually { log.entries.contains(.outputLost(bytes: 3)) })
            let again = try TestAdapter(at: path)
            #expect(try again.read(3).prefix(3) == [1, 2, 3])
            await port.close()
        }
    }

    @Test("is let alone for good when the port closes while it is away")
    func closesWhileAway() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("usb")
            let log = Log<LineEvent>()
            let closed = Log<Int>()
            let adapter = try TestAdapter(at: path)
            let port = try await openDevice(
                path,
                on: host,
                makeSession: {
                    let session = ScriptedSession.echo()
                    session.onClosed = { closed.append(1) }
                    return session
                },
                observe: { log.append($0) }
            )
            adapter.pull()
            #expect(try await eventually { log.count(where: isGone) == 1 })
            await port.close()
            #expect(closed.entries == [1])
            let again = try TestAdapter(at: path)
            #expect(await deviceError(path, on: host) == nil)
            #expect(try again.readSomeOrHangUp() == nil)
            #expect(log.entries.count == 1)
        }
    }

    @Test("takes no requests while it cannot send, and loses whole answers beyond its bound")
    func backPressure() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("usb")
            let log = Log<LineEvent>()
            let heard = Log<UInt8>()
            let adapter = try TestAdapter(at: path)
            let port = try await openDevice(
                path,
                on: host,
                makeSession: {
                    ScriptedSession { bytes, actions in
                        for byte in bytes { heard.append(byte) }
                        let size = bytes.contains(255) ? SerialDevicePort.pendingOutput + 1 : 1000
                        actions.output = [UInt8](repeating: bytes[0], count: size)
                    }
                },
                observe: { log.append($0) }
            )
            try adapter.write([255])
            #expect(try await eventually { log.entries.count == 1 })
            #expect(log.entries == [.outputLost(bytes: SerialDevicePort.pendingOutput + 1)])

            // Nobody reads: the driver's buffer fills, then ours to its mark; then all is deaf.
            var asked: [UInt8] = []
            var isDeaf = false
            while !isDeaf, asked.count < 200 {
                let before = heard.entries.count
                asked.append(UInt8(asked.count))
                try adapter.write(Array(asked.suffix(1)))
                isDeaf = try await !soon { heard.entries.count > before }
            }
            #expect(asked.count > 4 && asked.count < 100)
            #expect(log.entries.count == 1)
            // What was asked last is heard as soon as there is room for its answer.
            let expected = asked.flatMap { [UInt8](repeating: $0, count: 1000) }
            let isWhole = try adapter.read(expected.count) == expected
            #expect(isWhole)
            await port.close()
        }
    }

    @Test("does not hold up the closing of a port whose output nobody takes")
    func closesFull() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("usb")
            let adapter = try TestAdapter(at: path)
            let before = try adapter.settings()
            let port = try await openDevice(path, on: host) {
                ScriptedSession { _, actions in
                    actions.output = pattern(SerialDevicePort.pendingOutput)
                }
            }
            for byte: UInt8 in 0..<3 { try adapter.write([byte]) }
            #expect(adapter.waits(for: POLLIN))
            await port.close()
            #expect(try adapter.settings() == before)
        }
    }

    @Test("is complained of once, and again when something else hinders it for good")
    func complaints() {
        var complaint = RetryComplaint()
        func dues(_ error: LineError, times: Int) -> [Bool] {
            (0..<times).map { _ in complaint.isDue(for: error) }
        }
        func last(of count: Int) -> [Bool] { (1...count).map { $0 == count } }
        #expect(dues(.deviceFailed("p", reason: "it was pulled"), times: 1) == [true])
        #expect(!dues(.deviceMissing("p"), times: 1000).contains(true))
        // While udev sets the rights of a new device it is not permitted for a moment.
        let patience = RetryComplaint.patience
        #expect(dues(.deviceForbidden("p"), times: patience) == last(of: patience))
        #expect(!dues(.deviceForbidden("p"), times: 100).contains(true))
        #expect(dues(.deviceInUse("p"), times: patience) == last(of: patience))
    }

    private func isGone(_ event: LineEvent) -> Bool {
        if case .deviceGone = event { true } else { false }
    }
}

extension SerialDevicePort {
    func isNowPresent() async throws -> Bool {
        try await loop.eventLoop.submit { self.isPresent() }.get()
    }
}

extension TestDescriptor {
    /// Reads once; nil if there is nothing or nobody at the other end.
    func readSomeOrHangUp() throws -> [UInt8]? {
        var byte: UInt8 = 0
        return Glibc.read(descriptor, &byte, 1) == 1 ? [byte] : nil
    }
}

/// Whether a condition holds within a good half second.
func soon(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<300 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(2))
    }
    return false
}
