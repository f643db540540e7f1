internal import Glibc

/// A descriptor on which bytes come and go.
///
/// It is a serial device, or a TCP connection to a level converter. Calls block their thread.
final class ByteLine {
    private let descriptor: CInt

    /// Takes over a descriptor that does not block.
    init(_ descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Sends bytes, all of them.
    func send(_ bytes: [UInt8]) throws(MBusMasterError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                guard Self.wait(for: CShort(POLLOUT), descriptor, milliseconds: 5000) else {
                    throw .disconnected(reason: "nothing more can be sent")
                }
            } else if errno != EINTR {
                throw .disconnected(reason: Self.message(errno))
            }
        }
    }

    /// The bytes that come within a time; empty when none do.
    func receive(within milliseconds: Int) throws(MBusMasterError) -> [UInt8] {
        guard Self.wait(for: CShort(POLLIN), descriptor, milliseconds: milliseconds) else {
            return []
        }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { return Array(buffer.prefix(count)) }
        if count == 0 { throw .disconnected(reason: "the other end has closed it") }
        if errno == EAGAIN || errno == EINTR { return [] }
        throw .disconnected(reason: Self.message(errno))
    }

    /// Drops what has come and nobody waits for.
    func flush() throws(MBusMasterError) {
        while try !receive(within: 0).isEmpty {}
    }

    /// Whether something happens on a descriptor within a time; a signal does not end it early.
    static func wait(for events: CShort, _ descriptor: CInt, milliseconds: Int) -> Bool {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        let end = now() + milliseconds
        while true {
            let rest = max(end - now(), 0)
            let count = poll(&entry, 1, CInt(clamping: rest))
            if count > 0 { return true }
            if count == 0 || errno != EINTR { return false }
        }
    }

    /// Monotonic milliseconds.
    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    static func message(_ code: CInt) -> String { String(cString: strerror(code)) }
}
