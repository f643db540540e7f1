internal import ModbusProtocol
internal import SimulatedTime

/// An answer while faults rework it: one or more runs of bytes.
struct FrameDraft {
    private let shape: FrameShape
    private var runs: [[UInt8]] = []

    /// Writes the frame with the fields and the checksum that the strikes ask for.
    init(_ pdu: [UInt8], unit: UInt8, as shape: FrameShape, by strikes: [FaultStrike]) {
        self.shape = shape
        var fields = FrameFields(unit: unit, pdu: pdu, isLink: shape == .mBus)
        for strike in strikes { fields.change(strike.effect) }
        var bytes: [UInt8] = []
        switch shape {
        case .rtu: RTUEncoder.append(unit: fields.unit, pdu: fields.pdu, into: &bytes)
        case .ascii(let delimiter):
            ASCIIEncoder.append(
                unit: fields.unit,
                pdu: fields.pdu,
                delimiter: delimiter,
                into: &bytes
            )
        case .mBus: fields.writeLink(into: &bytes)
        case .mbap(let transaction): fields.write(transaction, into: &bytes)
        }
        runs = [bytes]
        for strike in strikes {
            guard case .checksum(let fault) = strike.effect else { continue }
            spoil(fault, strike.stream)
            break
        }
    }

    // MARK: Checksum

    private mutating func spoil(_ fault: FaultyChecksum, _ stream: RandomStream) {
        let count = runs[0].count
        switch shape {
        case .rtu:
            let sum = UInt16(runs[0][count - 2]) | UInt16(runs[0][count - 1]) << 8
            let spoilt = fault.applied(to: sum, stream)
            runs[0][count - 2] = UInt8(truncatingIfNeeded: spoilt)
            runs[0][count - 1] = UInt8(truncatingIfNeeded: spoilt >> 8)
        case .ascii:
            let digits = runs[0][(count - 4)..<(count - 2)]
            let sum = digits.reduce(0) { $0 << 4 | Self.digit($1) }
            let spoilt = fault.applied(to: sum, stream)
            runs[0][count - 4] = Self.character(spoilt >> 4)
            runs[0][count - 3] = Self.character(spoilt & 0x0F)
        case .mBus:
            // An acknowledgement has no checksum: it is spoilt itself.
            let place = max(count - 2, 0)
            runs[0][place] = fault.applied(to: runs[0][place], stream)
        case .mbap: break
        }
    }

    private static func digit(_ character: UInt8) -> UInt8 {
        character <= 0x39 ? character &- 0x30 : character &- 0x37
    }

    private static func character(_ digit: UInt8) -> UInt8 {
        digit < 10 ? 0x30 + digit : 0x37 + digit
    }

    // MARK: Bytes

    /// Does what a strike on the bytes asks for.
    mutating func rework(_ strike: FaultStrike) {
        switch strike.effect {
        case .truncate(let count): runs[runs.count - 1].removeLast(min(count, last.count))
        case .extra(let count): extend(chance(count, strike.stream))
        case .garbage(let count): runs[0].insert(contentsOf: chance(count, strike.stream), at: 0)
        case .duplicate(let count): runs += repeatElement(last, count: count)
        default: break
        }
    }

    private var last: [UInt8] { runs[runs.count - 1] }

    /// Bytes at the end; those of ASCII belong to the frame only before its CR.
    private mutating func extend(_ bytes: [UInt8]) {
        var place = last.count
        if case .ascii(let delimiter) = shape, last.suffix(2) == [0x0D, delimiter] { place -= 2 }
        runs[runs.count - 1].insert(contentsOf: bytes, at: place)
    }

    /// Bytes of chance: any in binary; in ASCII hexadecimal digits, which a receiver takes in.
    private func chance(_ count: Int, _ stream: RandomStream) -> [UInt8] {
        (0..<Int64(max(count, 0))).map { step in
            let byte = UInt8(truncatingIfNeeded: stream.bits(step) >> 32)
            guard case .ascii = shape else { return byte }
            return Self.character(byte & 0x0F)
        }
    }

    // MARK: The end

    /// Leaves what still goes out before the connection ends.
    mutating func end(_ ending: LineActions.Ending) {
        switch ending {
        case .stays, .closesSending: break
        case .resets: runs = []
        case .closes:
            var rest = runs.reduce(0) { $0 + $1.count } / 2
            runs = runs.map { run in
                let kept = Array(run.prefix(rest))
                rest -= kept.count
                return kept
            }
        }
    }

    /// The runs with the gap between them, each cut into pieces of nearly the same length.
    func pieces(gap: Int64, split: (pieces: Int, pause: Int64)?) -> [WirePiece] {
        var pieces: [WirePiece] = []
        for run in runs where !run.isEmpty {
            let count = min(max(split?.pieces ?? 1, 1), run.count)
            for number in 0..<count {
                let range = (run.count * number / count)..<(run.count * (number + 1) / count)
                let pause = number > 0 ? split?.pause ?? 0 : pieces.isEmpty ? 0 : gap
                pieces.append(WirePiece(Array(run[range]), pauseBefore: pause))
            }
        }
        return pieces
    }
}

extension FaultyChecksum {
    /// What a checksum becomes.
    fileprivate func applied<Sum: FixedWidthInteger & UnsignedInteger>(
        to sum: Sum,
        _ stream: RandomStream
    ) -> Sum {
        let half = Sum.bitWidth / 2
        switch self {
        case .bitFlip: return sum ^ 1 << Sum(stream.bits(0) % UInt64(Sum.bitWidth))
        case .swap: return sum << Sum(half) | sum >> Sum(half)
        case .zero: return 0
        case .offByOne: return sum &+ 1
        }
    }
}
