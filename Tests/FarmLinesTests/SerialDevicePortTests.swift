import FarmCore
import Glibc
import MeterModels
import NIOCore
import Testing

@testable import FarmLines

/// 9600 baud, no parity, one stop bit.
let plainFormat = LineFormat(baudRate: 9600, parity: .none, stopBits: 1)

/// Opens a device, looked for every few milliseconds when it is away.
func openDevice(
    _ path: String,
    on host: LineHost,
    format: LineFormat = plainFormat,
    rs485: RS485Plan? = nil,
    waits: Bool = false,
    makeSession: @escaping @Sendable () -> any LineSession = { ScriptedSession.echo() },
    observe: LineObserver? = nil
) async throws(LineError) -> SerialDevicePort {
    var settings = SerialDeviceSettings(path: path, format: format)
    settings.rs485 = rs485
    settings.waits = waits
    return try await SerialDevicePort.open(
        settings,
        on: host.loops[0],
        retryAfter: 5,
        makeSession: makeSession,
        observe: observe
    )
}

/// Why a device does not open; nil if it does.
func deviceError(_ path: String, on host: LineHost) async -> LineError? {
    do throws(LineError) {
        let port = try await openDevice(path, on: host)
        await port.close()
        return nil
    } catch {
        return error
    }
}

@Suite("A serial device port")
struct SerialDevicePortTests {
    @Test("carries every byte both ways, unchanged")
    func carriesBytes() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let adapter = try TestAdapter(at: directory.link("usb"))
            let port = try await openDevice(directory.link("usb"), on: host)
            #expect(port.name == directory.link("usb") && port.address == port.name)
            let every = (0...255).map { UInt8($0) }
            try adapter.write(every)
            #expect(try adapter.read(256) == every)
            for byte in every {
                try adapter.write([byte])
                #expect(try adapter.read(1) == [byte])
            }
            await port.close()
            await port.close()
        }
    }

    @Test("sets a raw line at any speed, and puts back what it found")
    func settings() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let adapter = try TestAdapter(at: directory.link("usb"))
            let before = try adapter.settings()
            #expect(!before.isRaw)
            for (format, checksParity) in [
                (LineFormat(baudRate: 250_000, parity: .odd, stopBits: 2), true),
                (LineFormat(baudRate: 9600, parity: .even, stopBits: 1), true),
                (LineFormat(baudRate: 14_321, parity: .none, stopBits: 2), false),
            ] {
                let port = try await openDevice(directory.link("usb"), on: host, format: format)
                let set = try adapter.settings()
                #expect(set.isRaw && !set.controlsFlow)
                #expect(set.baud == UInt32(format.baudRate))
                #expect(set.twoStopBits == (format.stopBits == 2))
                #expect(set.oddParity == (format.parity == .odd))
                #expect(set.checksParity == checksParity)
                await port.close()
                #expect(try adapter.settings() == before)
            }
        }
    }

    @Test("knows its client's line for certain: what it is set to itself")
    func clientLine() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let adapter = try TestAdapter(at: directory.link("usb"))
            let told = Log<ClientLine?>()
            let format = LineFormat(baudRate: 38_400, parity: .even, stopBits: 1)
            let port = try await openDevice(directory.link("usb"), on: host, format: format) {
                ScriptedSession.asking { told.append($0) }
            }
            try adapter.write([1])
            #expect(try adapter.read(1) == [1])
            #expect(
                told.entries == [ClientLine(baudRate: 38_400, stopBits: 1, parity: .even)]
            )
            await port.close()
        }
    }

    @Test("fires the session's timer and lets it speak when it asks to")
    func firesTimer() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let adapter = try TestAdapter(at: directory.link("usb"))
            let port = try await openDevice(directory.link("usb"), on: host) {
                let session = ScriptedSession { _, actions in
                    actions.timer = .armed(after: 2_000_000)
                    actions.ending = .resets
                }
                session.onTimeout = { $0.output = [42] }
                return session
            }
            for _ in 0..<2 {
                try adapter.write([1])
                #expect(try adapter.read(1) == [42])
            }
            await port.close()
        }
    }

    @Test("is refused to a second port and to whoever comes after another program")
    func exclusive() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let path = directory.link("usb")
            let adapter = try TestAdapter(at: path)
            let port = try await openDevice(path, on: host)
            #expect(await deviceError(path, on: host) == .deviceInUse(path))
            #expect(await deviceError(adapter.device, on: host) == .deviceInUse(adapter.device))
            // The mark would outlive a farm that is killed.
            #expect(try SerialClient(adapter.device).waits(for: POLLOUT))
            await port.close()

            let other = try SerialClient(adapter.device)
            #expect(await deviceError(path, on: host) == nil)
            // As pyserial's and picocom's locks, and as TIOCEXCL, which pppd and minicom use.
            #expect(flock(other.descriptor, LOCK_EX | LOCK_NB) == 0)
            #expect(await deviceError(path, on: host) == .deviceInUse(path))
            #expect(flock(other.descriptor, LOCK_UN) == 0)
            #expect(ioctl(other.descriptor, UInt(TIOCEXCL)) == 0)
            #expect(await deviceError(path, on: host) == .deviceInUse(path))
            // A pseudo-terminal keeps the mark when its opener has gone.
            #expect(ioctl(other.descriptor, UInt(TIOCNXCL)) == 0)
            other.close()
            #expect(await deviceError(path, on: host) == nil)
        }
    }

    @Test("says what stands there instead of a serial device")
    func wrongPlaces() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let file = directory.link("file")
            Glibc.close(creat(file, 0o600))
            let missing = directory.link("nothing")
            #expect(await deviceError(missing, on: host) == .deviceMissing(missing))
            for path in ["/dev/null", file, directory.path] {
                #expect(await deviceError(path, on: host) == .notASerialDevice(path))
            }
            #expect(LineError(openingDevice: "p", code: EACCES) == .deviceForbidden("p"))
            #expect(LineError(openingDevice: "p", code: ENXIO) == .deviceMissing("p"))
            #expect(
                LineError(openingDevice: "p", code: EIO)
                    == .deviceFailed("p", reason: systemMessage(EIO))
            )
        }
    }

    @Test("works on where a driver lacks parity or RS485 mode, and says so")
    func lacks() async throws {
        let directory = try LinkDirectory()
        try await withHost { host in
            let adapter = try TestAdapter(at: directory.link("usb"))
            let log = Log<LineEvent>()
            let port = try await openDevice(
                directory.link("usb"),
                on: host,
                format: LineFormat(baudRate: 9600, parity: .even, stopBits: 1),
                rs485: RS485Plan(),
                observe: { log.append($0) }
            )
            let lacks = log.entries.compactMap {
                if case .deviceLacks(let text) = $0 { text } else { nil }
            }
            #expect(lacks.count == 2 && log.entries.count == 2)
            #expect(lacks.first?.contains("parity even") == true)
            #expect(lacks.last?.contains("RS485 mode") == true)
            try adapter.write([7])
            #expect(try adapter.read(1) == [7])
            await port.close()
        }
    }
}

extension ScriptedSession {
    /// Echoes, and tells each time how its client has set the line.
    static func asking(_ tell: @escaping (ClientLine?) -> Void) -> ScriptedSession {
        let session = ScriptedSession { _, _ in }
        session.onBytes = { [weak session] bytes, actions in
            tell(session?.clientLine())
            actions.output = bytes
        }
        return session
    }
}
