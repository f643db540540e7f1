public import FarmCore
internal import NIOCore

/// A serial line on a device of this host: `/dev/ttyUSB0`.
///
/// The device is ours alone while the port is open, and gets its settings back afterwards. One
/// session lives as long as the port: when the adapter is pulled, the port waits for it and goes
/// on. The device's own hardware paces what is sent.
public final class SerialDevicePort: LinePort {
    /// Bytes of output that may wait for the driver; what is more is lost, answer by answer.
    ///
    /// At 9600 baud they take 19 seconds, longer than any master waits.
    public static let pendingOutput = 16 * 1024

    /// The most bytes that are read at a time, and the output at which no more is read.
    public static let readAtATime = 4096

    /// How often a device that is not there is looked for, milliseconds.
    public static let retryMilliseconds: Int64 = 500

    /// The device's path, as it was asked for.
    public let name: String

    /// The same: a device has no other address.
    public var address: String { name }

    /// The loop on which the line lives.
    public let loop: LineLoop

    let line: NIOLoopBound<SerialDeviceLine>

    private init(name: String, loop: LineLoop, line: NIOLoopBound<SerialDeviceLine>) {
        self.name = name
        self.loop = loop
        self.line = line
    }

    /// Opens a serial device.
    ///
    /// - Parameters:
    ///   - settings: which, and how it is used.
    ///   - loop: where the line lives.
    ///   - retryAfter: milliseconds between two looks for a device that is not there.
    ///   - makeSession: called once, on the loop.
    ///   - observe: told what happens, on the loop.
    /// - Throws: a ``LineError`` naming the device and what to do.
    public static func open(
        _ settings: SerialDeviceSettings,
        on loop: LineLoop,
        retryAfter: Int64 = retryMilliseconds,
        makeSession: @escaping @Sendable () -> any LineSession,
        observe: LineObserver? = nil
    ) async throws(LineError) -> SerialDevicePort {
        let line = try await loop.perform { () throws(LineError) in
            let line = SerialDeviceLine(
                settings,
                session: makeSession(),
                loop: loop,
                retryAfter: .milliseconds(retryAfter),
                observe: observe
            )
            do throws(LineError) {
                try line.start()
            } catch {
                _ = line.end()
                throw error
            }
            return NIOLoopBound(line, eventLoop: loop.eventLoop)
        }
        return SerialDevicePort(name: settings.path, loop: loop, line: line)
    }

    /// Whether the device is there.
    ///
    /// Must be called on the ``loop``.
    public func isPresent() -> Bool { line.value.isPresent }

    /// Closes the device; what waits to be sent is dropped.
    public func close() async {
        let line = line
        let closed = try? await loop.perform { () throws(LineError) in line.value.end() }
        try? await closed?.get()
        try? await loop.perform { () throws(LineError) in line.value.release() }
    }
}
