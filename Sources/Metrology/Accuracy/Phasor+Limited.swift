extension Phasor {
    /// The phasor with its RMS value limited, its angle kept: an input that is overdriven.
    ///
    /// The limit is hard: up to it nothing is changed, above it the value stays there. A meter
    /// whose converters saturate shows so a current (and with it powers) that no longer follows
    /// the load, with its power factor unchanged; the harmonics of a clipped wave are not
    /// modelled.
    ///
    /// - Parameter limit: the greatest RMS value; not negative.
    public func limited(to limit: Double) -> Phasor {
        // Without the root where nothing is to be limited, which is nearly always.
        let square = re * re + im * im
        guard square > limit * limit else { return self }
        return self * (limit / square.squareRoot())
    }
}
