/// The currents of a rating plate that the accuracy tables are written in, A at the meter's
/// inputs.
public struct AccuracyRatings: Hashable, Sendable {
    /// How the currents reach the meter.
    public enum Connection: String, Hashable, Sendable, CaseIterable {
        /// The load's current flows through the meter.
        case direct
        /// Through current transformers.
        case currentTransformer
    }

    /// How the currents reach the meter.
    public let connection: Connection
    /// The least current of the class, Imin.
    public let minimum: Double
    /// The transition current, Itr.
    public let transition: Double
    /// The basic current Ib (= Iref) of a direct meter, the rated current In of one behind
    /// transformers.
    public let reference: Double
    /// The greatest current of the class, Imax.
    public let maximum: Double

    /// Ratings; what a plate leaves out follows from the rest as EN 50470-1 relates them.
    ///
    /// Iref = 10 Itr on a direct meter, In = 20 Itr behind transformers; Imin = 0.5 Itr and
    /// 0.2 Itr. Nil without both transition and reference current, or where a current is not
    /// positive or not finite, or where they do not ascend.
    public init?(
        _ connection: Connection,
        minimum: Double? = nil,
        transition: Double? = nil,
        reference: Double? = nil,
        maximum: Double
    ) {
        let perTransition = connection == .direct ? 10.0 : 20.0
        guard let itr = transition ?? reference.map({ $0 / perTransition }) else { return nil }
        let iref = reference ?? itr * perTransition
        let imin = minimum ?? itr * (connection == .direct ? 0.5 : 0.2)
        guard imin > 0, imin <= itr, itr <= iref, iref <= maximum, maximum.isFinite else {
            return nil
        }
        self.connection = connection
        self.minimum = imin
        self.transition = itr
        self.reference = iref
        self.maximum = maximum
    }
}
