internal import MBusProtocol
internal import MeterModels
internal import Metrology
internal import ModbusProtocol

/// From the meter's integer to the words or bytes on the line.
extension Explanation.Step {
    /// How a register gets its number.
    static func scale(
        _ machine: MeterMachine,
        _ register: CompiledRegister,
        _ about: RegisterDescription,
        _ map: ModbusMap
    ) -> Explanation.Step {
        guard case .quantity(let quantity) = register.source else {
            return source(machine, register, about)
        }
        guard let exact = machine.value(of: quantity) else {
            return Explanation.Step(
                stage: .scale,
                sentence: "The meter has no such value now, and shows its mark for that",
                figures: []
            )
        }
        let band = map.ratioScale(of: register)?.band(machine.ratios)
        let isFloat = register.format.type?.isFloat == true
        return scale(
            exact,
            of: quantity,
            band?.compiled ?? register.scale,
            band?.decimal ?? about.scale,
            about.unit,
            isFloat: isFloat,
            notes: register.flags.notes
        )
    }

    /// How a record gets its number; nil for one that shows no quantity.
    static func scale(
        _ machine: MeterMachine,
        _ record: CompiledRecord,
        _ about: RecordDescription
    ) -> Explanation.Step {
        guard case .quantity(let quantity) = record.source,
            let exact = machine.value(of: quantity)
        else {
            return Explanation.Step(
                stage: record.source.content.stage,
                sentence: "The record shows \(about.shows)",
                figures: []
            )
        }
        return scale(
            exact,
            of: quantity,
            record.scale,
            about.scale,
            about.unit,
            isFloat: record.information.coding == .real32,
            notes: record.flags.notes
        )
    }

    private static func scale(
        _ exact: Int64,
        of quantity: Quantity,
        _ scale: RegisterScale,
        _ step: DecimalScale,
        _ unit: String,
        isFloat: Bool,
        notes: [String]
    ) -> Explanation.Step {
        let symbol = quantity.unit.symbol
        let perUnit = quantity.unit.perUnit(symbol) ?? 1
        var figures = [Explanation.Figure("value", Double(exact) / perUnit, symbol)]
        let more = notes.isEmpty ? "" : "; \(notes.listed)"
        guard !isFloat else {
            let number = scale.number(from: exact)
            figures.append(Explanation.Figure("number", number, unit))
            return Explanation.Step(
                stage: .scale,
                sentence: "It is shown as a floating point number of \(unit.orNumber)\(more)",
                figures: figures
            )
        }
        let raw = scale.raw(from: exact)
        let shown = step.value(of: raw)
        figures += [
            Explanation.Figure("step", step.value(of: 1), unit),
            Explanation.Figure("number", Double(raw)), Explanation.Figure("shown", shown, unit),
        ]
        if let own = quantity.unit.perUnit(unit) {
            figures.append(Explanation.Figure("cut off", Double(exact) / own - shown, unit))
        }
        return Explanation.Step(
            stage: .scale,
            sentence:
                "It is shown in steps of \(step.text) \(unit.orNumber), cut toward zero\(more)",
            figures: figures
        )
    }

    /// What a register shows that is no quantity.
    private static func source(
        _ machine: MeterMachine,
        _ register: CompiledRegister,
        _ about: RegisterDescription
    ) -> Explanation.Step {
        let stage = register.source.content.stage
        guard case .setting(let index) = register.source else {
            return Explanation.Step(
                stage: stage,
                sentence: "The register shows \(about.shows)",
                figures: []
            )
        }
        let (setting, value) = (machine.model.settings[index], machine.settings[index])
        let code = setting.code(of: value)
        return Explanation.Step(
            stage: stage,
            sentence: "The setting \(setting.name) stands at \(value.brief) \(setting.unit)"
                + (code == value ? "" : ", which the register shows as \(code.brief)"),
            figures: [
                Explanation.Figure("value", value, setting.unit), Explanation.Figure("code", code),
                Explanation.Figure("from the factory", setting.defaultValue, setting.unit),
            ]
        )
    }

    /// The words that a master gets.
    static func words(_ view: RegisterView) -> Explanation.Step {
        let about = view.description
        let sentence: String
        var figures: [Explanation.Figure] = []
        switch view.answer {
        case .words(let words):
            let text = words.map { Int($0).addressText }.joined(separator: " ")
            sentence =
                "A read by function \(about.place.function) gets \(text): "
                + "\(about.type), \(about.order.rawValue) word order"
            figures = words.enumerated().map {
                Explanation.Figure("word \($0.offset + 1)", Double($0.element))
            }
        case .bit(let isSet):
            sentence = "A read by function \(about.place.function) gets \(isSet ? 1 : 0)"
            figures = [Explanation.Figure("bit", isSet ? 1 : 0)]
        case .refused(let exception):
            sentence =
                "A read of it alone is refused with exception \(exception.rawValue), "
                + exception.meaning
            figures = [Explanation.Figure("exception", Double(exception.rawValue))]
        case .silence: sentence = "A read gets no answer at all"
        }
        return Explanation.Step(stage: .words, sentence: sentence, figures: figures)
    }

    /// The bytes that a master gets.
    static func words(_ record: RecordView) -> Explanation.Step {
        Explanation.Step(
            stage: .words,
            sentence: "The record is \(record.bytes.hexText): \(record.selfDescription), "
                + "\(record.description.type)",
            figures: record.bytes.enumerated().map {
                Explanation.Figure("byte \($0.offset + 1)", Double($0.element))
            }
        )
    }
}

extension RegisterFlags {
    /// How the value is formed besides, in words.
    fileprivate var notes: [String] {
        var notes: [String] = []
        if contains(.magnitude) { notes.append("without its sign") }
        if contains(.sign) { notes.append("its sign alone, 1 for below zero") }
        if contains(.counter) { notes.append("beginning again at zero when the register is full") }
        if contains(.scaledByRatio) { notes.append("the step goes with the programmed ratio") }
        if contains(.coded) { notes.append("as a code of the maker's") }
        if contains(.fourQuadrant) { notes.append("beyond 1 where the current leads") }
        return notes
    }
}

extension RegisterView.Content {
    /// The step at which something is explained that is no quantity.
    fileprivate var stage: Explanation.Stage {
        switch self {
        case .quantity, .partialCounter, .loadCurve, .command: .counting
        case .setting, .address, .identification: .setting
        case .clock: .clock
        case .constant, .text, .words, .serialNumber, .unavailable: .constant
        }
    }
}

extension String {
    /// The unit, or what a number without one is called.
    fileprivate var orNumber: String { isEmpty ? "a plain number" : self }
}
