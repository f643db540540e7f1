internal import MeterModels
internal import ModbusProtocol

/// The values of a quantity, in the integers of its base unit, that a register's words stand for.
struct ValueRange: Equatable {
    /// The least.
    var low: Int128
    /// The greatest.
    var high: Int128
    /// The one that is nearest to what is shown.
    var best: Int128
    /// After how much the register begins again at zero; nil where it has room for every value.
    var period: Int128?

    /// How many values there are less one.
    var width: Int128 { high - low }

    /// The values that two registers of one quantity have in common; nil when there is none.
    ///
    /// - Parameter other: of a register that begins again no later than this one.
    func common(with other: ValueRange) -> ValueRange? {
        guard let period = other.period else { return meeting(other, turn: 0) }
        let first = (low - other.high).ceiledDivision(by: period)
        let last = (high - other.low).flooredDivision(by: period)
        return first <= last ? meeting(other, turn: first * period) : nil
    }

    private func meeting(_ other: ValueRange, turn: Int128) -> ValueRange? {
        let (low, high) = (max(low, other.low + turn), min(high, other.high + turn))
        guard low <= high else { return nil }
        let nearest = other.width < width ? other.best + turn : best
        return ValueRange(
            low: low,
            high: high,
            best: min(max(nearest, low), high),
            period: period
        )
    }
}

extension ValueRange {
    /// The values that a register's words stand for.
    ///
    /// - Parameters:
    ///   - step: the step to which the meter cuts the quantity before it is shown; 1 for most.
    ///   - limit: where the quantity begins again at zero in the meter itself; nil where it never
    ///     does.
    /// - Returns: nil for what is no number or too great for any meter.
    init?(_ reading: DumpReading, step: Int64 = 1, limit: Int64? = nil) {
        guard let type = reading.register.format.type,
            let value = try? reading.register.codec?.decode(words: reading.words)
        else { return nil }
        let steps = RegisterSteps(reading, step: Int128(max(step, 1)))
        switch value {
        case .integer(let raw): self.init(steps, Int128(raw), type, reading.register.flags)
        case .unsigned(let raw): self.init(steps, Int128(raw), type, reading.register.flags)
        case .bits(let raw): self.init(steps, Int128(raw), type, reading.register.flags)
        case .float(let number):
            self.init(steps, number, type, reading.rounded)
        case .text: return nil
        }
        let greatest = Int128(Int64.max)
        guard low.magnitude <= greatest.magnitude, high.magnitude <= greatest.magnitude else {
            return nil
        }
        if let own = period, let limit, own >= Int128(limit) { period = nil }
    }

    private init?(
        _ steps: RegisterSteps,
        _ raw: Int128,
        _ type: RegisterType,
        _ flags: RegisterFlags
    ) {
        guard flags.contains(.counter) else {
            self = steps.signed(raw)
            return
        }
        let span = type.span
        let turned = raw < 0 ? raw + span : raw
        guard turned >= 0 else { return nil }
        self = steps.counted(turned)
        let whole = span * steps.divisor
        period = whole % steps.multiplier == 0 ? whole / steps.multiplier : nil
    }

    private init?(
        _ steps: RegisterSteps,
        _ number: Double,
        _ type: RegisterType,
        _ rounded: RegisterDump.RoundedNumber?
    ) {
        guard number.isFinite else { return nil }
        let (value, tolerance) = (rounded?.value ?? number, rounded?.tolerance ?? 0)
        let isSingle = type == .f32
        guard let found = steps.floats(value, within: tolerance, isSingle: isSingle) else {
            return nil
        }
        self = found
    }
}

extension RegisterType {
    /// How many different values a counter has that begins again at zero.
    fileprivate var span: Int128 {
        switch self {
        case .bcd16: 10_000
        case .bcd32: 100_000_000
        case .i16sm, .i32sm, .i48sm: 1 << Int128(16 * (words ?? 1) - 1)
        default: 1 << Int128(16 * (words ?? 1))
        }
    }
}

extension Int128 {
    /// Division that rounds towards minus infinity; the divisor is positive.
    func flooredDivision(by divisor: Int128) -> Int128 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Division that rounds towards plus infinity; the divisor is positive.
    func ceiledDivision(by divisor: Int128) -> Int128 {
        -(-self).flooredDivision(by: divisor)
    }
}
