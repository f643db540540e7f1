internal import ModbusProtocol

/// Hears RTU on a line whose bytes take their time: frames are what stands between silences of 3.5
/// characters (Modbus over serial line V1.02, 2.5.1.1).
///
/// A gap of more than 1.5 characters inside a frame spoils it: everything is ignored until the
/// line has rested. A strict ear ignores also a request that begins before the line has rested
/// from whatever was on it.
final class SilenceEar: Ear {
    private let silences: Silences
    private let isStrict: Bool
    private var bytes: [UInt8] = []
    private var isSpoilt = false
    /// The last bytes of the frame; nil while none has begun.
    private var last: Passage?
    private var silenceBefore: Int64 = 0
    private var request: WireRequest?
    private var errors = 0
    var receiver = Receiver()

    init(_ silences: Silences, isStrict: Bool) {
        self.silences = silences
        self.isStrict = isStrict
    }

    func hear(_ new: ArraySlice<UInt8>, _ passage: Passage) {
        guard !new.isEmpty else { return }
        if let last {
            if passage.start - last.end > silences.insideFrame { isSpoilt = true }
        } else {
            silenceBefore = passage.silenceBefore
            if isStrict, silenceBefore < silences.betweenFrames { isSpoilt = true }
        }
        last = passage
        if bytes.count + new.count > RTUDecoder.maximumFrame { isSpoilt = true }
        if isSpoilt { bytes.removeAll(keepingCapacity: true) } else { bytes += new }
    }

    func endOfSilence() {
        guard let last else { return }
        if !isSpoilt, bytes.count >= 4, CRC16.isValid(bytes[...]) {
            request = WireRequest(
                unit: bytes[0],
                pdu: bytes[1..<bytes.count - 2],
                silenceBefore: silenceBefore,
                passage: last
            )
        } else {
            errors += 1
        }
        self.last = nil
        isSpoilt = false
        bytes.removeAll(keepingCapacity: true)
    }

    func next() -> WireRequest? {
        defer { request = nil }
        return request
    }

    var deadline: Int64? { last.map { $0.end + silences.betweenFrames } }

    var hasNews: Bool { request != nil }

    func takeErrors() -> Int {
        defer { errors = 0 }
        return errors
    }
}
