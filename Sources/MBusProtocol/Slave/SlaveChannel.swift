/// What a slave remembers of one way to it: of its primary address, or of 253.
struct SlaveChannel: Sendable {
    /// The telegram of the readout that was answered last; nil for none, or for an error report.
    var telegram: Int?
    /// The frame to repeat when the master repeats its REQ_UD2; empty for none.
    var lastAnswer: [UInt8] = []
    /// The frame count bit of the last REQ_UD2; nil: the next is the first.
    private var requestBit: Bool?
    /// The frame count bit of the last SND_UD; nil: the next is the first, or a request came since.
    private var dataBit: Bool?

    /// Tells whether a REQ_UD2 repeats the last one, and remembers it.
    mutating func isRepeated(request control: ControlField) -> Bool {
        noteRequest()
        guard control.frameCountValid else { return false }
        defer { requestBit = control.frameCountBit }
        return requestBit == control.frameCountBit
    }

    /// Tells that a request came: a SND_UD behind it is no repetition.
    mutating func noteRequest() { dataBit = nil }

    /// Tells whether a SND_UD repeats the last frame, and remembers it.
    mutating func isRepeated(data control: ControlField) -> Bool {
        guard control.frameCountValid else { return false }
        defer { dataBit = control.frameCountBit }
        return repeats(data: control)
    }

    /// Whether a SND_UD repeats the last frame.
    func repeats(data control: ControlField) -> Bool {
        control.frameCountValid && dataBit == control.frameCountBit
    }

    /// Makes the next REQ_UD2 ask for the first telegram.
    mutating func restartReadout() {
        telegram = nil
        lastAnswer = []
        requestBit = nil
    }
}
