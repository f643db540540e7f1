extension DataRecord {
    /// What it says it is: `energy`, `energy tariff 1 negative`, `power maximum storage 1`.
    public var name: String {
        var words = [value.quantity]
        switch information.function {
        case .instantaneous: break
        case .maximum: words.append("maximum")
        case .minimum: words.append("minimum")
        case .duringError: words.append("during error")
        }
        if information.subunit > 0 { words.append("subunit \(information.subunit)") }
        if information.tariff > 0 { words.append("tariff \(information.tariff)") }
        if information.storage > 0 { words.append("storage \(information.storage)") }
        words += value.qualifiers.compactMap(\.text)
        // Makers tell phases apart by bytes of their own.
        if !value.manufacturerBytes.isEmpty {
            words.append("FF")
            words += value.manufacturerBytes.map { String($0, radix: 16, uppercase: true) }
        }
        return words.joined(separator: " ")
    }
}

extension ValueQualifier {
    /// What it adds to a name; nil for what is in the value already.
    fileprivate var text: String? {
        switch self {
        case .factor, .perVolt, .perAmpere: nil
        case .average: "average"
        case .per(let unit): "per \(unit)"
        case .times(let unit): "times \(unit)"
        case .start: "start"
        case .uncorrected: "uncorrected"
        case .positiveOnly: "positive"
        case .negativeOnly: "negative"
        case .limit(let isUpper): isUpper ? "upper limit" : "lower limit"
        case .additive(let exponent): "plus 10^\(exponent)"
        case .future: "future"
        case .recordError(let code): "error \(code)"
        case .other(let code): String(code, radix: 16, uppercase: true)
        }
    }
}

extension MBusTime {
    /// `2026-01-05 12:30:00`; without the parts that are not carried.
    ///
    /// - Parameter bytes: how many bytes it was carried in: type G has two, J three, F four, I six.
    public func text(_ bytes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(year)-\(two(month))-\(two(day))"
        let time = "\(two(hour)):\(two(minute))"
        switch bytes {
        case 2: return date
        case 3: return "\(time):\(two(second))"
        case 4: return "\(date) \(time)"
        default: return "\(date) \(time):\(two(second))"
        }
    }
}

extension ApplicationStatus {
    /// What the bits say, as far as the standard gives them a meaning.
    public var text: String {
        var words: [String] = []
        switch application {
        case .ok: break
        case .busy: words.append("busy")
        case .error: words.append("application error")
        case .abnormal: words.append("abnormal condition")
        }
        if isPowerLow { words.append("power low") }
        if hasPermanentError { words.append("permanent error") }
        if hasTemporaryError { words.append("temporary error") }
        if manufacturerBits > 0 { words.append("maker's bits \(manufacturerBits)") }
        return words.isEmpty ? "ok" : words.joined(separator: ", ")
    }
}
