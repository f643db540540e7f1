internal import ModbusProtocol

/// Reads what mbpoll prints, one call or several in a row, terminal and all.
///
/// Where a register stands twice the later value holds: mbpoll polls again and again.
struct MbpollReader {
    private let options: DumpOptions
    private var log = DumpFaultLog()
    private var dump = RegisterDump()
    private var format = MbpollFormat()
    private var slave: Int64?
    /// The slave whose values are taken; nil for all.
    private var chosen: Int64?
    /// Sections of which it was said already that they are passed over.
    private var isPassedOver = false

    init(_ options: DumpOptions) {
        self.options = options
        format.table = options.table
    }

    /// Whether a text is such an output.
    static func recognises(_ lines: DumpLines) -> Bool {
        lines.all.contains { line in
            line.begins(with: "mbpoll ") || line.begins(with: MbpollChatter.slave)
                || MbpollValue(line) != nil
        }
    }

    /// The dump of all lines.
    mutating func read(_ lines: DumpLines) throws(DumpFaults) -> RegisterDump {
        try chooseSlave(lines)
        for line in lines.all { read(line) }
        try log.throwIfAny()
        return dump
    }

    /// Finds out whose values are meant where several slaves are polled.
    private mutating func chooseSlave(_ lines: DumpLines) throws(DumpFaults) {
        let polls = lines.all.compactMap { line in
            MbpollChatter.slave(of: line).map { (slave: $0, line: line.number) }
        }
        guard let first = polls.first,
            let other = polls.first(where: { $0.slave != first.slave })
        else { return }
        chosen = options.slave.map(Int64.init)
        guard polls.contains(where: { $0.slave == chosen }) else {
            throw DumpFaults([
                DumpFault(
                    line: other.line,
                    message: "slave \(other.slave) is polled, slave \(first.slave) in line "
                        + "\(first.line); say whose registers are meant"
                )
            ])
        }
    }

    private mutating func read(_ line: DumpLines.Line) {
        if let slave = MbpollChatter.slave(of: line) {
            self.slave = slave
        } else if line.begins(with: MbpollChatter.dataType) {
            readFormat(line)
        } else if let value = MbpollValue(line) {
            if chosen == nil || slave == chosen { read(value, line) }
        } else if line.begins(with: "Read "), let reason = MbpollChatter.failure(in: line) {
            if chosen == nil || slave == chosen {
                dump.passedOver.append("line \(line.number): mbpoll could not read: \(reason)")
            }
        } else if !MbpollChatter.isKnown(line) {
            log.report(
                line.number,
                "\"\(line.bytes.excerpt)\" is nothing that mbpoll prints; such as [50770]: 12"
            )
        }
    }

    private mutating func readFormat(_ line: DumpLines.Line) {
        isPassedOver = false
        guard let format = MbpollFormat(line) else {
            log.report(
                line.number,
                "\"\(line.bytes.excerpt)\" is no data type of mbpoll; 16-bit register, 32-bit "
                    + "integer or 32-bit float of a register table, a discrete input or output"
            )
            return
        }
        self.format = format
    }

    private mutating func read(_ value: MbpollValue, _ line: DumpLines.Line) {
        guard format.kind != .bit else {
            if !isPassedOver {
                dump.passedOver.append(
                    "line \(line.number): coils and discrete inputs are passed over; what they "
                        + "show is in registers, too, or follows from the installation"
                )
            }
            isPassedOver = true
            return
        }
        let base = Int64(options.base ?? 1)
        let last = value.reference - base + Int64(format.words) - 1
        guard let address = UInt16(exactly: value.reference - base), last <= 65_535 else {
            log.report(
                line.number,
                "register \(value.reference) does not exist; \(base) to \(65_535 + base), "
                    + "counted from \(base)"
            )
            return
        }
        guard let number = format.number(value.text) else {
            log.report(
                line.number,
                "\"\(value.text.excerpt)\" is no \(format.kind.rawValue); \(format.allowed)"
            )
            return
        }
        keep(number, at: address)
    }

    private mutating func keep(_ number: MbpollFormat.Number, at address: UInt16) {
        for (offset, word) in number.words.enumerated() {
            let place = RegisterDump.Place(format.table, address &+ UInt16(offset))
            dump.words[place] = word
            dump.rounded[place] = nil
        }
        // A value that began in the word before is cut: its words are what they are.
        dump.rounded[RegisterDump.Place(format.table, address &- 1)] = nil
        if let tolerance = number.tolerance {
            let place = RegisterDump.Place(format.table, address)
            dump.rounded[place] = RegisterDump.RoundedNumber(
                value: number.value,
                tolerance: tolerance,
                isLittle: format.isLittle
            )
        }
    }
}
