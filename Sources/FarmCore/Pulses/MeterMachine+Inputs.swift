internal import MeterModels
public import Metrology
internal import SimulatedTime

/// A pulse line that ends at a meter.
public struct InputLine: Hashable, Sendable {
    /// The input, counted from 1; 0 is the tariff input.
    public var input: Int
    /// Tells the line from others: a hash of where it comes from.
    public var mark: Int64

    /// A line.
    public init(input: Int, mark: Int64) {
        self.input = input
        self.mark = mark
    }
}

extension MeterMachine {
    /// Takes edges of the line that ends at an input, in order; each counts when the registers
    /// pass the instant at which it is due.
    ///
    /// - Parameter line: the line's mark; edges of another line than the meter knows are nothing
    ///   to it.
    mutating func receive(_ edges: some Sequence<IncomingEdge>, input: Int, line: Int64) {
        guard let place = intake?.place(ofInput: input), intake?.ports[place].line == line,
            let first = intake?.receive(edges, at: place), input == 0
        else { return }
        // What the tariff input does ends the piece that is under way.
        pieceEnd = min(pieceEnd, max(first.ceiled(to: step), bookedUntil + step))
    }

    /// Takes over the lines of the farm file, of which one that is new begins at an instant.
    ///
    /// - Returns: whether any is not what it was.
    mutating func adopt(_ lines: [InputLine], at instant: Instant) -> Bool {
        guard !isConnected(to: lines) else { return false }
        advance(to: instant)
        changes &+= 1
        connect(lines, at: instant)
        return true
    }

    /// Whether the lines that end at the meter are those it knows.
    func isConnected(to lines: [InputLine]) -> Bool {
        let marks = marks(of: lines)
        return marks.indices.allSatisfy { intake?.ports[$0].line == marks[$0] }
    }

    /// Connects lines; those that are there already go on.
    mutating func connect(_ lines: [InputLine], at instant: Instant) {
        let marks = marks(of: lines)
        for place in marks.indices where intake?.ports[place].line != marks[place] {
            intake?.ports[place].connect(marks[place], since: instant)
        }
    }

    /// For each input the mark of the line that ends there; 0 without.
    private func marks(of lines: [InputLine]) -> [Int64] {
        guard let intake else { return [] }
        var marks = [Int64](repeating: 0, count: intake.ports.count)
        for line in lines {
            if let place = intake.place(ofInput: line.input) { marks[place] = line.mark }
        }
        return marks
    }

    /// The marks of the lines that end at the pulse inputs, 0 where none does.
    var lineMarks: [Int64] {
        guard let intake else { return [] }
        return intake.numbered.map { intake.ports[$0].line }
    }

    /// The state had no contact at the tariff input: a line that ends there is new.
    mutating func forgetContact() {
        guard let place = intake?.place(ofInput: 0) else { return }
        intake?.ports[place].connect(0, since: bookedUntil)
    }

    /// Changes what is wrong with the wires at an input, from the next step on.
    ///
    /// - Parameter input: counted from 1; 0 is the tariff input.
    /// - Returns: false when the meter has no such input, or no line ends at its tariff input.
    mutating func setLine(
        _ condition: PulseLineCondition,
        input: Int,
        at instant: Instant
    ) -> Bool {
        advance(to: instant)
        guard let place = intake?.place(ofInput: input) else { return false }
        changes &+= 1
        intake?.ports[place].condition = condition
        intake?.ports[place].settle(at: bookedUntil, counts: isPowered)
        if input == 0, let contact = intake?.ports[place].input.isOn {
            inputIsClosed = contact
            updateTariff()
        }
        return true
    }

    /// Takes over what the settings say of the pulse inputs.
    mutating func applyInputSettings() {
        guard let inputs = design.pulseInputs, var intake else { return }
        for place in intake.numbered {
            func part(_ part: MeterSetting.InputPart) -> Double? {
                setting(.input(programmedInput(place) + 1, part))
            }
            let kind = inputKind(place)
            var weight =
                kind.weight(part(.weight) ?? inputs.weight) ?? kind.standardWeight
            for ratio in [part(.currentRatio), part(.voltageRatio)] {
                guard let ratio, ratio > 0 else { continue }
                weight = weight.scaled(by: TransformerRatio(primary: ratio, secondary: 1))
            }
            let offTime = part(.offTime) ?? inputs.offTime
            intake.ports[place].input.setWeight(weight, isVolume: kind.isVolume)
            intake.ports[place].input.offTime = Int64((offTime * 1000).rounded())
        }
        self.intake = intake
    }

