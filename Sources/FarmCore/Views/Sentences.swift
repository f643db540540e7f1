extension Double {
    /// The number in a sentence: whole where it is, else with some decimals.
    var brief: String {
        let step = abs(self) >= 1 ? 1e3 : 1e6
        let rounded = (self * step).rounded() / step
        guard let whole = Int64(exactly: rounded) else { return "\(rounded)" }
        return "\(whole)"
    }
}

extension Collection<String> {
    /// The words as a list: `a, b and c`.
    var listed: String {
        guard count > 1, let last = Array(self).last else { return joined() }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
