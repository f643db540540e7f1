internal import MeterModels
internal import Metrology
internal import ModbusProtocol
internal import SimulatedTime

/// What is programmed in the meter, its clock, and what commands have switched.
extension DumpImporter {
    /// Programs the settings.
    mutating func takeSettings() {
        var taken: [Int: (value: Double, reading: Int)] = [:]
        for (index, reading) in readings.enumerated() {
            guard case .setting(let setting) = reading.register.source else { continue }
            attempted.insert(index)
            let definition = machine.model.settings[setting]
            if case .line = definition.role {
                reasons[index] = "belongs to the line: the farm file says it, by bus and address"
                continue
            }
            guard let value = settingValue(index, definition) else { continue }
            if let other = taken[setting], other.value != value {
                let place = readings[other.reading].register.address
                reasons[index] = "\(Hexadecimal.text(place)) says otherwise, which is taken"
            } else {
                taken[setting] = (value, index)
            }
        }
        for (setting, value) in taken.sorted(by: { $0.key < $1.key }) {
            machine.set(setting, to: value.value, at: instant)
        }
    }

    private mutating func settingValue(_ index: Int, _ definition: SettingDefinition) -> Double? {
        let reading = readings[index]
        if let fault = reading.fault {
            reasons[index] = fault
            return nil
        }
        guard let number = reading.number else {
            reasons[index] = "is no number"
            return nil
        }
        let code = reading.register.scale.setting(fromNumber: number)
        if let value = definition.value(ofCode: code) { return value }
        reasons[index] = "the model does not allow it; allowed: \(definition.allowedCodes)"
        return nil
    }

    /// Sets the meter's own clock as far ahead of the farm's as the dump shows it.
    mutating func takeClock() {
        var fields: [ClockField: Int64] = [:]
        var places: [Int] = []
        for (index, reading) in readings.enumerated() {
            guard case .clock(let field) = reading.register.source else { continue }
            places.append(index)
            guard let number = reading.number, let whole = Int64(exactly: number),
                field.range.contains(whole)
            else {
                reasons[index] = "is no \(field.rawValue) of a clock"
                continue
            }
            fields[field] = whole
        }
        guard !places.isEmpty else { return }
        guard let readAt else {
            return refuse(places, "the clock was not set: say when the dump was read")
        }
        attempted.formUnion(places)
        guard let shown = Self.civilTime(fields) else {
            return refuse(places, "the clock was not set: a part of date or time is missing")
        }
        machine.setShownTime(shown, of: readAt, at: instant)
    }

    mutating func refuse(_ indexes: [Int], _ reason: String) {
        for index in indexes where reasons[index] == nil { reasons[index] = reason }
    }

    /// Date and time of the parts, without seconds at the full minute; nil when one is missing.
    private static func civilTime(_ fields: [ClockField: Int64]) -> CivilTime? {
        if let seconds = fields[.secondsSince1970] {
            return CivilTime(wallMicroseconds: seconds * 1_000_000)
        }
        if let seconds = fields[.secondsSince2000] {
            return CivilTime(wallMicroseconds: (seconds + 946_684_800) * 1_000_000)
        }
        guard let year = fields[.year] ?? fields[.yearOfCentury].map({ 2000 + $0 }),
            let month = fields[.month], let day = fields[.day], let hour = fields[.hour],
            let minute = fields[.minute],
            let date = CivilDate(year: Int(year), month: Int(month), day: Int(day)),
            let time = TimeOfDay(
                hour: Int(hour),
                minute: Int(minute),
                second: Int(fields[.second] ?? 0)
            )
        else { return nil }
        return CivilTime(date, time)
    }

    /// Selects the tariff in force, and drives the input.
    mutating func takeTariff() {
        for quantity in [Quantity.tariffInput, .tariff] {
            for index in quantities({ $0 == quantity ? $0 : nil }).flatMap(\.indexes) {
                guard let number = readings[index].number, let n = Int(exactly: number) else {
                    reasons[index] = "is no tariff"
                    continue
                }
                let refusal =
                    quantity == .tariff
                    ? machine.takeTariff(n, at: instant)
                    : machine.takeInput(n == 1, at: instant)
                if let refusal { reasons[index] = refusal }
            }
        }
    }

    /// Starts and stops the partial counters.
    mutating func takePartialStates() {
        let found = quantities { $0 == .partialsRunning ? $0 : nil }
        guard let index = found.first?.indexes.first,
            let bits = readings[index].number.flatMap({ Int64(exactly: $0) })
        else { return }
        for (place, partial) in machine.design.partials.enumerated() where place < 63 {
            let runs = bits >> Int64(place) & 1 == 1
            machine.perform(
                runs ? .startPartials([partial]) : .stopPartials([partial]),
                at: instant
            )
        }
    }
}

extension SettingDefinition {
    /// The numbers that a register may show of it, for people.
    fileprivate var allowedCodes: String {
        guard choices.isEmpty else {
            return choices.map { choice in
                let code = DumpReading.text(choice.code)
                return choice.name.isEmpty || choice.name == code
                    ? code : "\(code) (\(choice.name))"
            }.joined(separator: ", ")
        }
        let kind = isWhole ? "whole numbers " : ""
        let (low, high) = (range.lowerBound, range.upperBound)
        return "\(kind)\(DumpReading.text(low)) to \(DumpReading.text(high))"
    }
}
