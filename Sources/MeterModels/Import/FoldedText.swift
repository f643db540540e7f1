/// Texts of register tables brought into one form: small letters without accents.
enum FoldedText {
    /// The letters that are written otherwise, by scalar.
    private static let letters: [Unicode.Scalar: String] = {
        var table: [Unicode.Scalar: String] = [
            "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "φ": "phi", "ϕ": "phi", "σ": " total ",
            "∑": " total ", "°": " deg ", "µ": "u", "μ": "u", "×": "x", "·": " ", "–": "-",
            "—": "-", "−": "-", "…": "...", "‑": "-", "÷": "/", "’": "'", "²": "2", "³": "3",
            "ς": " total ",
        ]
        for (plain, accented) in [
            ("a", "àáâãäå"), ("c", "ç"), ("e", "èéêë"), ("i", "ìíîï"), ("n", "ñ"),
            ("o", "òóôõö"), ("u", "ùúûü"), ("y", "ýÿ"), ("0", "₀"), ("1", "₁¹"), ("2", "₂"),
            ("3", "₃"), ("4", "₄"), (" ", "\u{A0}\u{2009}\u{202F}"),
        ] {
            for scalar in accented.unicodeScalars { table[scalar] = plain }
        }
        return table
    }()

    /// A text in small letters without accents, Greek letters spelt out.
    static func fold(_ text: String) -> String {
        var folded = ""
        for scalar in text.lowercased().unicodeScalars {
            if let plain = letters[scalar] {
                folded += plain
            } else if !(0x300...0x36F).contains(scalar.value) {
                folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }

    /// The words of a text: runs of letters, runs of digits; all else separates, and so does a
    /// capital letter behind three small ones.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var kind = Kind.other
        for scalar in fold(spaced(text)).unicodeScalars {
            let next = Kind(scalar)
            if next != .other {
                if next == kind, !words.isEmpty {
                    words[words.count - 1].unicodeScalars.append(scalar)
                } else {
                    words.append(String(scalar))
                }
            }
            kind = next
        }
        return words
    }

    /// `activePowerL1` as `active Power L1`.
    private static func spaced(_ text: String) -> String {
        var spaced = ""
        var small = 0
        for scalar in text.unicodeScalars {
            if scalar.properties.isUppercase, small >= 3 { spaced += " " }
            small = scalar.properties.isLowercase ? small + 1 : 0
            spaced.unicodeScalars.append(scalar)
        }
        return spaced
    }

    private enum Kind {
        case letter
        case digit
        case other

        init(_ scalar: Unicode.Scalar) {
            if ("0"..."9").contains(scalar) {
                self = .digit
            } else {
                self = scalar.properties.isAlphabetic ? .letter : .other
            }
        }
    }
}
