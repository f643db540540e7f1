public import SimulatedTime

extension Bus {
    /// What the front of a meter shows, by the meter's place among those of the bus; nil when
    /// there is no such meter.
    public func panel(ofMeterAt place: Int, at instant: Instant) -> PanelView? {
        keepUp(to: instant)
        let (state, heard) = (panels[place], heardLast(by: place))
        return withMeter(place: place, on: instant) { meter in
            (state ?? PanelState(meter)).view(of: meter, at: instant, heard: heard)
        }
    }

    /// Presses a key at the front of a meter, and lets the meter do what the key asks for, once
    /// that is kept.
    ///
    /// The display goes on at once, also where the meter then cannot do it.
    ///
    /// - Parameters:
    ///   - place: the place of the meter among those of the bus.
    ///   - done: told the instant at which it was done, or why not; at once for a key that leafs.
    /// - Returns: what the key asks of the meter; empty for a key that leafs.
    /// - Throws: ``PanelRefusal`` when the front has no such key.
    @discardableResult
    public func press(
        _ key: String,
        _ press: PanelPress = .short,
        ofMeterAt place: Int,
        at now: Instant,
        done: @escaping (Result<Instant, DeedRefusal>) -> Void
    ) throws(PanelRefusal) -> [MeterDeeds.Word] {
        var state = panels[place]
        let asked = withMeter(place: place, on: now) { meter in
            Result { () throws(PanelRefusal) in
                var front = state ?? PanelState(meter)
                defer { state = front }
                return try front.press(key, press, of: meter, at: now)
            }
        }
        panels[place] = state
        guard let actions = try asked?.get() else {
            done(.failure(.nobody))
            return []
        }
        guard let deeds = MeterDeeds(ofFront: actions) else {
            done(.success(now))
            return []
        }
        carryOut(deeds, byMeterAt: place, at: now, done: done)
        return deeds.words
    }

    /// When a master last spoke to a meter; nil where none has since the farm was started.
    private func heardLast(by place: Int) -> Instant? {
        guard units.indices.contains(place) else { return nil }
        let heard = units[place].device.now
        return heard == .epoch ? nil : heard
    }
}
