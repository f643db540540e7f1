extension RegisterCodec {
    /// Reads a value back from the bytes of its registers.
    ///
    /// - Throws: `RegisterDecodingError` when the number of bytes is not that of the type, or
    ///   when a decimal digit is above 9.
    public func decode(_ bytes: ArraySlice<UInt8>) throws(RegisterDecodingError) -> RegisterValue {
        guard let words = type.words else {
            guard bytes.count.isMultiple(of: 2) else {
                throw .wrongLength(bytes: bytes.count)
            }
            return .text(text(in: bytes))
        }
        guard bytes.count == 2 * words else { throw .wrongLength(bytes: bytes.count) }
        let pattern = pattern(of: bytes, words: words)
        switch type {
        case .f32: return .float(Double(Float(bitPattern: UInt32(truncatingIfNeeded: pattern))))
        case .f64: return .float(Double(bitPattern: pattern))
        case .u64: return .unsigned(pattern)
        case .bits16, .bits32: return .bits(UInt32(truncatingIfNeeded: pattern))
        default:
            guard let value = type.integerLayout?.value(of: pattern) else { throw .notDecimal }
            return .integer(value)
        }
    }

    /// Reads a value back from words as a master's library gives them.
    ///
    /// - Throws: `RegisterDecodingError` as for bytes.
    public func decode(words: some Sequence<UInt16>) throws(RegisterDecodingError) -> RegisterValue
    {
        var bytes: [UInt8] = []
        for word in words { bytes.append(word: word) }
        return try decode(bytes[...])
    }

    /// The bit pattern that the words make in the order of the codec.
    private func pattern(of bytes: ArraySlice<UInt8>, words: Int) -> UInt64 {
        var pattern: UInt64 = 0
        var index = 0
        for word in WordSequence(bytes: bytes) {
            let place = order.isLittle ? index : words - 1 - index
            pattern |= UInt64(order.isSwapped ? word.byteSwapped : word) << UInt64(16 * place)
            index += 1
        }
        return pattern
    }
}
