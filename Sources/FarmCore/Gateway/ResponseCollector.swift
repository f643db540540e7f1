internal import ModbusProtocol

/// Finds the response to a request in what is heard on a line.
///
/// *RTU.* A frame begins after a silence and ends with the last byte that its function code tells,
/// when its checksum is right, or with the next silence. A frame of another unit or function is
/// passed over, one with a wrong checksum is dropped at the silence behind it; so the response may
/// still come. *ASCII.* A frame stands between a colon and CR LF.
///
/// Only address and function code tell whose response it is: RTU has no transaction number, and
/// the answer to an earlier request that comes late is taken for this one's.
struct ResponseCollector {
    /// The largest frame in bytes (Modbus over serial line V1.02, 2.5.1.1); what is longer is
    /// noise.
    static let maximumFrame = 256

    private let framing: WireFraming
    private let timing: GatewayTiming
    private var unit: UInt8 = 0
    private var function: UInt8 = 0
    private var requestCount = 0
    private var received: [UInt8] = []
    private var lastEnd: Int64?
    private var characters = ASCIIDecoder()

    /// A collector for one end of a line.
    init(framing: WireFraming, timing: GatewayTiming) {
        self.framing = framing
        self.timing = timing
    }

    /// Forgets what was heard and waits for the response to a request.
    mutating func begin(unit: UInt8, pdu: [UInt8]) {
        self.unit = unit
        function = pdu.first ?? 0
        requestCount = pdu.count
        lastEnd = nil
        received.removeAll(keepingCapacity: true)
        characters = ASCIIDecoder()
    }

    /// Whether a frame has begun that may be a response.
    var isReceiving: Bool {
        switch framing {
        case .rtu, .mBus: !received.isEmpty && received.count <= Self.maximumFrame
        case .ascii: !characters.isIdle
        }
    }

    /// When what is heard now has surely ended; nil while nothing is.
    var endsBy: Int64? {
        guard framing == .ascii ? isReceiving : !received.isEmpty else { return nil }
        return lastEnd.map { timing.silenceIsCertain(after: $0) }
    }

    /// Takes bytes; returns the response when it is whole.
    ///
    /// - Parameter hostTime: the end of the last of them.
    mutating func heard(_ bytes: some Collection<UInt8>, at hostTime: Int64) -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        let begin = hostTime - timing.duration(of: bytes.count)
        if let lastEnd, begin - lastEnd >= timing.silence, let response = silence() {
            return response
        }
        lastEnd = hostTime
        switch framing {
        case .rtu, .mBus:
            let room = Self.maximumFrame + 1 - received.count
            received.append(contentsOf: bytes.prefix(max(room, 0)))
            return wholeFrame()
        case .ascii:
            characters.receive(bytes)
            return wholeMessage()
        }
    }

    /// The line fell silent: what was heard is a whole frame, or is dropped.
    mutating func silence() -> [UInt8]? {
        characters.silence()
        defer { received.removeAll(keepingCapacity: true) }
        guard (4...Self.maximumFrame).contains(received.count), CRC16.isValid(received[...]),
            isAsLongAsItTells(received)
        else { return nil }
        return response(received[...].dropLast(2))
    }

    /// Whether a frame with its checksum has the length that its function tells; one that has not
    /// is no answer but another master's request.
    private func isAsLongAsItTells(_ frame: [UInt8]) -> Bool {
        ResponseLength.needed(frame, request: requestCount).map { $0 == frame.count } ?? true
    }

    private mutating func wholeFrame() -> [UInt8]? {
        while let needed = ResponseLength.needed(received, request: requestCount),
            needed <= min(received.count, Self.maximumFrame), CRC16.isValid(received[..<needed])
        {
            let found = response(received[..<(needed - 2)])
            received.removeFirst(needed)
            if let found { return found }
        }
        return nil
    }

    private mutating func wholeMessage() -> [UInt8]? {
        while let frame = characters.next() {
            let bytes = [frame.unit] + characters.bytes(of: frame)
            // As long as it would be with the checksum of RTU.
            guard isAsLongAsItTells(bytes + [0, 0]) else { continue }
            if let found = response(bytes[...]) { return found }
        }
        return nil
    }

    /// The response in address and response, if it is the one that is waited for.
    private func response(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        guard bytes.first == unit, let code = bytes.dropFirst().first,
            code & 0x7F == function & 0x7F
        else { return nil }
        return Array(bytes.dropFirst())
    }
}
