internal import MeterModels
internal import ModbusProtocol

/// The words of one register as the meter answers them, and what faults make of them.
struct FaultyWords {
    private let register: CompiledRegister
    private let map: ModbusMap
    private let bytes: ArraySlice<UInt8>

    /// The words of a whole register.
    init(_ register: CompiledRegister, of map: ModbusMap, _ bytes: ArraySlice<UInt8>) {
        self.register = register
        self.map = map
        self.bytes = bytes
    }

    /// The bytes that the register shows in place of its value; nil when it stays as it is.
    ///
    /// Text and structured areas can only be frozen. Bits and registers that show a sign alone
    /// have no counts and no unit: they can be frozen, zero, not available and swapped.
    ///
    /// - Parameter old: the bytes that a fault remembers, the first in the highest place.
    func showing(_ value: FaultyValue, remembered old: UInt64?) -> [UInt8]? {
        switch value {
        case .frozen: return old.map(recalled)
        case .torn: return old.flatMap { torn(recalled($0)) }
        default: break
        }
        guard let codec = register.codec, !codec.type.isText else { return nil }
        switch value {
        case .zero: return written { codec.append(saturating: 0 as Int64, into: &$0) }
        case .notAvailable: return written { register.appendNotAvailable(into: &$0) }
        case .wordsSwapped: return swapped
        default: break
        }
        guard isNumber else { return nil }
        switch value {
        case .maximum: return greatest(codec)
        case .nan: return codec.type.isFloat ? written { codec.append(.nan, into: &$0) } : nil
        case .stuck(let number): return written { codec.append(raw(number, codec), into: &$0) }
        case .stepBack: return steppedBack(codec)
        case .scale(let factor): return scaled(by: factor, codec)
        default: return nil
        }
    }

    private func written(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
        var output: [UInt8] = []
        write(&output)
        return output
    }

    private var isNumber: Bool {
        switch register.format {
        case .value(.bits16), .value(.bits32): false
        default: !register.flags.contains(.sign)
        }
    }

    // MARK: Words

    private func recalled(_ old: UInt64) -> [UInt8] {
        bytes.indices.map { index in
            UInt8(truncatingIfNeeded: old >> UInt64(8 * (bytes.endIndex - 1 - index)))
        }
    }

    /// The old words, but the least significant one as it is now.
    private func torn(_ old: [UInt8]) -> [UInt8]? {
        guard register.words > 1, let codec = register.codec, !codec.type.isText else { return nil }
        var mixed = old
        let isFirst = codec.order == .little || codec.order == .littleSwapped
        let low = isFirst ? 0 : mixed.count - 2
        mixed[low] = bytes[bytes.startIndex + low]
        mixed[low + 1] = bytes[bytes.startIndex + low + 1]
        return mixed
    }

    private var swapped: [UInt8] {
        stride(from: bytes.endIndex - 2, through: bytes.startIndex, by: -2)
            .flatMap { [bytes[$0], bytes[$0 + 1]] }
    }

    // MARK: Numbers

    private func greatest(_ codec: RegisterCodec) -> [UInt8] {
        written { output in
            switch codec.type {
            case .f32: codec.append(Double(Float.greatestFiniteMagnitude), into: &output)
            case .f64: codec.append(Double.greatestFiniteMagnitude, into: &output)
            default: codec.append(saturating: UInt64.max, into: &output)
            }
        }
    }

    /// A number in the register's unit as a number of its steps.
    private func raw(_ number: Double, _ codec: RegisterCodec) -> Double {
        let step = map.description(of: register).scale
        return number * Double(step.denominator) / Double(step.numerator)
    }

    /// What is not available has no counts.
    private var number: RegisterValue? {
        let words = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2)
            .map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        guard case .number = map.decode(words, as: register) else { return nil }
        return try? register.codec?.decode(bytes)
    }

    private func steppedBack(_ codec: RegisterCodec) -> [UInt8]? {
        switch number {
        case .integer(let count) where count > .min:
            return written { codec.append(saturating: count - 1, into: &$0) }
        case .unsigned(let count) where count > 0:
            return written { codec.append(saturating: count - 1, into: &$0) }
        case .float(0): return nil
        case .float(let number) where codec.type == .f32:
            return written { codec.append(Double(Float(number).nextDown), into: &$0) }
        case .float(let number): return written { codec.append(number.nextDown, into: &$0) }
        default: return nil
        }
    }

    private func scaled(by factor: Double, _ codec: RegisterCodec) -> [UInt8]? {
        switch number {
        case .integer(let count):
            return written { codec.append(Double(count) * factor, into: &$0) }
        case .unsigned(let count):
            return written { codec.append(Double(count) * factor, into: &$0) }
        case .float(let number): return written { codec.append(number * factor, into: &$0) }
        default: return nil
        }
    }
}
