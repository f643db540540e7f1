internal import Glibc

extension ByteLine {
    /// Connects to a level converter.
    static func tcp(
        _ host: String,
        _ port: Int,
        timeout milliseconds: Int
    ) throws(MBusMasterError) -> ByteLine {
        let target = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        guard (1...65535).contains(port) else {
            throw .invalidRequest("port \(port) does not exist; a port is 1 to 65535")
        }
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            throw .cannotConnect(target: target, reason: String(cString: gai_strerror(code)))
        }
        defer { freeaddrinfo(list) }
        var reason = "it has no address"
        var next = list
        while let entry = next?.pointee {
            switch connect(entry, milliseconds) {
            case .success(let descriptor): return ByteLine(descriptor)
            case .failure(let failure): reason = message(failure.code)
            }
            next = entry.ai_next
        }
        throw .cannotConnect(target: target, reason: reason)
    }

    private struct SystemFailure: Error {
        let code: CInt
    }

    private static func connect(
        _ entry: addrinfo,
        _ milliseconds: Int
    ) -> Result<CInt, SystemFailure> {
        let kind = entry.ai_socktype | CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(entry.ai_family, kind, entry.ai_protocol)
        guard descriptor >= 0 else { return .failure(SystemFailure(code: errno)) }
        var error: CInt = 0
        if Glibc.connect(descriptor, entry.ai_addr, entry.ai_addrlen) != 0 { error = errno }
        if error == EINPROGRESS {
            if wait(for: CShort(POLLOUT), descriptor, milliseconds: milliseconds) {
                var size = socklen_t(MemoryLayout<CInt>.size)
                getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
            } else {
                error = ETIMEDOUT
            }
        }
        guard error == 0 else {
            close(descriptor)
            return .failure(SystemFailure(code: error))
        }
        var isOn: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &isOn, size)
        return .success(descriptor)
    }

    /// Opens a serial device, or the end of a pseudo-terminal.
    static func serial(
        _ path: String,
        _ format: MBusLineFormat
    ) throws(MBusMasterError) -> ByteLine {
        guard let speed = speeds[format.baudRate] else {
            throw MBusLineFormat.unknown(format.baudRate)
        }
        guard format.stopBits == 1 || format.stopBits == 2 else {
            throw .invalidRequest("\(format.stopBits) stop bits do not exist; there are 1 or 2")
        }
        let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotConnect(target: path, reason: message(errno)) }
        let line = ByteLine(descriptor)
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else {
            throw .cannotConnect(target: path, reason: "it is no serial device")
        }
        cfmakeraw(&settings)
        cfsetspeed(&settings, speed)
        settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
        settings.c_cflag &= ~tcflag_t(CSTOPB | PARENB | PARODD)
        if format.stopBits == 2 { settings.c_cflag |= tcflag_t(CSTOPB) }
        // A pseudo-terminal has no parity bit and may refuse one: without, it must take the rest.
        var withParity = settings
        switch format.parity {
        case .none: break
        case .even: withParity.c_cflag |= tcflag_t(PARENB)
        case .odd: withParity.c_cflag |= tcflag_t(PARENB | PARODD)
        }
        let isSet =
            tcsetattr(descriptor, TCSANOW, &withParity) == 0
            || errno == EINVAL && tcsetattr(descriptor, TCSANOW, &settings) == 0
        guard isSet else { throw .cannotConnect(target: path, reason: message(errno)) }
        tcflush(descriptor, TCIOFLUSH)
        return line
    }

    private static let speeds: [Int: speed_t] = [
        300: speed_t(B300), 600: speed_t(B600), 1200: speed_t(B1200), 2400: speed_t(B2400),
        4800: speed_t(B4800), 9600: speed_t(B9600), 19200: speed_t(B19200),
        38400: speed_t(B38400),
    ]
}
