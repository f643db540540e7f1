internal import ModbusProtocol

/// How the meters of a wire cut what masters send into requests.
///
/// One for each framing that is spoken, and on a line without time one for each master.
protocol Ear: AnyObject {
    /// Bytes have passed.
    func hear(_ bytes: ArraySlice<UInt8>, _ passage: Passage)

    /// The line has been silent since the last byte, until the deadline.
    func endOfSilence()

    /// The next request that is whole.
    func next() -> WireRequest?

    /// When a silence will tell something; nil while none can.
    var deadline: Int64? { get }

    /// Whether ``next()`` may have something to give.
    var hasNews: Bool { get }

    /// Frames that were lost since the last time this was asked.
    func takeErrors() -> Int

    /// What it reads the line with.
    var receiver: Receiver { get set }
}

/// When bytes passed, and who sent them.
struct Passage {
    /// The host time at which the first began.
    var start: Int64
    /// The host time at which the last ended.
    var end: Int64
    /// Nanoseconds of rest before the transmission they belong to.
    var silenceBefore: Int64
    /// Who sent them, and how.
    var source: Transmission.Source
}

extension WireRequest {
    /// The request in a frame.
    init(unit: UInt8, pdu: some Collection<UInt8>, silenceBefore: Int64, passage: Passage) {
        self.init(
            unit: unit,
            pdu: Array(pdu),
            framing: passage.source.framing,
            sender: passage.source.format,
            origin: passage.source.origin,
            silenceBefore: silenceBefore,
            end: passage.end
        )
    }
}
