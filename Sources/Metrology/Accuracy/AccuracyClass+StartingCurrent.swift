extension AccuracyClass {
    /// The greatest starting current the standard allows, A at the meter's inputs.
    ///
    /// MI-003 and EN 50470-3 as a share of Itr; IEC 62053-21, -22 and -23 as a share of Ib or In.
    /// Nil where the standard has none for the connection.
    public func greatestStartingCurrent(_ ratings: AccuracyRatings) -> Double? {
        let isDirect = ratings.connection == .direct
        switch self {
        case .activeA: return ratings.transition * (isDirect ? 0.05 : 0.06)
        case .activeB: return ratings.transition * 0.04
        case .activeC: return ratings.transition * (isDirect ? 0.04 : 0.02)
        case .active1: return ratings.reference * (isDirect ? 0.004 : 0.002)
        case .active2: return ratings.reference * (isDirect ? 0.005 : 0.003)
        case .active02S, .active05S: return isDirect ? nil : ratings.reference * 0.001
        case .reactive2: return ratings.reference * (isDirect ? 0.005 : 0.003)
        case .reactive3: return ratings.reference * (isDirect ? 0.01 : 0.005)
        }
    }
}
