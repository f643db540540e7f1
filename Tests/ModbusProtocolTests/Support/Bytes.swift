import TestSupport

/// The two bytes of a word, high byte first.
func word(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
}

/// Bytes as hexadecimal text with blanks between them.
func text(_ bytes: some Sequence<UInt8>) -> String { text(bytes, separator: " ") }
