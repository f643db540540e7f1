internal import MeterModels
public import Metrology
public import SimulatedTime

/// A meter's state as bytes: a format number, a checksum and the fields.
public enum MeterState {
    /// The format that is written; another one was written by another version of the program.
    public static let format: UInt8 = 3
    /// The format without the meter's place on its bus and in its script; it is still read.
    private static let placeless: UInt8 = 1
    /// The format without its place in the farm's agenda; it is still read.
    private static let withoutAgenda: UInt8 = 2

    private static let headerLength = 9

    /// Why bytes are no state of a meter.
    public enum Fault: Error, Hashable, Sendable {
        /// They are of another format.
        case format(UInt8)
        /// Their checksum is wrong: they are not what was written.
        case damaged
        /// They do not fit the meter's model.
        case misfit(StateReader.Fault)
        /// They hold what no meter of the model can.
        case unsound
    }

    /// The state of a meter with the programme in force.
    public static func bytes(of machine: MeterMachine) -> [UInt8] {
        var (machine, writer) = (machine, StateWriter())
        var programme = MeterProgramme(machine)
        programme.visit(&writer)
        machine.visit(&writer)
        _ = machine.visitPlace(&writer)
        _ = machine.visitAgenda(&writer)
        if machine.contactPort != nil { machine.visitContact(&writer) }
        return sealed(writer)
    }

    /// The programme of a farm file.
    static func bytes(of programme: MeterProgramme) -> [UInt8] {
        var (programme, writer) = (programme, StateWriter())
        programme.visit(&writer)
        programme.station.visit(&writer)
        return sealed(writer)
    }

    /// The meter that a state left.
    ///
    /// - Parameters:
    ///   - plan: the meter as the farm file has it.
    ///   - instant: the grid instant of the state.
    public static func machine(
        _ plan: MeterPlan,
        at instant: Instant,
        from bytes: [UInt8]
    ) throws(Fault) -> MeterMachine {
        try read(plan, at: instant, from: bytes).machine
    }

    /// The meter that a state left, and the mark of the script that it had; 0 for none.
    static func read(
        _ plan: MeterPlan,
        at instant: Instant,
        from bytes: [UInt8]
    ) throws(Fault) -> (machine: MeterMachine, mark: Int64) {
        var reader = try opened(bytes)
        var programme = MeterProgramme(plan)
        programme.presets = []
        programme.visit(&reader)
        if let fault = reader.fault { throw .misfit(fault) }
        var machine = MeterMachine(plan, programme: programme, at: instant, state: &reader)
        let hasAgenda = bytes.first.map { $0 > withoutAgenda } ?? false
        let place = bytes.first == placeless ? nil : machine.visitPlace(&reader)
        let below = hasAgenda ? machine.visitAgenda(&reader) : .epoch
        if reader.hasMore { machine.visitContact(&reader) } else { machine.forgetContact() }
        machine.takeUp(plan.script, place)
        machine.takeUp(plan.agenda, below: below)
        // Not before it is known what feeds the meter.
        machine.measureAnew()
        do { try reader.finish() } catch { throw .misfit(error) }
        guard machine.isSound, machine.bookedUntil == instant else { throw .unsound }
        return (machine, place?.mark ?? 0)
    }

    /// The programme that the farm file had.
    static func programme(_ plan: MeterPlan, from bytes: [UInt8]) throws(Fault) -> MeterProgramme {
        var reader = try opened(bytes)
        var programme = MeterProgramme(plan)
        programme.visit(&reader)
        if bytes.first != placeless { programme.station.visit(&reader) }
        do { try reader.finish() } catch { throw .misfit(error) }
        return programme
    }

    /// All fields of a meter's state by name.
    public static func fields(of machine: MeterMachine) -> [StateList.Field] {
        var (machine, list) = (machine, StateList())
        var programme = MeterProgramme(machine)
        programme.visit(&list)
        machine.visit(&list)
        _ = machine.visitPlace(&list)
        _ = machine.visitAgenda(&list)
        if machine.contactPort != nil { machine.visitContact(&list) }
        return list.fields
    }

    private static func sealed(_ writer: StateWriter) -> [UInt8] {
        var bytes: [UInt8] = [format]
        bytes.reserveCapacity(headerLength + writer.bytes.count)
        let sum = checksum(writer.bytes)
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: sum >> UInt64(8 * place))) }
        bytes += writer.bytes
        return bytes
    }

    private static func opened(_ bytes: [UInt8]) throws(Fault) -> StateReader {
        guard let found = bytes.first else { throw .damaged }
        guard (placeless...format).contains(found) else { throw .format(found) }
        guard bytes.count >= headerLength else { throw .damaged }
        let payload = Array(bytes[headerLength...])
        var sum: UInt64 = 0
        for place in (1..<headerLength).reversed() { sum = sum << 8 | UInt64(bytes[place]) }
        guard checksum(payload) == sum else { throw .damaged }
        return StateReader(payload)
    }

    /// Fowler, Noll and Vo's hash FNV-1a of 64 bits: finds damage, not malice.
    private static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}

extension MeterState.Fault: CustomStringConvertible {
    /// The fault as the end of a sentence about a meter's state.
    public var description: String {
        switch self {
        case .format(let found):
            "is of format \(found), this program reads format \(MeterState.format)"
        case .damaged: "is damaged: its checksum is wrong"
        case .misfit(let fault): "does not fit its model: \(fault)"
        case .unsound: "holds values that the meter cannot have"
        }
    }
}
