internal import ModbusProtocol

/// Hears RTU where silences cannot be trusted: requests end where their function codes say.
///
/// A function whose length nobody knows ends at a silence.
final class DecoderEar: Ear {
    private let silence: Int64
    private var decoder = RTUDecoder()
    private var errorsTaken = 0
    private var last: Passage?
    private var silenceBefore: Int64 = 0
    private(set) var hasNews = false
    var receiver = Receiver()

    /// - Parameter silence: nanoseconds that end a frame of unknown length.
    init(silence: Int64) {
        self.silence = silence
    }

    func hear(_ bytes: ArraySlice<UInt8>, _ passage: Passage) {
        guard !bytes.isEmpty else { return }
        if decoder.isIdle { silenceBefore = passage.silenceBefore }
        decoder.receive(bytes)
        last = passage
        hasNews = true
    }

    func endOfSilence() {
        decoder.silence()
        hasNews = true
    }

    func next() -> WireRequest? {
        guard let last, case .frame(let frame) = decoder.next() else {
            hasNews = false
            return nil
        }
        defer { silenceBefore = 0 }
        return WireRequest(
            unit: frame.unit,
            pdu: decoder.bytes(of: frame),
            silenceBefore: silenceBefore,
            passage: last
        )
    }

    var deadline: Int64? {
        guard let last, !decoder.isIdle else { return nil }
        return last.end + silence
    }

    func takeErrors() -> Int {
        defer { errorsTaken = decoder.communicationErrors }
        return decoder.communicationErrors &- errorsTaken
    }
}
