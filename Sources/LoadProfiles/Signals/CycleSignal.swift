import Documents
import SimulatedTime

/// `{ "cycle": { "on": 1500, "off": 0, "onFor": "8m", "offFor": "22m", "phase": "3m" } }`: an
/// appliance that switches on and off.
///
/// It switches on at the epoch and whenever a whole number of cycles has passed since, later by
/// `phase` (0). The phase `"random"` is drawn once for each meter and each place in its profile,
/// so that the refrigerators of a house do not all start together. `on` and `off` (0) are signals.
struct CycleSignal: SignalKind {
    static var keyword: String { "cycle" }

    let on: any SignalKind
    let off: any SignalKind
    let onFor: TimeSpan
    let period: TimeSpan
    let phase: TimeSpan
    /// Where a random phase comes from.
    let stream: StreamName?

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        guard let object = node.object("an object such as { \"on\": 1500, \"onFor\": \"8m\", … }")
        else { return nil }
        let on = object.required("on", "the value while it is on").flatMap { scope.signal($0) }
        let off = object.optional("off").map { scope.signal($0) } ?? ConstantSignal(number: 0)
        let onFor = duration("onFor", in: object)
        let offFor = duration("offFor", in: object)
        let phase = phase(in: object)
        object.finish()
        guard let on, let off, let onFor, let offFor, let phase else { return nil }
        return CycleSignal(
            on: on,
            off: off,
            onFor: onFor,
            period: onFor + offFor,
            phase: phase.shift,
            stream: phase.isRandom ? scope.streamName(of: node) : nil
        )
    }

    private static func duration(_ key: String, in object: ObjectReader) -> TimeSpan? {
        object.required(key, "a duration such as \"8m\"")?
            .timeSpan(in: .milliseconds(1) ... .days(36_500))
    }

    private static func phase(in object: ObjectReader) -> (shift: TimeSpan, isRandom: Bool)? {
        guard let node = object.optional("phase") else { return (.zero, false) }
        if node.value == .string("random") { return (.zero, true) }
        return node.timeSpan(in: .zero ... .days(36_500)).map { ($0, false) }
    }

    func value(at moment: inout SignalMoment) -> Double {
        var start = phase
        if let stream {
            let share = moment.stream.substream(stream).uniform(0)
            start = .microseconds(Int64(share * Double(period.microseconds)))
        }
        let cycle = (moment.instant - start).floored(to: period)
        let isOn = moment.instant < cycle + start + onFor
        moment.limit(cycle + start + (isOn ? onFor : period))
        return isOn ? on.value(at: &moment) : off.value(at: &moment)
    }

    var usesChance: Bool { stream != nil || on.usesChance || off.usesChance }

    func bound(to zone: CivilZone) -> any SignalKind {
        CycleSignal(
            on: on.bound(to: zone),
            off: off.bound(to: zone),
            onFor: onFor,
            period: period,
            phase: phase,
            stream: stream
        )
    }
}
