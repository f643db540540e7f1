/// A pair of rated values of an instrument transformer, or its ratio alone.
public struct TransformerRatio: Hashable, Sendable {
    /// Rated primary value, A or V.
    public var primary: Double
    /// Rated secondary value, A or V.
    public var secondary: Double

    /// A transformer; both values are positive.
    public init(primary: Double, secondary: Double) {
        self.primary = primary
        self.secondary = secondary
    }

    /// Direct connection.
    public static let direct = TransformerRatio(primary: 1, secondary: 1)

    /// Primary divided by secondary.
    public var ratio: Double { primary / secondary }
}

/// What the electrician did: transformers and wires as they really are.
public struct Installation: Hashable, Sendable {
    /// The current transformers, all alike.
    public var currentTransformer = TransformerRatio.direct
    /// The voltage transformers, all alike.
    public var voltageTransformer = TransformerRatio.direct
    /// The wires.
    public var wiring = Wiring.correct

    /// A direct connection without a mistake.
    public init() {}
}

/// The ratios programmed in the meter, which need not be the installed ones.
public struct ConfiguredRatios: Hashable, Sendable {
    /// Current transformers.
    public var currentTransformer = TransformerRatio.direct
    /// Voltage transformers.
    public var voltageTransformer = TransformerRatio.direct

    /// No transformers.
    public init() {}
}
