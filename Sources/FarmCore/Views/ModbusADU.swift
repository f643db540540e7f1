internal import ModbusProtocol

/// A frame of Modbus taken apart: its envelope, and the protocol data unit.
struct ModbusADU {
    /// The address.
    let unit: UInt8
    /// From the function code on; at least that.
    let pdu: [UInt8]
    /// What stands before the function code.
    let head: [FrameDecoding.Field]
    /// What stands behind the data.
    let tail: [FrameDecoding.Field]
    /// Whether checksum and lengths are right.
    let isIntact: Bool

    /// Nil for bytes that are too few or no digits, and for framings that are not Modbus.
    init?(_ bytes: [UInt8], _ framing: TrafficFrame.Framing) {
        switch framing {
        case .rtu: self.init(rtu: bytes)
        case .ascii: self.init(ascii: bytes)
        case .tcp: self.init(tcp: bytes)
        case .mBus: return nil
        }
    }

    private init?(rtu bytes: [UInt8]) {
        guard bytes.count >= 4 else { return nil }
        unit = bytes[0]
        pdu = Array(bytes[1..<bytes.count - 2])
        isIntact = CRC16.isValid(bytes[...])
        head = [.init("unit", "\(unit)")]
        tail = [.init("CRC", bytes.suffix(2).hexText + (isIntact ? "" : ", wrong"))]
    }

    private init?(ascii characters: [UInt8]) {
        guard characters.count >= 9, characters[0] == 0x3A else { return nil }
        let digits = characters[1..<characters.count - 2].map { character in
            Character(Unicode.Scalar(character)).hexDigitValue
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[place], let low = digits[place + 1] else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: high << 4 | low))
        }
        guard bytes.count >= 3 else { return nil }
        unit = bytes[0]
        pdu = Array(bytes[1..<bytes.count - 1])
        isIntact = LRC.compute(bytes) == 0
        head = [.init("unit", "\(unit)")]
        tail = [.init("LRC", bytes.suffix(1).hexText + (isIntact ? "" : ", wrong"))]
    }

    private init?(tcp bytes: [UInt8]) {
        guard bytes.count > MBAPEncoder.headerSize else { return nil }
        func word(_ place: Int) -> Int { Int(bytes[place]) << 8 | Int(bytes[place + 1]) }
        unit = bytes[6]
        pdu = Array(bytes[7...])
        isIntact = word(2) == 0 && word(4) == bytes.count - 6
        head = [
            .init("transaction", "\(word(0))"), .init("protocol", "\(word(2))"),
            .init("length", "\(word(4))"), .init("unit", "\(unit)"),
        ]
        tail = []
    }
}

extension Collection<UInt8> {
    /// Two capital digits for each byte, with spaces between: `91 CA`.
    var hexText: String {
        map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: " ")
    }
}

extension Int {
    /// An address as tables write it: `0xC568`.
    var addressText: String {
        let digits = String(self, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: Swift.max(4 - digits.count, 0)) + digits
    }
}
