/// The serial line of a model: what can be set, and how it leaves the factory.
public struct SerialOptions: Hashable, Sendable {
    /// The parity of a character.
    public enum Parity: String, Hashable, Sendable, CaseIterable {
        /// No parity bit.
        case none
        /// An even number of ones.
        case even
        /// An odd number of ones.
        case odd
    }

    /// A framing of Modbus on a serial line.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Binary, ended by silence.
        case rtu
        /// Hexadecimal between a colon and CR LF.
        case ascii
    }

    /// The speeds it can be set to, bit/s.
    public var baudRates: [Int] = [9600]
    /// The parities it can be set to.
    public var parities: [Parity] = [.none, .even, .odd]
    /// The numbers of stop bits it can be set to.
    public var stopBits: [Int] = [1]
    /// The slave addresses it can be set to.
    public var addresses: ClosedRange<Int> = 1...247
    /// The framings of Modbus that it speaks.
    public var modes = Mode.allCases
    /// Whether a new address, speed or character format holds only when the device starts anew.
    public var lineSettingsWaitForRestart = false
    /// The speed it leaves the factory with, bit/s.
    public var defaultBaudRate = 9600
    /// The parity it leaves the factory with.
    public var defaultParity = Parity.none
    /// The stop bits it leaves the factory with.
    public var defaultStopBits = 1
    /// The address it leaves the factory with.
    public var defaultAddress = 1

    /// The commonest line: 9600 8N1, address 1.
    public init() {}

    /// The commonest line of M-Bus: 300 to 9600 bit/s, 2400 8E1, address 0 of 0 to 250
    /// (EN 13757-2, 5.2 and 5.7).
    static var mBus: SerialOptions {
        var options = SerialOptions()
        options.baudRates = [300, 600, 1200, 2400, 4800, 9600]
        options.parities = [.even]
        options.addresses = 0...250
        options.defaultBaudRate = 2400
        options.defaultParity = .even
        options.defaultAddress = 0
        return options
    }
}

/// How long a model takes to answer.
public struct ResponseTime: Hashable, Sendable {
    /// What a request gets that comes sooner than the model can take it.
    public enum TooFast: String, Hashable, Sendable, CaseIterable {
        /// Nothing: the model has not heard it.
        case silence
        /// Nothing, and the model starts anew.
        case restart
    }

    /// At least, milliseconds.
    public var minimum: Int64 = 10
    /// Usually, milliseconds.
    public var typical: Int64 = 20
    /// At most, milliseconds.
    public var maximum: Int64 = 200
    /// How long the line must have rested before a request to the model, milliseconds; 0 where it
    /// takes what Modbus allows.
    public var pause: Int64 = 0
    /// What a request gets that comes sooner than that.
    public var tooFast = TooFast.silence

    /// 20 ms, 10 to 200 ms, without a pause.
    public init() {}
}
