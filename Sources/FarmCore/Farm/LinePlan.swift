public import MeterModels
public import SimulatedTime

/// The settings of a serial line, and what is wrong with it.
public struct LinePlan: Hashable, Sendable {
    /// The parity of a character, as models know it.
    public typealias Parity = SerialOptions.Parity

    /// Whether bytes take their time.
    public enum Timing: String, Hashable, Sendable, CaseIterable {
        /// As fast as the machine can.
        case instant
        /// Every byte takes its bits at the line's speed, and meters take theirs to answer.
        case realistic
    }

    /// Whether a master must have set its end as the meters have theirs.
    public enum Check: String, Hashable, Sendable, CaseIterable {
        /// It is understood however it has set it.
        case lenient
        /// With other settings it gets silence.
        case strict
    }

    /// Bits per second.
    public var baudRate = 19_200
    /// The parity bit.
    public var parity = Parity.even
    /// Stop bits, 1 or 2.
    public var stopBits = 1
    /// Whether bytes take their time.
    public var timing = Timing.instant
    /// Whether a master's own settings matter.
    public var check = Check.lenient
    /// What the cable is like.
    public var conditions = LineConditions()

    /// 19 200 baud, even parity, one stop bit, nothing wrong.
    public init() {}

    /// Speed and character format.
    public var format: LineFormat {
        LineFormat(baudRate: baudRate, parity: parity, stopBits: stopBits)
    }

    /// Bits of one character on the line: start, eight data, parity, stop.
    public var bitsPerCharacter: Int { format.bitsPerCharacter }
}

/// What a segment's cable is like and what else is on it (keys of a bus's `line`).
///
/// What each of them does to characters: `LineErrors`, and `docs/line.md` for people.
public struct LineConditions: Hashable, Sendable {
    /// Bursts of noise.
    public struct Noise: Hashable, Sendable {
        /// From one burst to the next, in host time.
        public var every: TimeSpan
        /// Characters a burst breaks or adds.
        public var length: Int

        /// Bursts of so many characters.
        public init(every: TimeSpan, length: Int) {
            self.every = every
            self.length = length
        }
    }

    /// Another master that polls a device of its own on the same cable.
    public struct ForeignTraffic: Hashable, Sendable {
        /// From one request to the next, in host time.
        public var every: TimeSpan
        /// The address it asks.
        public var unit: UInt8
        /// What it asks, from the function code on.
        public var request: [UInt8]
        /// What the device answers, from the function code on; nil when it does not.
        public var answer: [UInt8]?

        /// A poll of a foreign device.
        public init(every: TimeSpan, unit: UInt8, request: [UInt8], answer: [UInt8]?) {
            self.every = every
            self.unit = unit
            self.request = request
            self.answer = answer
        }
    }

    /// The length of the cable, metres.
    public var length = 10.0
    /// How many of its two ends have their terminator, 0 to 2.
    public var terminators = 2
    /// The load of one meter on the line, in unit loads of RS485: 1 for early transceivers, 1/8
    /// for the frugal ones.
    public var unitLoad = 0.125
    /// Unit loads that a driver carries; on an M-Bus those that the level converter feeds.
    public var drivers = 32.0
    /// The probability that a bit is received wrong, besides what the rest makes of it.
    public var bitErrorRate = 0.0
    /// Bursts of noise; nil without.
    public var noise: Noise?
    /// Whether masters hear what they send themselves.
    public var echo = false
    /// Whether the two wires touch: nobody hears anybody.
    public var isShorted = false
    /// Whether the masters' A and B are exchanged: nobody understands anybody.
    public var isReversed = false
    /// Whether the idle line is biased; without, first characters break and stray ones follow.
    public var isBiased = true
    /// Other masters on the cable.
    public var foreignTraffic: [ForeignTraffic] = []

    /// Ten metres with both terminators and nothing wrong.
    public init() {}

    /// Nothing wrong.
    public static let good = LineConditions()

    /// The keys that mean nothing on an M-Bus: its wires may be exchanged, it has no terminators
    /// and no bias, its models say their own loads, and foreign polls speak Modbus.
    static let rs485Keys = [
        "length", "terminators", "unitLoad", "reversed", "bias", "foreignTraffic",
    ]

    /// What is said of those keys.
    static let noneOfMBus =
        "has no meaning on an M-Bus; its line knows bitErrorRate, noise, echo, short and drivers"

    /// The same without what an RS485 line alone can have.
    var onMBus: LineConditions {
        var conditions = LineConditions()
        conditions.drivers = drivers
        conditions.bitErrorRate = bitErrorRate
        conditions.noise = noise
        conditions.echo = echo
        conditions.isShorted = isShorted
        return conditions
    }
}
