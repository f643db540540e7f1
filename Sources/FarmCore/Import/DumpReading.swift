internal import MeterModels
internal import ModbusProtocol

/// A register of a model with the words that a dump has for it.
struct DumpReading {
    /// The register.
    let place: RegisterPlace
    /// All its words.
    let words: [UInt16]
    /// The number, where the dump gives it with few digits only.
    var rounded: RegisterDump.RoundedNumber?
    /// The word of the register that holds the power of ten of its step, where it has one.
    var scaleFactor: UInt16?
    /// By how many powers of ten the dump's step is greater than the model's.
    var shift = 0

    /// The register.
    var register: CompiledRegister { place.register }

    /// The number of its type; nil for text, blocks and what is no number.
    var number: Double? {
        if let rounded { return rounded.value }
        guard let value = try? register.codec?.decode(words: words) else { return nil }
        switch value {
        case .integer(let raw): return Double(raw)
        case .unsigned(let raw): return Double(raw)
        case .bits(let raw): return Double(raw)
        case .float(let number):
            guard number.isFinite else { return nil }
            // What people wrote: 0.1, not the binary number next to it.
            return register.format.type == .f32 ? Double("\(Float(number))") : number
        case .text: return nil
        }
    }

    /// What the dump says, with its unit.
    func text(_ map: ModbusMap) -> String {
        let unit = map.description(of: register).unit
        let isSingle = register.format.type == .f32
        func withUnit(_ number: Double) -> String {
            let text = isSingle ? "\(Float(number))".droppingZero : Self.text(number)
            return unit.isEmpty ? text : "\(text) \(unit)"
        }
        if let rounded { return withUnit(rounded.value) }
        switch map.decode(words, as: register, scaleFactor: scaleFactor) {
        case .number(let number): return withUnit(number)
        case .text(let text): return "\"\(text)\""
        case .notAvailable: return "not available"
        case nil:
            let shown = words.prefix(4).map { Hexadecimal.text($0) }.joined(separator: " ")
            return words.count > 4 ? shown + " …" : shown
        }
    }

    /// A number as people write it.
    static func text(_ number: Double) -> String {
        Int64(exactly: number).map(String.init) ?? "\(number)"
    }
}

extension String {
    /// Without the ".0" of a whole number.
    fileprivate var droppingZero: String { hasSuffix(".0") ? String(dropLast(2)) : self }
}

/// The registers of a model that a dump has words for.
struct DumpReadings {
    /// Those that are whole, holding registers first, by address.
    private(set) var whole: [DumpReading] = []
    /// What is to be said of the others.
    private(set) var lines: [ImportLine] = []

    init(_ dump: RegisterDump, _ map: ModbusMap) {
        for table in RegisterTable.allCases {
            var left = dump.addresses(table)[...]
            for register in map.registers(table) {
                addGaps(left.prefix { $0 < register.address }, table, dump, map)
                left = left.drop { $0 < register.address }
                let found = left.prefix { Int($0) < register.end }
                left = left.dropFirst(found.count)
                if !found.isEmpty { add(register, table, found.count, dump, map) }
            }
            addGaps(left, table, dump, map)
        }
    }

    private mutating func add(
        _ register: CompiledRegister,
        _ table: RegisterTable,
        _ count: Int,
        _ dump: RegisterDump,
        _ map: ModbusMap
    ) {
        let about = map.description(of: register)
        let words = dump.words(table, from: register.address, count: Int(register.words))
        guard let words, register.flags.contains(.readable) else {
            let reason =
                words == nil
                ? "\(Int(register.words) - count) of its \(register.words) words are missing"
                : "the register can only be written"
            lines.append(
                ImportLine(
                    table: table,
                    address: register.address,
                    words: count,
                    name: about.shows,
                    value: "",
                    outcome: .notSet(reason)
                )
            )
            return
        }
        var reading = DumpReading(
            place: RegisterPlace(table: table, register: register),
            words: words
        )
        reading.rounded = dump.rounded[RegisterDump.Place(table, register.address)]
        if let factor = map.scaleFactor(of: reading.place) {
            let word = dump.words[RegisterDump.Place(table, factor.register.address)]
            reading.scaleFactor = word
            if let word, case .constant(let own) = factor.register.source {
                reading.shift = Int(Int16(bitPattern: word)) - Int(own)
            }
        }
        whole.append(reading)
    }

    /// Says that the model has nothing at these addresses, a line for each stretch.
    private mutating func addGaps(
        _ addresses: ArraySlice<UInt16>,
        _ table: RegisterTable,
        _ dump: RegisterDump,
        _ map: ModbusMap
    ) {
        var left = addresses
        while let first = left.first {
            let stretch = left.enumerated().prefix { offset, address in
                Int(address) == Int(first) + offset
            }.map(\.element)
            left = left.dropFirst(stretch.count)
            lines.append(gap(stretch, table, dump, map))
        }
    }

    private func gap(
        _ stretch: [UInt16],
        _ table: RegisterTable,
        _ dump: RegisterDump,
        _ map: ModbusMap
    ) -> ImportLine {
        let words = stretch.compactMap { dump.words[RegisterDump.Place(table, $0)] }
        let filler: UInt16? =
            switch map.rules.holes {
            case .zeros: 0
            case .ones: 0xFFFF
            default: nil
            }
        let other: RegisterTable = table == .holding ? .input : .holding
        let isOther = stretch.allSatisfy { map.index(covering: $0, in: other) != nil }
        let hint = isOther ? "; the other table has: give \(other.name) as the table" : ""
        let isFilled = words.allSatisfy { $0 == filler }
        return ImportLine(
            table: table,
            address: stretch[0],
            words: stretch.count,
            name: stretch.count == 1
                ? "no register" : "to \(Hexadecimal.text(stretch[stretch.count - 1])) no register",
            value: "",
            outcome: isFilled ? .agrees : .notSet("the model has no register there\(hint)")
        )
    }
}

extension RegisterTable {
    /// The name in dumps.
    var name: String { self == .holding ? "holding" : "input" }
}
