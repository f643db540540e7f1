/// The chance of a trial: all that happens is drawn from it, so a seed is a whole trial.
///
/// SplitMix64 (Steele, Lea, Flood 2014). The draws are spelled out here, so that pinned seeds mean
/// the same with every standard library.
struct Chance {
    private var state: UInt64

    /// A source of its own for one purpose: what one asks does not disturb another.
    init(seed: UInt64, _ purpose: Purpose) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ purpose.rawValue &* 0xD1B5_4A32_D192_ED03
        _ = bits()
    }

    /// What is drawn.
    enum Purpose: UInt64 {
        case farm = 1
        case fate, disk, wires, masters, polls
    }

    /// The next 64 bits.
    mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A whole number of a range.
    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        let count = UInt64(bitPattern: range.upperBound &- range.lowerBound) &+ 1
        return range.lowerBound &+ Int64(bitPattern: count == 0 ? bits() : bits() % count)
    }

    /// A whole number of a range.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int(number(Int64(range.lowerBound)...Int64(range.upperBound)))
    }

    /// A byte.
    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: bits()) }

    /// A number of a range whose order of magnitude is drawn: small ones come as often as great.
    mutating func spread(_ range: ClosedRange<Int64>) -> Int64 {
        let span = range.upperBound - range.lowerBound
        let width = Int64.bitWidth - span.leadingZeroBitCount
        let limit = (Int64(1) << Int64(number(0...width))) - 1
        return range.lowerBound + min(number(0...max(limit, 0)), span)
    }

    /// Whether something of so many percent happens.
    mutating func happens(percent: Int) -> Bool { number(1...100) <= percent }

    /// One of a list; the first when the list is all there is.
    mutating func pick<Element>(_ list: [Element]) -> Element { list[number(0...list.count - 1)] }
}
