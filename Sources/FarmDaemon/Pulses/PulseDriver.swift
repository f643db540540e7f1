internal import FarmCore
internal import FarmLines
internal import SimulatedTime

/// Lets the edges of pulse lines leave the farm in real time, each at its virtual instant and one
/// refresh step later, the same for all.
///
/// Touched on its event loop alone.
final class PulseDriver {
    private let time: FarmTime
    private let zone: CivilZone
    private let groups: [PulseGroup]
    private let exits: [PulseOutletPlan.Place: any PulseExit]
    private var schedule: PulseSchedule
    private var alarm: HostAlarm?
    private let step: TimeSpan
    private let log: (String) -> Void
    private var toldOfLoss = false
    /// How far the meters have been followed.
    private var followed: Instant

    /// Begins at once.
    ///
    /// - Parameters:
    ///   - groups: those whose lines lead to the outside.
    ///   - start: the instant at which the farm goes on: what lies before does not leave any more.
    init(
        _ groups: [PulseGroup],
        exits: [PulseOutletPlan.Place: any PulseExit],
        time: FarmTime,
        zone: CivilZone,
        after start: Instant,
        on loop: LineLoop,
        log: @escaping (String) -> Void
    ) {
        (self.groups, self.exits, self.time, self.zone) = (groups, exits, time, zone)
        self.log = log
        schedule = PulseSchedule(after: start)
        followed = start
        step = groups.map(\.delay).min() ?? .seconds(1)
        // Edges are known a moment after the step's end: that moment belongs to the delay too.
        let patience = TimeSpan.microseconds(Int64(Self.patience * time.clock.speed))
        for group in groups {
            let delay = group.delay + patience
            group.deliver = { [unowned self] in schedule.add($0, $1, delay: delay) }
        }
        alarm = HostAlarm(on: loop) { [weak self] in self?.run(at: $0) }
        run(at: HostTime.now())
    }

    /// Lets nothing leave any more.
    func stop() {
        alarm?.cancel()
        for group in groups { group.deliver = nil }
    }

    /// The farm's clock was changed: what comes next comes at another time.
    func timeHasChanged() { run(at: HostTime.now()) }

    private func run(at hostTime: Int64) {
        let now = time.now(at: hostTime)
        // A farm too fast for its host falls behind here, and nowhere else.
        followed = min(now, followed + PulseGroup.stretch)
        for group in groups { group.follow(to: followed) }
        release(by: now)
        if schedule.dropped > 0, !toldOfLoss {
            toldOfLoss = true
            log("pulses come faster than they leave; some are lost")
        }
        let next = min(schedule.nextDue ?? .distantFuture, followed.floored(to: step) + step)
        let due = time.clock.hostTime(of: next) ?? .max
        // Where time stands still, because of the disk or by request, it is looked at again.
        let isHeldUp = due <= hostTime && followed == now
        let soonest = HostTime.now() + (isHeldUp ? Self.retry : Self.pause)
        alarm?.set(for: max(min(due, hostTime + Self.longest), soonest))
    }

    /// Lets leave what is due.
    private func release(by now: Instant) {
        var leaving: [PulseOutletPlan.Place: (lines: [UInt8], states: [Bool])] = [:]
        for departure in schedule.take(by: now) {
            guard case .outside(let outlet) = departure.line.target else { continue }
            let line = departure.edge.line(of: departure.line.meter, in: zone)
            leaving[outlet.place, default: ([], [])].lines += line
            leaving[outlet.place]?.states.append(departure.edge.isOn)
        }
        for (place, edges) in leaving { exits[place]?.send(edges.lines, states: edges.states) }
    }

    /// Host time for which edges wait beyond the step, microseconds.
    private static let patience = 20_000.0
    /// The shortest time between two looks, nanoseconds.
    private static let pause: Int64 = 500_000
    /// From one look to the next while time is held up.
    private static let retry: Int64 = 20_000_000
    /// The longest time between two looks.
    private static let longest: Int64 = 1_000_000_000
}
