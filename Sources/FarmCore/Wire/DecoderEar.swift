/// Hears frames that end where they say themselves: those of M-Bus, and RTU where silences cannot
/// be trusted, whose requests end where their function codes say.
///
/// A function whose length nobody knows, and a frame that breaks off, end at a silence.
final class DecoderEar<Decoder: RequestDecoder>: Ear {
    private let silence: Int64
    private var decoder: Decoder
    private var errorsTaken = 0
    private var last: Passage?
    private var silenceBefore: Int64 = 0
    private(set) var hasNews = false
    var receiver = Receiver()

    /// - Parameter silence: nanoseconds that end a frame of unknown length.
    init(_ decoder: Decoder, silence: Int64) {
        self.decoder = decoder
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
        guard let last, let request = decoder.nextRequest() else {
            hasNews = false
            return nil
        }
        defer { silenceBefore = 0 }
        return WireRequest(
            unit: request.unit,
            pdu: request.pdu,
            silenceBefore: silenceBefore,
            passage: last
        )
    }

    var deadline: Int64? {
        guard let last, !decoder.isIdle else { return nil }
        return last.end + silence
    }

    func takeErrors() -> Int {
        defer { errorsTaken = decoder.lostFrames }
        return decoder.lostFrames &- errorsTaken
    }
}
