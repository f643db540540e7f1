internal import CModbus
internal import Glibc

extension ModbusMaster {
    /// The speeds that libmodbus can set; any other it would silently take for 9600.
    public static let baudRates = [
        110, 300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800,
        500_000, 576_000, 921_600, 1_000_000, 1_152_000, 1_500_000, 2_500_000, 3_000_000,
        3_500_000, 4_000_000,
    ]

    /// A connected TCP context.
    static func openTCP(
        _ host: String,
        _ port: Int,
        _ timeout: Duration
    ) throws(MasterError) -> OpaquePointer {
        guard (1...65535).contains(port) else {
            throw .invalidRequest("port \(port) does not exist; a port is 1 to 65535")
        }
        let target = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        try resolve(host, target)
        return try connect(modbus_new_tcp_pi(host, String(port)), to: target, timeout)
    }

    /// An open RTU context.
    static func openRTU(
        _ device: String,
        _ baudRate: Int,
        _ parity: SerialParity,
        _ stopBits: Int,
        _ timeout: Duration
    ) throws(MasterError) -> OpaquePointer {
        guard baudRates.contains(baudRate) else {
            let list = baudRates.map(String.init).joined(separator: ", ")
            throw .invalidRequest("libmodbus has no baud rate \(baudRate); it has \(list)")
        }
        guard stopBits == 1 || stopBits == 2 else {
            throw .invalidRequest("\(stopBits) stop bits do not exist; there are 1 or 2")
        }
        let context = modbus_new_rtu(
            device,
            CInt(baudRate),
            parity.letter,
            8,
            CInt(stopBits)
        )
        let opened = try connect(context, to: device, timeout)
        // Without a unit libmodbus aborts at the first request.
        _ = modbus_set_slave(opened, 1)
        return opened
    }

    /// Sets the response timeout of a context.
    static func apply(_ timeout: Duration, to context: OpaquePointer) throws(MasterError) {
        guard timeout >= .milliseconds(1), timeout <= .seconds(3600) else {
            throw .invalidRequest("a response timeout is 1 ms to 1 h, not \(timeout)")
        }
        let (seconds, attoseconds) = timeout.components
        _ = modbus_set_response_timeout(
            context,
            UInt32(seconds),
            UInt32(attoseconds / 1_000_000_000_000)
        )
    }

    /// Fails for a name without an address, which libmodbus calls a refused connection.
    private static func resolve(_ host: String, _ target: String) throws(MasterError) {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            throw .cannotConnect(target: target, reason: String(cString: gai_strerror(code)))
        }
        freeaddrinfo(list)
    }

    private static func connect(
        _ context: OpaquePointer?,
        to target: String,
        _ timeout: Duration
    ) throws(MasterError) -> OpaquePointer {
        guard let context else { throw .connecting(to: target, number: errno) }
        do throws(MasterError) {
            try apply(timeout, to: context)
            try checkDescriptors(target)
            guard modbus_connect(context) == 0 else {
                throw .connecting(to: target, number: errno)
            }
        } catch {
            modbus_free(context)
            throw error
        }
        return context
    }

    /// libmodbus waits with `select`, which writes outside its set from descriptor 1024 on.
    private static func checkDescriptors(_ target: String) throws(MasterError) {
        let lowestFree = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard lowestFree >= 0 else { throw .connecting(to: target, number: errno) }
        _ = Glibc.close(lowestFree)
        guard lowestFree < 1024 else {
            throw .cannotConnect(
                target: target,
                reason: "libmodbus works with descriptors below 1024 only, and all are taken"
            )
        }
    }
}
