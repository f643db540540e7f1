public import SimulatedTime

/// Meters that pulse lines join, alive: it feeds the receivers before anybody looks at them.
///
/// A receiver's registers at an instant depend on the edges of its senders up to then and on
/// nothing else: not on who was looked at, when, and in which order. So whoever brings a receiver
/// to an instant asks the group first, and the group brings the senders there. Nobody leads far:
/// what waits at an input is bounded by ``stretch``.
///
/// Touched on one event loop alone, with all the buses of its meters.
public final class PulseGroup {
    /// Where a member is.
    struct Seat {
        unowned let stations: any PulseStations
        let index: Int
    }

    /// The longest that senders live before their receivers take what they sent.
    public static let stretch = TimeSpan.minutes(5)

    /// Told of every edge of a line to the outside, in order.
    public var deliver: ((PulseLinePlan, OutputEdge) -> Void)?
    /// The names of its meters, senders first.
    public var members: [String] { group.members }
    /// Whether a line leads to the outside.
    public let reachesOutside: Bool

    /// The greatest refresh step of a member: so long after its instant each edge is known.
    public let delay: TimeSpan

    private let group: PulseWeb.Group
    private let seats: [Seat]
    private let linesFrom: [[PulseWeb.Line]]
    private let bounces: [PulseLinePlan: RandomStream]
    /// The last edge of each line to the outside.
    private var outside: [PulseLinePlan: OutputEdge] = [:]
    /// The instant up to which all members have lived.
    private var reached: Instant
    /// The least refresh step of a member.
    private let step: TimeSpan

    /// A group whose meters stand where they stand.
    init(_ group: PulseWeb.Group, seats: [Seat], seed: Seed) {
        self.group = group
        self.seats = seats
        linesFrom = group.members.indices.map { member in
            group.lines.filter { $0.sender == member }
        }
        reachesOutside = group.lines.contains { $0.receiver == nil }
        var bounces: [PulseLinePlan: RandomStream] = [:]
        for line in group.lines where line.plan.bounce != nil {
            bounces[line.plan] = seed.stream(line.plan.meter, "bounce.\(line.plan.place)")
        }
        self.bounces = bounces
        var (least, most) = (TimeSpan.seconds(3600), TimeSpan.zero)
        for seat in seats {
            seat.stations.edit(seat.index) { machine in
                (least, most) = (min(least, machine.step), max(most, machine.step))
            }
        }
        (reached, step, delay) = (.distantFuture, least, most)
        takeUp()
    }

    /// Goes on from where the members stand, all that was sent handed over: at first, and when
    /// others have taken the places of some.
    func takeUp() {
        var first = Instant.distantFuture
        for (member, seat) in seats.enumerated() {
            let outputs = Set(linesFrom[member].map(\.plan.output))
            seat.stations.edit(seat.index) { machine in
                first = min(first, machine.bookedUntil)
                if !outputs.isEmpty { machine.keepEdges(of: outputs) }
            }
        }
        reached = first
    }

    /// Brings whoever feeds a member to an instant.
    ///
    /// - Returns: the instant to which the member may go.
    func prepare(_ member: Int, to instant: Instant) -> Instant {
        guard instant >= reached.floored(to: step) + step else { return instant }
        let isReceiver = group.receivers.contains(member)
        // A sender leads for a while: nobody feeds it, and what it sends waits in it.
        guard isReceiver || instant - reached > Self.stretch else { return instant }
        let target = limited(instant)
        advance(to: target)
        return isReceiver ? target : instant
    }

    /// Brings all members to an instant, as far as none waits for the disk.
    ///
    /// - Returns: where they are.
    @discardableResult
    public func follow(to instant: Instant) -> Instant {
        let target = limited(instant)
        advance(to: target)
        return target
    }

    /// Hands over all that was sent, so that no edge is anywhere but in a receiver.
    func level() {
        var latest = reached
        for seat in seats {
            seat.stations.edit(seat.index) { latest = max(latest, $0.bookedUntil) }
        }
        advance(to: limited(latest))
        for member in seats.indices where !linesFrom[member].isEmpty { handOver(member) }
    }

    /// The states of all members at one instant; empty when none has changed.
    func checkpoints() -> [MeterCheckpoint] {
        guard seats.contains(where: { $0.stations.hasChanged($0.index) }) else { return [] }
        level()
        return seats.map { $0.stations.takeCheckpoint($0.index) }
    }

    private func limited(_ instant: Instant) -> Instant {
        seats.reduce(instant) { min($0, $1.stations.ceiling(of: $1.index)) }
    }

    private func advance(to target: Instant) {
        while reached < target {
            let end = min(reached + Self.stretch, target)
            for (member, seat) in seats.enumerated() {
                seat.stations.edit(seat.index) { $0.advance(to: end) }
                if !linesFrom[member].isEmpty { handOver(member) }
            }
            reached = end
        }
    }

    private func handOver(_ sender: Int) {
        var edges: [OutputEdge] = []
        let seat = seats[sender]
        seat.stations.edit(seat.index) { edges = $0.takeEdges() }
        guard !edges.isEmpty else { return }
        for line in linesFrom[sender] { send(edges, along: line) }
    }

    private func send(_ edges: [OutputEdge], along line: PulseWeb.Line) {
        guard let receiver = line.receiver, case .input(_, let input) = line.plan.target else {
            if deliver != nil { forEach(edges, along: line.plan) { tell(line.plan, $0) } }
            return
        }
        var incoming: [IncomingEdge] = []
        forEach(edges, along: line.plan) { edge in
            incoming.append(
                IncomingEdge(instant: edge.instant, due: edge.due, isOn: edge.isOn)
            )
        }
        guard !incoming.isEmpty else { return }
        let seat = seats[receiver]
        seat.stations.edit(seat.index) {
            $0.receive(incoming, input: input, line: line.plan.mark)
        }
    }

    private func forEach(
        _ edges: [OutputEdge],
        along plan: PulseLinePlan,
        _ body: (OutputEdge) -> Void
    ) {
        for edge in edges where edge.output == plan.output {
            guard let bounce = plan.bounce, let stream = bounces[plan] else {
                body(edge)
                continue
            }
            bounce.forEach(edge, stream, body)
        }
    }

    /// Tells the outside; a contact that still bounces when it is opened for good stays in order.
    private func tell(_ plan: PulseLinePlan, _ edge: OutputEdge) {
        var edge = edge
        if let last = outside[plan] {
            guard edge.isOn != last.isOn else { return }
            if edge.instant < last.instant {
                edge = OutputEdge(
                    output: edge.output,
                    instant: last.instant,
                    isOn: edge.isOn,
                    due: edge.due
                )
            }
        } else if !edge.isOn {
            return
        }
        outside[plan] = edge
        deliver?(plan, edge)
    }
}

extension PulseLinePlan {
    /// Where it leads, as a name of its chance.
    fileprivate var place: String {
        switch target {
        case .input(let meter, let number): "\(output).\(meter).\(number)"
        case .outside(let outlet): "\(output).\(outlet.place.text)"
        }
    }
}
