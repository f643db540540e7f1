/// The instants at which energy that flows uniformly fills one pulse after the other.
struct PulseStretch {
    /// Energy of one step, units; positive.
    let flow: Int64
    /// The beginning, microseconds since the epoch.
    let start: Int64
    /// The length of one step, microseconds.
    let step: Int64
    /// The energy that fills the first pulse, units; positive.
    let missing: Int64
    /// The energy of every further pulse, units.
    let threshold: Int64

    /// When pulse `k` becomes due, counted from 1; microseconds, rounded down.
    func instant(_ k: Int64) -> Int64 {
        start + scaled(missing + (k - 1) * threshold, by: step, over: flow)
    }

    /// The time from one pulse to the next, microseconds, rounded down.
    var spacing: Int64 { scaled(threshold, by: step, over: flow) }

    /// The first pulse that becomes due at an instant or later; the instant lies behind the start.
    func first(from instant: Int64) -> Int64 {
        // ⌊m·step/flow⌋ ≥ x exactly when m ≥ ⌈x·flow/step⌉.
        let least = scaled(instant - start, by: flow, over: step, roundedUp: true)
        guard least > missing else { return 1 }
        return (least - missing + threshold - 1) / threshold + 1
    }
}

/// value · factor / divisor with a product of up to 126 bits; not negative, rounded down or up.
func scaled(
    _ value: Int64,
    by factor: Int64,
    over divisor: Int64,
    roundedUp: Bool = false
) -> Int64 {
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    if !overflow {
        let quotient = product / divisor
        return roundedUp && quotient * divisor < product ? quotient + 1 : quotient
    }
    let wide = UInt64(value).multipliedFullWidth(by: UInt64(factor))
    let (quotient, remainder) = UInt64(divisor).dividingFullWidth(wide)
    return Int64(quotient) + (roundedUp && remainder > 0 ? 1 : 0)
}
