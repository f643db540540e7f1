/// The pulses of a model (IEC 62053-31 and the metrological LED).
public struct PulseDesign: Hashable, Sendable {
    /// A pulse weight that holds up to a transformer ratio.
    public struct Band: Hashable, Sendable {
        /// The greatest ratio of the band.
        public let upToRatio: Double
        /// Energy of a pulse, Wh.
        public let weight: Double

        /// A band.
        public init(upToRatio: Double, weight: Double) {
            self.upToRatio = upToRatio
            self.weight = weight
        }
    }

    /// Pulses of the LED for a kWh at the meter's inputs; nil without an LED.
    public var ledPerKilowattHour: Double?
    /// The weights of the output by transformer ratio, ascending; empty without an output.
    public var bands: [Band] = []
    /// How long a pulse lasts, milliseconds.
    public var duration: Int64 = 100

    /// No pulses.
    public init() {}

    /// The weight of an output pulse at a transformer ratio, Wh; nil without an output.
    public func weight(atRatio ratio: Double) -> Double? {
        (bands.first { ratio <= $0.upToRatio } ?? bands.last)?.weight
    }
}
