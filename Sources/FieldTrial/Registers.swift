import MeterModels
import ModbusProtocol

/// Numbers in registers, as a master codes them: apart from the product's own codecs.
enum Registers {
    /// The words of a number for a register; nil for texts and blocks.
    static func words(_ number: Double, _ register: CompiledRegister) -> [UInt16]? {
        guard case .value(let type) = register.format, let count = type.words else { return nil }
        let pattern: UInt64
        switch type {
        case .f32: pattern = UInt64(Float(number).bitPattern)
        case .f64: pattern = number.bitPattern
        case .i16sm, .i32sm, .i48sm:
            let sign: UInt64 = number < 0 ? 1 << UInt64(16 * count - 1) : 0
            pattern = sign | UInt64(number.magnitude)
        case .bcd16, .bcd32:
            var (rest, place, coded) = (UInt64(number.magnitude), UInt64(0), UInt64(0))
            while rest > 0 {
                coded |= rest % 10 << place
                (rest, place) = (rest / 10, place + 4)
            }
            pattern = coded
        case .ascii, .ascii16: return nil
        default: pattern = UInt64(bitPattern: Int64(number.rounded()))
        }
        let words = (0..<count).map { UInt16(truncatingIfNeeded: pattern >> UInt64(16 * $0)) }
        return ordered(words.reversed(), register.order)
    }

    /// The number in the bytes of a register; nil for texts, blocks and what cannot be measured.
    static func number(_ bytes: ArraySlice<UInt8>, _ register: CompiledRegister) -> Double? {
        guard case .value(let type) = register.format, let count = type.words,
            bytes.count == 2 * count
        else { return nil }
        let start = bytes.startIndex
        let words = ordered(
            (0..<count).map {
                UInt16(bytes[start + 2 * $0]) << 8 | UInt16(bytes[start + 2 * $0 + 1])
            },
            register.order
        )
        let pattern = words.reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        if pattern == register.notAvailable { return nil }
        switch type {
        case .u16, .u32, .u48, .u64: return Double(pattern)
        case .i16: return Double(Int16(truncatingIfNeeded: pattern))
        case .i32: return Double(Int32(truncatingIfNeeded: pattern))
        case .i64: return Double(Int64(bitPattern: pattern))
        case .f32:
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: pattern))
            return value.isFinite ? Double(value) : nil
        case .f64:
            let value = Double(bitPattern: pattern)
            return value.isFinite ? value : nil
        default: return nil
        }
    }

    /// Puts words into the order of a register, or back.
    private static func ordered(_ words: [UInt16], _ order: WordOrder) -> [UInt16] {
        var words = words
        if order == .little || order == .littleSwapped { words.reverse() }
        if order == .bigSwapped || order == .littleSwapped { words = words.map(\.byteSwapped) }
        return words
    }
}
