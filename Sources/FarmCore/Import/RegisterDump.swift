public import ModbusProtocol

/// The words of a meter's registers as somebody has read them, from the text of a dump.
public struct RegisterDump: Hashable, Sendable {
    /// One register.
    public struct Place: Hashable, Sendable {
        /// The table.
        public let table: RegisterTable
        /// The address, as on the wire.
        public let address: UInt16

        /// A register.
        public init(_ table: RegisterTable, _ address: UInt16) {
            self.table = table
            self.address = address
        }
    }

    /// A number of two words that the text gives with few digits only, as mbpoll prints floats.
    public struct RoundedNumber: Hashable, Sendable {
        /// The number as it is written.
        public let value: Double
        /// Half of its last digit: how far the true number may be away.
        public let tolerance: Double
        /// Whether the words were put together with the low word first.
        public let isLittle: Bool
    }

    /// The words by register.
    public internal(set) var words: [Place: UInt16] = [:]
    /// The numbers that are known to a few digits only, by their first register; their words are
    /// those of the number as it is written.
    public internal(set) var rounded: [Place: RoundedNumber] = [:]
    /// Lines that were passed over although they hold values, and why.
    public internal(set) var passedOver: [String] = []

    /// The longest dump, bytes: all registers of both tables in mbpoll's longest form, some times.
    public static let byteLimit = 16_000_000

    /// The dump in a text: CSV with address, value and perhaps table, or the output of mbpoll.
    ///
    /// - Throws: ``DumpFaults`` with every faulty line.
    public init(_ text: [UInt8], options: DumpOptions = DumpOptions()) throws(DumpFaults) {
        guard text.count <= Self.byteLimit else {
            throw DumpFaults([
                DumpFault(
                    line: 0,
                    message: "the dump has \(text.count) bytes; at most \(Self.byteLimit)"
                )
            ])
        }
        if let base = options.base, base != 0, base != 1 {
            throw DumpFaults([DumpFault(line: 0, message: "base \(base); 0 or 1")])
        }
        let lines = DumpLines(text)
        if MbpollReader.recognises(lines) {
            var reader = MbpollReader(options)
            self = try reader.read(lines)
        } else {
            var reader = DumpTableReader(options)
            self = try reader.read(lines)
        }
        guard !words.isEmpty else {
            throw DumpFaults([
                DumpFault(
                    line: 0,
                    message: "the dump has no registers; lines such as 0xC652,12 or the output "
                        + "of mbpoll"
                )
            ])
        }
    }

    /// An empty dump, to be filled.
    init() {}

    /// The words of a register of several; nil where at least one is missing.
    func words(_ table: RegisterTable, from address: UInt16, count: Int) -> [UInt16]? {
        var found: [UInt16] = []
        for offset in 0..<count {
            guard let place = UInt16(exactly: Int(address) + offset),
                let word = words[Place(table, place)]
            else { return nil }
            found.append(word)
        }
        return found
    }

    /// The addresses of a table, ascending.
    func addresses(_ table: RegisterTable) -> [UInt16] {
        words.keys.filter { $0.table == table }.map(\.address).sorted()
    }
}
