extension AlarmState {
    /// When the alarm will be raised or end if a value lasts, milliseconds since the epoch; nil
    /// when the value changes nothing.
    ///
    /// - Parameter now: the end of the last stretch.
    public func nextChange(_ value: Int64?, from now: Int64, _ rule: AlarmRule) -> Int64? {
        guard let value else { return isRaised ? now : nil }
        guard let side else {
            guard rule.side(of: value) != nil else { return nil }
            var beginning = now
            if case .pending(let since) = phase { beginning = since }
            return beginning + Swift.max(rule.delayOn, 0)
        }
        guard rule.side(of: value) == nil, !rule.holds(value, from: side) else { return nil }
        var beginning = now
        if case .returning(let since, _) = phase { beginning = since }
        return beginning + Swift.max(rule.delayOff, 0)
    }
}
