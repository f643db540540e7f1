internal import ModbusProtocol

/// Hears ASCII: requests stand between a colon and CR LF, with at most a second between two
/// characters (Modbus over serial line V1.02, 2.5.2).
final class ASCIIEar: Ear {
    /// The longest time between two characters, nanoseconds.
    static let longestGap: Int64 = 1_000_000_000

    private var decoder = ASCIIDecoder()
    private let delimiters: () -> [UInt8]
    private var errorsTaken = 0
    private var last: Passage?
    private var silenceBefore: Int64 = 0
    private(set) var hasNews = false
    var receiver = Receiver()

    /// An ear.
    ///
    /// - Parameter delimiters: what may end a frame after CR.
    init(delimiters: @escaping () -> [UInt8] = { [0x0A] }) {
        self.delimiters = delimiters
    }

    func hear(_ bytes: ArraySlice<UInt8>, _ passage: Passage) {
        guard !bytes.isEmpty else { return }
        if let last, !decoder.isIdle, passage.start - last.end > Self.longestGap {
            decoder.silence()
        }
        if decoder.isIdle {
            silenceBefore = passage.silenceBefore
            decoder.delimiters = delimiters()
        }
        decoder.receive(bytes)
        last = passage
        hasNews = true
    }

    func endOfSilence() { decoder.silence() }

    func next() -> WireRequest? {
        guard let last, let frame = decoder.next() else {
            hasNews = false
            return nil
        }
        defer { silenceBefore = 0 }
        var request = WireRequest(
            unit: frame.unit,
            pdu: decoder.bytes(of: frame),
            silenceBefore: silenceBefore,
            passage: last
        )
        request.delimiter = decoder.delimiter
        return request
    }

    var deadline: Int64? {
        guard let last, !decoder.isIdle else { return nil }
        return last.end + Self.longestGap + 1
    }

    func takeErrors() -> Int {
        defer { errorsTaken = decoder.communicationErrors }
        return decoder.communicationErrors &- errorsTaken
    }
}
