import RealModule

/// How far one current transformer is from its rated ratio: ratio error, phase displacement and
/// saturation (IEC 61869-2).
public struct TransformerError: Hashable, Sendable {
    /// The class whose limits the error is a share of; nil when it is the same at every current.
    private let transformerClass: TransformerClass?
    /// Percent, or the share of the class's limit.
    private let ratio: Double
    /// Minutes of arc, or the share of the class's limit.
    private let displacement: Double
    /// The multiple of the rated primary current above which the secondary no longer grows; nil
    /// where it always does.
    public let saturation: Double?

    /// What is drawn for a transformer.
    public enum Draw: Int, Hashable, Sendable, CaseIterable {
        /// The share of the limit of the ratio error.
        case ratio
        /// The share of the limit of the phase displacement.
        case displacement
    }

    /// A perfect transformer.
    public static let none = TransformerError(ratioError: 0, phaseDisplacement: 0)

    /// An error that is the same at every current.
    ///
    /// - Parameters:
    ///   - ratioError: percent; positive when the secondary current is too great.
    ///   - phaseDisplacement: minutes of arc; positive when the secondary current leads.
    ///   - saturation: see ``saturation``; positive.
    public init(ratioError: Double, phaseDisplacement: Double, saturation: Double? = nil) {
        transformerClass = nil
        ratio = ratioError
        displacement = phaseDisplacement
        self.saturation = saturation
    }

    /// The error of one transformer of a class: constant shares of the class's limits.
    ///
    /// The ratio error lies inside half the limit either way. The secondary leads by up to half
    /// the limit, never lags: it is the magnetising current that it lacks.
    ///
    /// - Parameters:
    ///   - uniform: a number of 0..<1 for each draw, depending on the serial number alone.
    public init(
        _ transformerClass: TransformerClass,
        saturation: Double? = nil,
        uniform: (Draw) -> Double
    ) {
        self.transformerClass = transformerClass
        ratio = min(max(uniform(.ratio), 0), 1) - 0.5
        displacement = min(max(uniform(.displacement), 0), 1) * 0.5
        self.saturation = saturation
    }

    /// The ratio error in percent.
    ///
    /// - Parameter current: the primary current as a share of the rated; outside the class's
    ///   table its nearest row continues.
    public func ratioError(at current: Double) -> Double {
        guard let transformerClass else { return ratio }
        return ratio * transformerClass.interpolated(transformerClass.ratioErrors, at: current)
    }

    /// The phase displacement in minutes of arc; positive leads.
    ///
    /// - Parameter current: as for ``ratioError(at:)``.
    public func phaseDisplacement(at current: Double) -> Double {
        guard let transformerClass else { return displacement }
        return displacement
            * transformerClass.interpolated(transformerClass.phaseDisplacements, at: current)
    }

    /// What the secondary current of a perfect transformer is multiplied by: size and turn.
    ///
    /// Without saturation.
    ///
    /// - Parameters:
    ///   - primary: the primary current, A RMS.
    ///   - rated: the rated primary current, A; positive.
    public func factor(primary: Double, rated: Double) -> Phasor {
        let current = primary / rated
        return Phasor(
            rms: 1 + ratioError(at: current) / 100,
            degrees: phaseDisplacement(at: current) / 60
        )
    }

    /// The secondary current of a transformer with this error.
    ///
    /// Above saturation the secondary keeps the size it has there (a hard limit of the RMS
    /// value; the harmonics of a saturated core are not modelled).
    ///
    /// - Parameters:
    ///   - primary: the primary current.
    ///   - transformer: its rated currents.
    public func secondary(of primary: Phasor, through transformer: TransformerRatio) -> Phasor {
        var carried = primary
        if let saturation { carried = primary.limited(to: saturation * transformer.primary) }
        let factor = factor(primary: carried.rms, rated: transformer.primary)
        return carried * (1 / transformer.ratio) * factor
    }
}
