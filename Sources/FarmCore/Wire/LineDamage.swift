internal import SimulatedTime

/// Breaks what goes over a line, by chance counted in characters.
struct LineDamage {
    /// The most characters that a burst waits to break.
    static let longestBurst = 256

    private let chance: RandomStream
    private let garbage: RandomStream
    /// Characters and runs that chance was asked for.
    private var draws: Int64 = 0
    /// The probability that a character is broken.
    private var probability = 0.0
    private var isBiased = true
    /// Characters of a burst of noise that waits for something to break: on a line without time
    /// it would never meet anything.
    private var burst = 0

    init(_ stream: RandomStream) {
        chance = stream.substream(0)
        garbage = stream.substream(1)
    }

    /// Takes over what is wrong with the line.
    mutating func adopt(_ conditions: LineConditions, format: LineFormat, meters: Int) {
        probability = LineErrors.character(conditions, format: format, meters: meters)
        isBiased = conditions.isBiased
        if conditions.noise == nil { burst = 0 }
    }

    /// The next run is hit by a burst.
    mutating func expectBurst(of length: Int) { burst = min(length, Self.longestBurst) }

    /// So many bytes of noise.
    mutating func noise(_ length: Int) -> [UInt8] {
        (0..<max(length, 0)).map { _ in UInt8(truncatingIfNeeded: garbage.bits(draw())) }
    }

    /// Breaks the new bytes of a run.
    ///
    /// - Parameters:
    ///   - bytes: what is sent.
    ///   - range: those that the line has not seen yet.
    mutating func strike(_ bytes: inout [UInt8], _ range: Range<Int>) {
        guard probability > 0 || !isBiased || burst > 0 else { return }
        for index in range where probability > 0 && chance.uniform(draw()) < probability {
            breakCharacter(&bytes[index])
        }
        hit(&bytes, range)
        if !isBiased, range.lowerBound == 0 { unsettle(&bytes) }
    }

    private mutating func hit(_ bytes: inout [UInt8], _ range: Range<Int>) {
        guard burst > 0 else { return }
        let room = max(range.count - burst, 0) + 1
        let first = range.lowerBound + Int(chance.bits(draw()) % UInt64(room))
        for index in first..<min(first + burst, range.upperBound) {
            breakCharacter(&bytes[index])
        }
        burst = 0
    }

    private mutating func unsettle(_ bytes: inout [UInt8]) {
        if chance.uniform(draw()) < LineErrors.firstBrokenWithoutBias { breakCharacter(&bytes[0]) }
    }

    /// A character that nobody sent, at the end of a run; mostly nil.
    mutating func stray() -> UInt8? {
        guard !isBiased, chance.uniform(draw()) < LineErrors.strayWithoutBias else { return nil }
        return UInt8(truncatingIfNeeded: garbage.bits(draw()))
    }

    /// Turns one bit over, or two in one of four cases.
    private mutating func breakCharacter(_ byte: inout UInt8) {
        let bits = garbage.bits(draw())
        let first = bits % 8
        byte ^= 1 << UInt8(first)
        guard (bits >> 8) % 4 == 0 else { return }
        let second = (first + 1 + (bits >> 16) % 7) % 8
        byte ^= 1 << UInt8(second)
    }

    private mutating func draw() -> Int64 {
        draws &+= 1
        return draws
    }
}
