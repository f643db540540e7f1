/// Where the energy of a pulse comes from.
public enum PulseWeightRule: Hashable, Sendable {
    /// The same for ever.
    case fixed(PulseWeight)
    /// Chosen by the user.
    case programmable(choices: [PulseWeight], factory: PulseWeight)
    /// By the ratio of the current transformers: the first band that reaches up to the configured
    /// ratio, else `beyond`.
    case byRatio([PulseWeightBand], beyond: PulseWeight)
    /// Fixed at the meter's inputs: multiplied by the ratios of both transformers, as a lamp is.
    case secondary(PulseWeight)

    /// The weight that holds with these ratios.
    ///
    /// - Parameter chosen: what the user programmed; nil or a weight the meter does not offer means
    ///   the factory's.
    public func weight(_ ratios: ConfiguredRatios, chosen: PulseWeight? = nil) -> PulseWeight {
        switch self {
        case .fixed(let weight): weight
        case .programmable(let choices, let factory):
            chosen.flatMap { choices.contains($0) ? $0 : nil } ?? factory
        case .byRatio(let bands, let beyond):
            bands.first { $0.reaches(ratios.currentTransformer) }?.weight ?? beyond
        case .secondary(let weight):
            weight.scaled(by: ratios.currentTransformer).scaled(by: ratios.voltageTransformer)
        }
    }
}

/// A band of current transformer ratios with the weight that holds there.
public struct PulseWeightBand: Hashable, Sendable {
    /// The greatest ratio of the band, which belongs to it.
    public var upTo: Double
    /// The energy of a pulse.
    public var weight: PulseWeight

    /// A band that begins where the one before ends.
    public init(upTo: Double, weight: PulseWeight) {
        self.upTo = upTo
        self.weight = weight
    }

    /// Whether a ratio is not above the band; 20/5 is 4 without rounding.
    func reaches(_ ratio: TransformerRatio) -> Bool {
        ratio.primary <= upTo * ratio.secondary
    }
}
