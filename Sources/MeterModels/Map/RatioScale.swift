public import Metrology

/// A register's step that goes with the programmed transformer ratios.
///
/// Energies of meters for transformers would overflow their display: the step grows with the ratio
/// (EMDX³ 4 120 45: 10 Wh below a ratio of 10, then 100 Wh and so on).
public struct RatioScale: Hashable, Sendable {
    /// Which ratio decides.
    public enum Ratio: String, Hashable, Sendable, CaseIterable {
        /// That of the current transformers.
        case currentTransformer
        /// That of the voltage transformers.
        case voltageTransformer
        /// Both multiplied.
        case product
    }

    /// A step for a range of ratios.
    public struct Band: Hashable, Sendable {
        /// The ratio from which on it no longer holds; nil for the last.
        public let below: Double?
        /// The step in the register's unit.
        public let decimal: DecimalScale
        /// From the source's integer to the register's.
        public let compiled: RegisterScale
    }

    /// Which ratio decides.
    public let ratio: Ratio
    /// The bands, ascending; the last has no end.
    public let bands: [Band]

    /// The band that programmed ratios choose.
    public func band(_ ratios: ConfiguredRatios) -> Band? {
        let value =
            switch ratio {
            case .currentTransformer: ratios.currentTransformer.ratio
            case .voltageTransformer: ratios.voltageTransformer.ratio
            case .product: ratios.currentTransformer.ratio * ratios.voltageTransformer.ratio
            }
        return bands.first { value < ($0.below ?? .infinity) } ?? bands.last
    }

    /// The bands as people read them: `0.01 below 10, 0.1 below 100, then 1`.
    public var text: String {
        bands.map { band in
            band.below.map { "\(band.decimal.text) below \(DecimalScale($0)?.text ?? "\($0)")" }
                ?? "then \(band.decimal.text)"
        }.joined(separator: ", ")
    }
}

extension ConfiguredRatios {
    /// The ratios that a meter's settings make.
    ///
    /// - Parameter setting: the value of a setting; nil when the meter has none.
    public init(_ setting: (MeterSetting) -> Double?) {
        self.init()
        currentTransformer = Self.ratio(
            setting(.currentTransformerRatio),
            setting(.currentTransformerPrimary),
            setting(.currentTransformerSecondary)
        )
        voltageTransformer = Self.ratio(
            setting(.voltageTransformerRatio),
            setting(.voltageTransformerPrimary),
            setting(.voltageTransformerSecondary)
        )
    }

    private static func ratio(
        _ ratio: Double?,
        _ primary: Double?,
        _ secondary: Double?
    ) -> TransformerRatio {
        if let ratio, ratio > 0 { return TransformerRatio(primary: ratio, secondary: 1) }
        guard let primary, primary > 0 else { return .direct }
        let rated = secondary ?? primary
        return TransformerRatio(primary: primary, secondary: rated > 0 ? rated : 1)
    }
}
