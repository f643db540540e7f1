public import Metrology
public import ModbusProtocol

/// What a master understands of the words it has read.
public enum DecodedValue: Hashable, Sendable {
    /// A value in the register's unit.
    case number(Double)
    /// A text.
    case text(String)
    /// The device says that it cannot measure it.
    case notAvailable
}

/// A register of a map together with its table.
public struct RegisterPlace: Hashable, Sendable {
    /// The table.
    public let table: RegisterTable
    /// The register.
    public let register: CompiledRegister

    /// A register in a table.
    public init(table: RegisterTable, register: CompiledRegister) {
        self.table = table
        self.register = register
    }
}

extension ModbusMap {
    /// The value of the words of one whole register; nil when they are not of its length or type.
    ///
    /// - Parameter factor: the word of the register's ``scaleFactor(of:)``, which may differ from
    ///   the model's in another device; without it the model's step holds.
    /// - Parameter ratios: what is programmed in the device, for steps that go with it.
    public func decode(
        _ words: some Collection<UInt16>,
        as register: CompiledRegister,
        scaleFactor factor: UInt16? = nil,
        ratios: ConfiguredRatios = ConfiguredRatios()
    ) -> DecodedValue? {
        guard words.count == Int(register.words), let codec = register.codec else { return nil }
        guard let value = try? codec.decode(words: words) else { return nil }
        if case .text(let text) = value { return .text(text) }
        if isNotAvailable(words, register) { return .notAvailable }
        var scale =
            ratioScale(of: register)?.band(ratios)?.decimal ?? description(of: register).scale
        if let factor {
            let exponent = Int(Int16(bitPattern: factor))
            guard ScaleFactors.range.contains(exponent) else { return .notAvailable }
            scale = DecimalScale(powerOfTen: exponent)
        }
        switch value {
        case .integer(let raw):
            return .number(scale.value(of: self.value(ofCode: raw, in: register)))
        case .bits(let raw): return .number(scale.value(of: Int64(raw)))
        case .unsigned(let raw):
            if register.flags.contains(.coded), let code = Int64(exactly: raw) {
                return .number(Double(self.value(ofCode: code, in: register)))
            }
            return .number(
                Int64(exactly: raw).map(scale.value) ?? Double(raw) * scale.value(of: 1)
            )
        case .float(let number):
            guard !number.isNaN else { return .notAvailable }
            let factor = register.flags.contains(.fourQuadrant) ? folded(number) : number
            return .number(factor * scale.value(of: 1))
        case .text: return nil
        }
    }

    /// A power factor from −2 to 2, of which what is beyond 1 belongs to a current that leads.
    private func folded(_ number: Double) -> Double {
        guard number.magnitude > 1 else { return number }
        return number < 0 ? -2 - number : 2 - number
    }

    /// The register that holds the power of ten of another one's step; nil where it is fixed.
    public func scaleFactor(of place: RegisterPlace) -> RegisterPlace? {
        guard let address = description(of: place.register).scaleFactor,
            let index = index(covering: address, in: place.table)
        else { return nil }
        return RegisterPlace(table: place.table, register: registers(place.table)[index])
    }

    private func isNotAvailable(
        _ words: some Collection<UInt16>,
        _ register: CompiledRegister
    ) -> Bool {
        guard register.notAvailable != 0, case .quantity = register.source else {
            return register.source == .unavailable
        }
        var pattern: [UInt8] = []
        register.appendNotAvailable(into: &pattern)
        return zip(words, stride(from: 0, to: pattern.count, by: 2)).allSatisfy { word, place in
            word == UInt16(pattern[place]) << 8 | UInt16(pattern[place + 1])
        }
    }

    /// The readable registers that show a quantity, the finest first.
    ///
    /// Those with the sign stand before those without, integers before floating point, wide
    /// before narrow.
    public func registers(for quantity: Quantity) -> [RegisterPlace] {
        readablePlaces.filter {
            $0.register.source == .quantity(quantity) && !$0.register.flags.contains(.sign)
        }.sorted { isFiner($0.register, $1.register) }
    }

    /// The readable registers of the settings that make the ratios, which a master needs where a
    /// step goes with them.
    public var ratioRegisters: [RegisterPlace] {
        let wanted: [MeterSetting] = [
            .currentTransformerRatio, .currentTransformerPrimary, .currentTransformerSecondary,
            .voltageTransformerRatio, .voltageTransformerPrimary, .voltageTransformerSecondary,
        ]
        return readablePlaces.filter { place in
            guard case .setting(let index) = place.register.source else { return false }
            return wanted.contains { settings[index].acts(as: $0) }
        }
    }

    /// The ratios that a device's registers say; the model's defaults where it does not show them.
    public func ratios(_ words: (RegisterPlace) -> [UInt16]?) -> ConfiguredRatios {
        var values = settings.map(\.defaultValue)
        for place in ratioRegisters {
            guard case .setting(let index) = place.register.source, let found = words(place),
                let number = (try? place.register.codec?.decode(words: found))?.number
            else { continue }
            let code = place.register.scale.setting(fromNumber: number)
            values[index] = settings[index].value(ofCode: code) ?? values[index]
        }
        return ConfiguredRatios { role in
            settings.firstIndex { $0.acts(as: role) }.map { values[$0] }
        }
    }

    /// The register that shows the sign of a quantity: 0 for zero and above, 1 below.
    ///
    /// A master needs it where ``registers(for:)`` begins with one that shows the magnitude alone.
    public func signRegister(for quantity: Quantity) -> RegisterPlace? {
        readablePlaces.first {
            $0.register.source == .quantity(quantity) && $0.register.flags.contains(.sign)
        }
    }

    /// The registers that a master would read for all quantities: the finest of each, in the order
    /// of tables and addresses.
    public var principalRegisters: [RegisterPlace] {
        let places = readablePlaces.filter { !$0.register.flags.contains(.sign) }
        var best: [Quantity: RegisterPlace] = [:]
        for place in places {
            guard case .quantity(let quantity) = place.register.source else { continue }
            if let held = best[quantity], !isFiner(place.register, held.register) { continue }
            best[quantity] = place
        }
        return places.filter { place in
            guard case .quantity(let quantity) = place.register.source else { return false }
            return best[quantity] == place
        }
    }

    /// Every readable register with its table.
    public var readablePlaces: [RegisterPlace] {
        RegisterTable.allCases.filter { readable($0) }.flatMap { table in
            registers(table).filter { $0.flags.intersection([.readable, .copy]) == .readable }
                .map { RegisterPlace(table: table, register: $0) }
        }
    }

    private func readable(_ table: RegisterTable) -> Bool {
        switch table {
        case .holding: rules.functions.contains(.readHoldingRegisters)
        case .input: rules.functions.contains(.readInputRegisters)
        }
    }

    private func isFiner(_ a: CompiledRegister, _ b: CompiledRegister) -> Bool {
        rank(a).lexicographicallyPrecedes(rank(b))
    }

    private func rank(_ register: CompiledRegister) -> [Double] {
        let isFloat = register.format.type?.isFloat == true
        let step = Double(register.scale.divisor) / Double(register.scale.multiplier)
        return [
            register.flags.contains(.magnitude) ? 1 : 0, isFloat ? 1 : 0, isFloat ? 0 : step,
            -Double(register.words),
        ]
    }
}
