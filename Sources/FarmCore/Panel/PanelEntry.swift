/// A value while a person changes it at a front: digit by digit, or from choice to choice.
struct PanelEntry: Hashable, Sendable {
    /// What is changed.
    enum Value: Hashable, Sendable {
        /// Digits, the highest first, of which so many stand behind the point.
        case digits([Int], decimals: Int)
        /// One of several words.
        case choice(Int, [String])
    }

    /// The value so far.
    var value: Value
    /// The digit that is changed, from the left.
    var place = 0

    /// Digits of a number, as many as asked for.
    init(number: Double, digits: Int, decimals: Int) {
        let count = max(digits, 1)
        let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
        var rest = Int64(exactly: (number.magnitude * power).rounded()) ?? 0
        var figures = [Int](repeating: 0, count: count)
        for place in figures.indices.reversed() {
            figures[place] = Int(rest % 10)
            rest /= 10
        }
        value = .digits(figures, decimals: decimals)
    }

    /// One of several words.
    init(choice: Int, of words: [String]) { value = .choice(choice, words) }

    /// The digit, or the choice, so much further; from the last to the first.
    mutating func turn(by step: Int) {
        switch value {
        case .digits(var figures, let decimals):
            guard figures.indices.contains(place) else { return }
            figures[place] = (figures[place] + step + 10) % 10
            value = .digits(figures, decimals: decimals)
        case .choice(let index, let words):
            guard !words.isEmpty else { return }
            value = .choice((index + step + words.count) % words.count, words)
        }
    }

    /// Goes to the next digit.
    ///
    /// - Returns: false at the last one, where it goes back to the first.
    mutating func goOn() -> Bool {
        guard case .digits(let figures, _) = value, place + 1 < figures.count else {
            place = 0
            return false
        }
        place += 1
        return true
    }

    /// The number that the digits make; nil for a choice.
    var number: Double? {
        guard case .digits(let figures, let decimals) = value else { return nil }
        let whole = figures.reduce(0.0) { $0 * 10 + Double($1) }
        return whole / (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    }

    /// The choice's place; nil for digits.
    var choice: Int? {
        if case .choice(let index, _) = value { index } else { nil }
    }

    /// What the display shows of it.
    var text: String {
        switch value {
        case .choice(let index, let words):
            return words.indices.contains(index) ? words[index] : ""
        case .digits(let figures, let decimals):
            let text = figures.map(String.init).joined()
            guard decimals > 0, decimals < figures.count else { return text }
            return text.dropLast(decimals) + "." + text.suffix(decimals)
        }
    }

    /// The place of the digit that is changed in ``text``; nil where a word is changed.
    var cursor: Int? {
        guard case .digits(let figures, let decimals) = value else { return nil }
        let isBehindPoint = decimals > 0 && place >= figures.count - decimals
        return isBehindPoint && decimals < figures.count ? place + 1 : place
    }
}