    /// Whose settings an input has: its own, or the first input's where that holds for all.
    private func programmedInput(_ place: Int) -> Int { setting(.inputMode) == 1 ? 0 : place }

    private func inputKind(_ place: Int) -> PulseKind {
        let programmed = setting(.input(programmedInput(place) + 1, .kind))
            .flatMap(Int.init(exactly:))
        return programmed.flatMap(PulseKind.init(rawValue:))
            ?? design.pulseInputs?.kinds.first ?? .electricity
    }

    /// What a pulse input is set to count, counted from 1; nil without the input.
    func countedKind(_ n: Int) -> PulseKind? {
        pulseInput(n) == nil ? nil : inputKind(n - 1)
    }

    /// A pulse input with all it has counted, counted from 1.
    public func pulseInput(_ n: Int) -> PulseInput? {
        guard n > 0, let place = intake?.place(ofInput: n) else { return nil }
        return intake?.ports[place].input
    }

    /// What a pulse input tells.
    func input(_ n: UInt8, _ reading: InputReading) -> Int64? {
        guard let inputs = design.pulseInputs, let input = pulseInput(Int(n)) else { return nil }
        let kind = inputKind(Int(n) - 1)
        let isPartial = reading.isPartial
        func amount(_ isWanted: Bool) -> Int64? {
            isWanted
                ? input.amount(ofPartial: isPartial, rollover: inputs.rollover(kind)) : nil
        }
        switch reading {
        case .state: return input.isOn ? 1 : 0
        case .pulses, .partialPulses:
            return input.pulses(ofPartial: isPartial) % max(inputs.pulseRollover, 1)
        case .energy, .partialEnergy: return amount(kind == .electricity || kind == .heat)
        case .reactive, .partialReactive: return amount(kind == .reactive)
        case .volume, .partialVolume: return amount(kind.isVolume)
        case .index, .partialIndex: return amount(true).map(kind.index)
        }
    }

    /// The contacts of all pulse inputs, the first in bit 0.
    var inputStates: Int64? {
        guard design.pulseInputs != nil, let intake else { return nil }
        return intake.numbered.reduce(0) { bits, place in
            intake.ports[place].input.isOn ? bits | 1 << Int64(place) : bits
        }
    }

    /// Sets what the inputs have counted to zero.
    ///
    /// - Parameter n: one input, counted from 1; nil for all.
    mutating func resetInputs(_ n: Int? = nil, onlyPartials: Bool) {
        for place in intake?.numbered ?? 0..<0 where n == nil || n == place + 1 {
            intake?.ports[place].input.resetPartial()
            if !onlyPartials { intake?.ports[place].input.reset() }
        }
    }

    /// Goes through the pulse inputs, which a meter of this model has.
    mutating func visitInputs(_ visitor: inout some StateVisitor) {
        guard design.pulseInputs != nil, var intake else { return }
        visitor.part("inputs") { visitor in
            var ports = Array(intake.ports[intake.numbered])
            visitor.each("input", &ports) { visitor, port in port.visit(&visitor) }
            intake.ports.replaceSubrange(intake.numbered, with: ports)
        }
        intake.noteDue()
        self.intake = intake
    }

    /// Goes through the contact at the tariff input, which a meter has only while a pulse line
    /// ends there: it stands at the very end, and may be missing.
    mutating func visitContact(_ visitor: inout some StateVisitor) {
        // What a line that is gone has left is read and dropped.
        var port = contactPort ?? PulseIntake.Port(PulseInput(weight: .unit, offTime: 0))
        visitor.part("contact") { port.visit(&$0) }
        guard let place = intake?.place(ofInput: 0) else {
            if port.input.isOn { inputIsClosed = false }
            return
        }
        intake?.ports[place] = port
        let due = port.nextDue
        if due < pieceEnd { pieceEnd = max(due.ceiled(to: step), bookedUntil + step) }
    }

    /// The contact at the tariff input; nil while no line ends there.
    var contactPort: PulseIntake.Port? {
        intake?.place(ofInput: 0).flatMap { intake?.ports[$0] }
    }
}

extension InputReading {
    /// Whether it is of the counter that can be reset.
    fileprivate var isPartial: Bool {
        switch self {
        case .partialPulses, .partialEnergy, .partialReactive, .partialVolume, .partialIndex: true
        default: false
        }
    }
}
