internal import RealModule

/// How often a line breaks characters, as pure functions of what is wrong with it.
///
/// No standard gives these numbers: what a cable does depends on it. They are heuristics of
/// meterfarm with the thresholds that the field knows (`domain/wiring-faults.md` D.2); every one
/// is 0 where RS485 (TIA-485-A, and its guide TSB-89) promises a line that works.
enum LineErrors {
    /// The probability that reflections break a character.
    ///
    /// A pulse that comes back from an open end disturbs the bits behind it, the more the longer
    /// the cable and the shorter the bit. Below a product of 2·10⁶ baud·m nothing happens (19 200
    /// baud on 100 m); from there it grows with the logarithm of the product, to a half at 2·10⁸.
    /// With one of two terminators half of it.
    ///
    /// - Parameters:
    ///   - length: of the cable, metres.
    ///   - terminators: how many of the two are there.
    ///   - baudRate: bits per second.
    static func reflections(length: Double, terminators: Int, baudRate: Int) -> Double {
        let product = Double(baudRate) * length
        guard product > 2e6, terminators < 2 else { return 0 }
        let worst = min(0.25 * .log10(product / 2e6), 0.5)
        return terminators == 1 ? worst / 2 : worst
    }

    /// The probability that a character is broken as its driver carries too much.
    ///
    /// Up to the driver's unit loads the level is as RS485 wants it. Beyond, the level falls while
    /// receivers still have some margin: the probability grows with the square of the excess, to
    /// a half at twice the load.
    ///
    /// - Parameters:
    ///   - meters: how many hang on the line.
    ///   - unitLoad: the unit loads of one.
    ///   - drivers: the unit loads that a driver carries.
    static func overload(meters: Int, unitLoad: Double, drivers: Double) -> Double {
        guard drivers > 0 else { return 0.5 }
        let excess = Double(meters) * unitLoad / drivers - 1
        return excess > 0 ? min(0.5 * excess * excess, 0.5) : 0
    }

    /// The probability that at least one bit of a character is wrong.
    static func bits(errorRate: Double, bitsPerCharacter: Int) -> Double {
        guard errorRate > 0 else { return 0 }
        var right = 1.0
        for _ in 0..<bitsPerCharacter { right *= 1 - errorRate }
        return 1 - right
    }

    /// The probability that a run of bytes ends with a character that nobody sent.
    ///
    /// Without bias the level between the wires is anywhere once the driver lets go, and a
    /// receiver may take that for a start bit.
    static let strayWithoutBias = 0.2

    /// The probability that the first character of a run is broken: without bias a receiver may
    /// still be inside a character that nobody sent when the driver begins.
    static let firstBrokenWithoutBias = 0.1

    /// The probability that a character is broken, by any of the reasons.
    static func character(_ conditions: LineConditions, format: LineFormat, meters: Int) -> Double {
        let reasons = [
            reflections(
                length: conditions.length,
                terminators: conditions.terminators,
                baudRate: format.baudRate
            ),
            overload(
                meters: meters,
                unitLoad: conditions.unitLoad,
                drivers: conditions.drivers
            ),
            bits(
                errorRate: conditions.bitErrorRate,
                bitsPerCharacter: format.bitsPerCharacter
            ),
        ]
        return 1 - reasons.reduce(1) { $0 * (1 - $1) }
    }
}
