public import Metrology

/// What stands on a meter's rating plate.
public struct MeterRatings: Hashable, Sendable {
    /// How the currents reach the meter.
    public typealias Connection = AccuracyRatings.Connection

    /// How the currents reach the meter.
    public var connection = Connection.direct
    /// Rated voltage between a phase and neutral, V.
    public var voltage = 230.0
    /// The current from which the meter registers, A at its inputs.
    public var startingCurrent: Double?
    /// The least current of the accuracy class, A.
    public var minimumCurrent: Double?
    /// The transition current Itr, A.
    public var transitionCurrent: Double?
    /// The reference or rated current, A.
    public var referenceCurrent: Double?
    /// The greatest continuous current, A.
    public var maximumCurrent = 63.0
    /// The current above which its inputs follow no more, A; nil where that is not known.
    public var saturationCurrent: Double?
    /// What a current input consumes, VA; nil where that is not known.
    public var currentBurden: Double?
    /// The frequencies at which it measures, Hz.
    public var frequency = 45.0...65.0
    /// The accuracy class of active energy, as printed.
    public var activeAccuracy: String?
    /// The accuracy class of reactive energy, as printed.
    public var reactiveAccuracy: String?

    /// Ratings of a common direct meter.
    public init() {}
}

extension MeterRatings {
    /// The currents that the accuracy tables are written in; nil where the plate says too little.
    public var accuracyRatings: AccuracyRatings? {
        AccuracyRatings(
            connection,
            minimum: minimumCurrent,
            transition: transitionCurrent,
            reference: referenceCurrent,
            maximum: maximumCurrent
        )
    }

    /// The limits of a class as printed; nil where the class or the currents are not known.
    public func errorLimits(_ printed: String?) -> ErrorLimits? {
        guard let text = printed, let accuracy = AccuracyClass(text: text),
            let ratings = accuracyRatings
        else { return nil }
        return ErrorLimits(accuracy, ratings: ratings)
    }
}
