internal import CModbus
internal import Glibc

/// A Modbus master over libmodbus: asks one slave at a time and waits for the reply.
///
/// Every call blocks its thread, at most for about the response timeout; use it from one task or
/// thread at a time.
public final class ModbusMaster {
    /// How long a reply may take unless told otherwise.
    public static let usualTimeout = Duration.milliseconds(500)

    let context: OpaquePointer
    let isSerial: Bool
    private var isClosed = false
    private var mayHoldLateReply = false

    /// The unit that is asked; 255 on TCP and 1 on a serial line until ``setUnit(_:)``.
    public private(set) var unit: UInt8

    /// How long a reply may take.
    public private(set) var responseTimeout: Duration

    /// Connects to a Modbus TCP slave or gateway.
    ///
    /// - Parameters:
    ///   - host: a name or an address, IPv4 or IPv6.
    ///   - port: 1 to 65535.
    ///   - timeout: how long the connection, and then each reply, may take.
    /// - Throws: ``MasterError/cannotConnect(target:reason:)`` or
    ///   ``MasterError/invalidRequest(_:)``.
    public init(
        tcp host: String,
        port: Int,
        timeout: Duration = usualTimeout
    ) throws(MasterError) {
        context = try Self.openTCP(host, port, timeout)
        isSerial = false
        unit = UInt8(MODBUS_TCP_SLAVE)
        responseTimeout = timeout
    }

    /// Opens a serial device for Modbus RTU, eight data bits.
    ///
    /// - Parameters:
    ///   - device: the path of a serial device or pseudo-terminal.
    ///   - baudRate: one of ``baudRates``.
    ///   - parity: the parity bit.
    ///   - stopBits: 1 or 2.
    ///   - timeout: how long each reply may take.
    /// - Throws: ``MasterError/cannotConnect(target:reason:)`` or
    ///   ``MasterError/invalidRequest(_:)``.
    public init(
        rtu device: String,
        baudRate: Int,
        parity: SerialParity,
        stopBits: Int,
        timeout: Duration = usualTimeout
    ) throws(MasterError) {
        context = try Self.openRTU(device, baudRate, parity, stopBits, timeout)
        isSerial = true
        unit = 1
        responseTimeout = timeout
    }

    deinit {
        modbus_close(context)
        modbus_free(context)
    }

    /// Ends the connection; every later request throws ``MasterError/closed``.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        modbus_close(context)
    }

    /// Chooses the unit that is asked.
    ///
    /// - Parameter unit: 0 to 255 on TCP. On a serial line 1 to 247, or 0, the broadcast, to
    ///   which writes go without a reply.
    /// - Throws: ``MasterError/invalidRequest(_:)``.
    public func setUnit(_ unit: Int) throws(MasterError) {
        let allowed = isSerial ? 0...247 : 0...255
        guard allowed.contains(unit) else {
            throw .invalidRequest(
                "unit \(unit) does not exist here; a unit is 0 to \(allowed.upperBound)"
            )
        }
        // libmodbus refuses 248 to 254, also on TCP; those go through `exchange`.
        _ = modbus_set_slave(context, CInt(unit))
        self.unit = UInt8(unit)
    }

    /// Chooses how long a reply may take.
    ///
    /// - Throws: ``MasterError/invalidRequest(_:)`` unless it is 1 ms to 1 h.
    public func setResponseTimeout(_ timeout: Duration) throws(MasterError) {
        try Self.apply(timeout, to: context)
        responseTimeout = timeout
    }

    /// Makes one call of libmodbus and turns its error number into an error.
    ///
    /// What an earlier reply left behind is dropped first: it would be taken for this one.
    @discardableResult
    func call(_ body: (OpaquePointer) -> CInt) throws(MasterError) -> Int {
        guard !isClosed else { throw .closed }
        if mayHoldLateReply {
            modbus_flush(context)
            mayHoldLateReply = false
        }
        let result = body(context)
        guard result < 0 else { return Int(result) }
        let error = MasterError(number: errno)
        noteLateReply(after: error)
        throw error
    }

    /// Remembers that bytes may follow which belong to no later request.
    func noteLateReply(after error: MasterError) {
        switch error {
        case .timeout, .invalidReply: mayHoldLateReply = true
        default: break
        }
    }
}

/// A master belongs to one task: libmodbus keeps its transaction in the context.
@available(*, unavailable)
extension ModbusMaster: Sendable {}
