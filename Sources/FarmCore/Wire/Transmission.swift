/// Bytes in one run on a wire, each with its place in time.
final class Transmission {
    /// Who sends.
    enum Sender {
        /// A master of the farm's.
        case master(WireMember)
        /// A meter.
        case meter
        /// A master that is none of the farm's.
        case foreignMaster
        /// The device that answers a foreign master.
        case foreignMeter
        /// Nobody: a disturbance.
        case noise
    }

    /// What a receiver must know to judge a request.
    struct Source: Equatable {
        var framing: WireFraming
        var format: ClientLine?
        var origin: RequestOrigin
    }

    /// The most bytes of one run that wait for their time on the line.
    static let limit = 4096

    /// Tells transmissions of one wire apart, ascending.
    let number: Int64
    let sender: Sender
    let source: Source
    /// The host time at which the first start bit begins.
    let start: Int64
    let pace: CharacterPace
    private(set) var bytes: [UInt8]
    /// How many of the bytes the line has weathered: what it breaks is broken.
    private var weathered = 0
    /// How many of the bytes those have got that pace themselves.
    private var handed = 0
    /// How many of the bytes have passed.
    private(set) var passed = 0
    /// Whether its beginning has come.
    private(set) var isBegun = false
    /// The number of the answer that it is, or is a part of, while somebody watches.
    var answer: Int64?
    /// Nanoseconds of rest before it; nil until its first byte has passed.
    var silenceBefore: Int64?

    init(
        number: Int64,
        sender: Sender,
        source: Source,
        start: Int64,
        pace: CharacterPace,
        bytes: [UInt8]
    ) {
        self.number = number
        self.sender = sender
        self.source = source
        self.start = start
        self.pace = pace
        self.bytes = bytes
    }

    /// The host time at which the stop bit of the last byte ends.
    var end: Int64 { start + pace.span(bytes.count) }

    /// Whether all of it has passed.
    var isOver: Bool { passed == bytes.count }

    /// The host time at which a byte begins.
    func start(of index: Int) -> Int64 { start + pace.span(index) }

    /// The host time at which the byte before an index has ended.
    func end(before index: Int) -> Int64 { start + pace.span(index) }

    /// Bytes follow the last without a gap.
    func append(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

    /// Its beginning has come.
    func begin() { isBegun = true }

    /// Lets the line break what it has not seen yet.
    func weather(_ damage: (inout [UInt8], Range<Int>) -> Void) {
        guard weathered < bytes.count else { return }
        damage(&bytes, weathered..<bytes.count)
        weathered = bytes.count
    }

    /// The bytes that those who pace themselves have not got yet, once.
    func takeUnhanded() -> Range<Int> {
        defer { handed = bytes.count }
        return handed..<bytes.count
    }

    /// The bytes up to an index have passed.
    func pass(to index: Int) { passed = index }
}

extension Transmission.Sender {
    /// Whether meters listen to it.
    var isHeardByMeters: Bool {
        switch self {
        case .master, .foreignMaster, .noise: true
        case .meter, .foreignMeter: false
        }
    }

    /// Whether it asks, rather than answers.
    var isMaster: Bool {
        switch self {
        case .master, .foreignMaster: true
        case .meter, .foreignMeter, .noise: false
        }
    }

    /// The master that sends, if it is one of the farm's.
    var member: WireMember? {
        if case .master(let member) = self { member } else { nil }
    }
}
