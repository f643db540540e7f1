public import SimulatedTime

/// What can be seen of the meters of a bus by whoever runs the farm.
///
/// Looking brings a meter to the instant, as any poll does, and changes nothing else.
extension Bus {
    /// What a meter's installation carries, what the meter sees, and what it counts.
    ///
    /// - Parameters:
    ///   - place: its place among the meters of the bus, as the farm file has them.
    ///   - quantities: which quantities, a pattern of names.
    /// - Returns: nil where there is no such meter.
    public func truth(
        ofMeterAt place: Int,
        at instant: Instant,
        quantities: String = "*"
    ) -> MeterTruth? {
        withMeter(place: place, on: instant) { $0.truth(quantities: quantities) }
    }
}
