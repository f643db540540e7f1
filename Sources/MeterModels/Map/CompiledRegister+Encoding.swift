import ModbusProtocol

extension CompiledRegister {
    /// Appends a quantity, evaluated in the integer of its unit; nil where it cannot be measured.
    ///
    /// Counters go on at zero past their greatest value, other values stop there.
    public func append(_ value: Int64?, into output: inout [UInt8]) {
        append(value, scale: scale, into: &output)
    }

    /// Appends a quantity in another step than the register's own: see ``RatioScale``.
    public func append(_ value: Int64?, scale: RegisterScale, into output: inout [UInt8]) {
        guard let value, let codec else { return appendNotAvailable(into: &output) }
        if codec.type.isFloat {
            let number = scale.number(from: value)
            return codec.append(transformed(number), into: &output)
        }
        let raw = transformed(scale.raw(from: value), of: value)
        if flags.contains(.counter) {
            codec.append(wrapping: raw, into: &output)
        } else {
            codec.append(saturating: raw, into: &output)
        }
    }

    /// Appends a setting.
    ///
    /// - Parameter code: the setting's value, or the number that stands for it.
    public func append(setting code: Double, into output: inout [UInt8]) {
        guard let codec else { return appendNotAvailable(into: &output) }
        codec.append(scale.number(fromSetting: code), into: &output)
    }

    /// Appends an integer as it is: a constant, a part of the clock or of the serial number.
    public func append(plain value: Int64, into output: inout [UInt8]) {
        guard let codec else { return appendNotAvailable(into: &output) }
        codec.append(wrapping: value, into: &output)
    }

    /// Appends what the device answers for a value that it cannot measure.
    public func appendNotAvailable(into output: inout [UInt8]) {
        let isLittle = order == .little || order == .littleSwapped
        let isSwapped = order == .bigSwapped || order == .littleSwapped
        for place in 0..<Int(words) {
            let shift = 16 * (isLittle ? place : Int(words) - 1 - place)
            let word = UInt16(truncatingIfNeeded: shift < 64 ? notAvailable >> UInt64(shift) : 0)
            let ordered = isSwapped ? word.byteSwapped : word
            output.append(UInt8(truncatingIfNeeded: ordered >> 8))
            output.append(UInt8(truncatingIfNeeded: ordered))
        }
    }

    private func transformed(_ raw: Int64, of value: Int64) -> Int64 {
        if flags.contains(.sign) { return value < 0 ? 1 : 0 }
        guard flags.contains(.magnitude), raw < 0 else { return raw }
        return raw == .min ? .max : -raw
    }

    private func transformed(_ number: Double) -> Double {
        if flags.contains(.sign) { return number < 0 ? 1 : 0 }
        return flags.contains(.magnitude) ? number.magnitude : number
    }
}

extension ModbusMap {
    /// Appends a register that never changes; false when its source is another.
    @discardableResult
    public func appendFixed(_ register: CompiledRegister, into output: inout [UInt8]) -> Bool {
        switch register.source {
        case .constant(let value): register.append(plain: value, into: &output)
        case .number(let value): register.codec?.append(value, into: &output)
        case .text(let index): append(text: texts[index], to: register, into: &output)
        case .words(let index):
            for word in blocks[index] {
                output.append(UInt8(truncatingIfNeeded: word >> 8))
                output.append(UInt8(truncatingIfNeeded: word))
            }
        case .unavailable: register.appendNotAvailable(into: &output)
        case .command:
            output.append(contentsOf: repeatElement(0, count: 2 * Int(register.words)))
        case .quantity, .setting, .serialNumber, .clock, .loadCurve, .commandInterface, .dateTime:
            return false
        }
        return true
    }

    /// Appends a text, such as the serial number, to the length of its register.
    public func append(
        text: String,
        to register: CompiledRegister,
        into output: inout [UInt8]
    ) {
        register.codec?.append(
            text: text,
            words: Int(register.words),
            padding: rules.textPadding,
            into: &output
        )
    }
}
