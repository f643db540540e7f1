import Glibc

/// What failed in a client of a test.
struct ClientFailure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) {
        description = "\(what): \(String(cString: strerror(errno)))"
    }
}

/// A descriptor that a test's client owns: non-blocking, with time-outs as safety nets only.
class TestDescriptor {
    /// Long enough for the busiest machine.
    static let patience: CInt = 30_000

    private(set) var descriptor: CInt

    init(_ descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit {
        close()
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Whether an event comes in `milliseconds`.
    func waits(for events: Int32, milliseconds: CInt = patience) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        return Glibc.poll(&poll, 1, milliseconds) > 0
    }

    /// Writes what the kernel takes now; nil if it takes nothing.
    func writeSome(_ bytes: ArraySlice<UInt8>) -> Int? {
        let count = bytes.withUnsafeBytes {
            // A socket that the server has closed must not kill the test with SIGPIPE.
            let sent = Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            return sent < 0 && errno == ENOTSOCK
                ? Glibc.write(descriptor, $0.baseAddress, $0.count) : sent
        }
        return count < 0 ? nil : count
    }

    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            if let count = writeSome(rest) {
                rest = rest.dropFirst(count)
            } else {
                guard errno == EAGAIN, waits(for: POLLOUT) else { throw ClientFailure("write") }
            }
        }
    }

    /// Reads once; empty at the end of the stream, nil if there is nothing now.
    func readSome() throws -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        if count < 0 {
            if errno == EAGAIN { return nil }
            if errno == ECONNRESET { return [] }
            throw ClientFailure("read")
        }
        return Array(bytes.prefix(count))
    }

    /// Reads exactly `count` bytes.
    func read(_ count: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        while all.count < count {
            guard waits(for: POLLIN) else { throw ClientFailure("only \(all.count) of \(count)") }
            guard let some = try readSome() else { continue }
            guard !some.isEmpty else { throw ClientFailure("end after \(all.count) of \(count)") }
            all += some
        }
        return all
    }

    /// Reads to the end of the stream.
    func readToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            guard waits(for: POLLIN) else { throw ClientFailure("no end") }
            guard let some = try readSome() else { continue }
            if some.isEmpty { return all }
            all += some
        }
    }
}

/// A TCP client on the loopback.
final class TCPClient: TestDescriptor {
    /// - Parameter buffer: bytes that the client's kernel keeps each way; 0: as many as it likes.
    init(port: Int, buffer: CInt = 0) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        super.init(socket)
        if buffer > 0 {
            var size = buffer
            let length = socklen_t(MemoryLayout<CInt>.size)
            _ = setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, length)
            _ = setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, length)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw ClientFailure("connect") }
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    }

    /// Closes the sending half.
    func finishSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes with a reset.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_LINGER,
            &linger,
            socklen_t(MemoryLayout<linger>.size)
        )
        close()
    }
}

/// A program that has opened a serial line.
final class SerialClient: TestDescriptor {
    init(_ path: String) throws {
        super.init(Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK))
        guard descriptor >= 0 else { throw ClientFailure("open \(path)") }
    }

    /// Sets the line as pyserial does: reads the settings, changes them, sets them at once.
    func set(_ speed: speed_t, parityEnabled: Bool = false, odd: Bool = false, stopBits: Int = 1)
        throws
    {
        var line = termios()
        guard tcgetattr(descriptor, &line) == 0 else { throw ClientFailure("tcgetattr") }
        line.c_cflag |= tcflag_t(CLOCAL | CREAD)
        line.c_lflag &= ~tcflag_t(ICANON | ECHO | ECHOE | ECHOK | ECHONL | ISIG | IEXTEN)
        line.c_oflag &= ~tcflag_t(OPOST | ONLCR | OCRNL)
        line.c_iflag &= ~tcflag_t(INLCR | IGNCR | ICRNL | IGNBRK | INPCK | ISTRIP | IXON | IXOFF)
        cfsetspeed(&line, speed)
        line.c_cflag &= ~tcflag_t(CSIZE | CSTOPB | PARENB | PARODD)
        line.c_cflag |= tcflag_t(CS8)
        if stopBits == 2 { line.c_cflag |= tcflag_t(CSTOPB) }
        if parityEnabled { line.c_cflag |= tcflag_t(PARENB) }
        if odd { line.c_cflag |= tcflag_t(PARODD) }
        guard tcsetattr(descriptor, TCSANOW, &line) == 0 else { throw ClientFailure("tcsetattr") }
    }

    /// Sets a rate that has no constant, with INPCK as libmodbus does for a parity.
    func setExactly(baud: UInt32, checksParity: Bool) throws {
        // struct termios2 of asm-generic: four flags, a line and 19 control bytes, two speeds.
        var words = [UInt32](repeating: 0, count: 11)
        words[0] = checksParity ? UInt32(INPCK) : 0
        words[2] = 0o010000 | UInt32(CS8 | CREAD | CLOCAL)
        words[9] = baud
        words[10] = baud
        guard ioctl(descriptor, 0x402C_542B, &words) == 0 else { throw ClientFailure("TCSETS2") }
    }
}
