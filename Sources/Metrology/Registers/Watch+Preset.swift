extension Extremes {
    /// Presets what is known of a value's extremes; what is nil stays as it is.
    ///
    /// - Parameters:
    ///   - index: which value; one that does not exist is ignored.
    ///   - minimum: in the value's base unit.
    ///   - maximum: in the value's base unit.
    public mutating func preset(_ index: Int, minimum: Int64?, maximum: Int64?) {
        guard pairs.indices.contains(index) else { return }
        if let minimum {
            pairs[index].minimum = minimum
            // The one that is not known is at least not on the wrong side.
            if maximum == nil { pairs[index].maximum = Swift.max(pairs[index].maximum, minimum) }
        }
        if let maximum {
            pairs[index].maximum = maximum
            if minimum == nil { pairs[index].minimum = Swift.min(pairs[index].minimum, maximum) }
        }
    }

    /// Presets when a value's extremes occurred, milliseconds since the epoch; what is nil stays.
    public mutating func preset(_ index: Int, minimumInstant: Int64?, maximumInstant: Int64?) {
        guard pairs.indices.contains(index) else { return }
        if let minimumInstant { pairs[index].minimumInstant = minimumInstant }
        if let maximumInstant { pairs[index].maximumInstant = maximumInstant }
    }
}

extension AlarmState {
    /// Presets how often the alarm was raised, not negative.
    public mutating func preset(activations: Int64) {
        self.activations = Swift.max(activations, 0)
    }
}

extension PulseOutput {
    /// Presets how many pulses have begun and how many were lost, not negative.
    ///
    /// What is nil stays; what the output will emit does not change.
    public mutating func preset(pulses: Int64? = nil, lost: Int64? = nil) {
        if let pulses { self.pulses = Swift.max(pulses, 0) }
        if let lost { self.lost = Swift.max(lost, 0) }
    }
}
