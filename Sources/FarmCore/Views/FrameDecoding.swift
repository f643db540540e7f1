public import MeterModels
public import Metrology

/// What a frame says, in words.
public struct FrameDecoding: Hashable, Sendable {
    /// A part of the frame.
    public struct Field: Hashable, Sendable {
        /// What it is: `function`, `address`, `count`, `CRC`.
        public let name: String
        /// What stands there.
        public let text: String

        init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
    }

    /// A register, bit or record that the frame asks for, carries or writes.
    public struct Item: Hashable, Sendable {
        /// Where it stands: `0xC568`, `1.3` for the third record of the first telegram.
        public let place: String
        /// What it shows: the name of a quantity, or what the model calls it.
        public let name: String
        /// Its value; nil where the frame only asks for it.
        public let value: DecodedValue?
        /// The unit of the value; empty for a plain number.
        public let unit: String

        /// `power.active.total = 6210 W`; the name alone without a value.
        public var text: String {
            guard let value else { return name }
            let number = value.text
            return unit.isEmpty || value.isText
                ? "\(name) = \(number)" : "\(name) = \(number) \(unit)"
        }
    }

    /// Whether its checksum and its lengths are right.
    public internal(set) var isIntact = true
    /// The parts, in their order.
    public internal(set) var fields: [Field] = []
    /// The registers, bits or records it is about.
    public internal(set) var items: [Item] = []
    /// All in a sentence.
    public internal(set) var sentence = ""

    /// Reads a frame.
    ///
    /// - Parameters:
    ///   - bytes: all of it.
    ///   - request: the frame that it answers; without it the registers of an answer are not known.
    ///   - model: the model of the meter that it is for or from; nil where nobody knows.
    ///   - ratios: what is programmed in the meter, for steps that go with it.
    public init(
        _ bytes: [UInt8],
        _ framing: TrafficFrame.Framing,
        _ direction: TrafficFrame.Direction,
        answering request: [UInt8]? = nil,
        model: MeterModel? = nil,
        ratios: ConfiguredRatios = ConfiguredRatios()
    ) {
        switch (direction, framing) {
        case (.noise, _): self.init(broken: "noise on the line", bytes)
        case (_, .mBus): self = LinkReading(model?.mBus).decoding(bytes)
        default:
            guard let adu = ModbusADU(bytes, framing) else {
                self.init(broken: "no frame that anybody can read", bytes)
                return
            }
            let asked = request.flatMap { ModbusADU($0, framing) }
            var reading = ModbusReading(adu, map: model?.modbus, ratios: ratios)
            if direction == .request {
                reading.readRequest()
            } else {
                reading.readResponse(to: asked)
            }
            self = reading.decoding
            fields = adu.head + fields + adu.tail
            isIntact = adu.isIntact
            if !isIntact { sentence = "damaged: \(sentence)" }
        }
    }

    /// Nothing read yet.
    init() {}

    /// A frame that cannot be read.
    init(broken sentence: String, _ bytes: [UInt8]) {
        isIntact = false
        fields = [Field("bytes", "\(bytes.count)")]
        self.sentence = sentence
    }
}

extension DecodedValue {
    /// The value as people read it.
    public var text: String {
        switch self {
        case .number(let number): Int64(exactly: number).map(String.init) ?? "\(number)"
        case .text(let text): text
        case .notAvailable: "not available"
        }
    }

    /// Whether it is no number.
    var isText: Bool {
        if case .number = self { false } else { true }
    }
}
