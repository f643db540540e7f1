extension RegisterCodec {
    /// Appends text in a number of registers: cut when it is too long, padded when it is short.
    ///
    /// Characters are bytes of ISO 8859-1; others become `?`. Text always begins in the first
    /// register; the swapped orders exchange the two bytes of each word. A type that is not text
    /// appends nothing.
    public func append(
        text: String,
        words: Int,
        padding: TextPadding = .zeros,
        into output: inout [UInt8]
    ) {
        guard type.isText else { return }
        var characters = text.unicodeScalars.makeIterator()
        func nextByte() -> UInt8 {
            guard let scalar = characters.next() else { return padding.rawValue }
            return UInt8(exactly: scalar.value) ?? 0x3F
        }
        for _ in 0..<max(words, 0) {
            let high = type == .ascii ? nextByte() : 0
            let word = UInt16(high) << 8 | UInt16(nextByte())
            output.append(word: order.isSwapped ? word.byteSwapped : word)
        }
    }

    /// The characters of text registers, without the zeros and spaces at the end.
    func text(in bytes: ArraySlice<UInt8>) -> String {
        var characters: [UInt8] = []
        for word in WordSequence(bytes: bytes) {
            let ordered = order.isSwapped ? word.byteSwapped : word
            if type == .ascii { characters.append(UInt8(truncatingIfNeeded: ordered >> 8)) }
            characters.append(UInt8(truncatingIfNeeded: ordered))
        }
        while let last = characters.last, last == 0 || last == 0x20 { characters.removeLast() }
        var text = String.UnicodeScalarView()
        for character in characters { text.append(Unicode.Scalar(character)) }
        return String(text)
    }
}

/// The big-endian words of an even number of bytes; an odd byte at the end is left out.
struct WordSequence: Sequence, IteratorProtocol {
    var bytes: ArraySlice<UInt8>

    mutating func next() -> UInt16? {
        guard bytes.count >= 2, let high = bytes.popFirst(), let low = bytes.popFirst() else {
            return nil
        }
        return UInt16(high) << 8 | UInt16(low)
    }
}
