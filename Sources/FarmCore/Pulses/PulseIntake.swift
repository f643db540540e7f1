internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// The inputs of a meter at which pulse lines end, each with the edges that are on their way.
struct PulseIntake {
    /// One input.
    struct Port {
        /// What counts; of the tariff input only its contact is used.
        var input: PulseInput
        /// Edges that are not due yet, in order.
        var inbox: [IncomingEdge] = []
        /// How many of them have been taken already.
        private(set) var taken = 0
        /// Tells the line that ends here from another; 0 without.
        var line: Int64 = 0
        /// From when on the line is there.
        var since = Instant.epoch
        /// The latest edge that came, so that what follows cannot lie before it.
        var last = IncomingEdge(instant: .epoch, due: .epoch, isOn: false)
        /// What the line does, whatever is wrong with it on the way.
        var lineIsOn = false
        var condition = PulseLineCondition.right

        init(_ input: PulseInput) { self.input = input }

        /// When the next edge is due; far away when none is there.
        var nextDue: Instant { taken < inbox.count ? inbox[taken].due : .distantFuture }
    }

    /// The pulse inputs by number, then the tariff input where a line ends there.
    var ports: [Port]
    /// Whether the last port is the tariff input.
    let hasContact: Bool
    /// When the next edge is due at any pulse input.
    private var nextDue = Instant.distantFuture

    /// The most edges that a state may hold for one input.
    static let inboxLimit = 1_000_000

    /// The inputs of a meter; nil for one without.
    init?(_ design: MeterDesign, _ lines: [InputLine]) {
        let count = design.pulseInputs?.count ?? 0
        hasContact = lines.contains { $0.input == 0 }
        guard count > 0 || hasContact else { return nil }
        let blank = Port(PulseInput(weight: .unit, offTime: 0))
        ports = Array(repeating: blank, count: count + (hasContact ? 1 : 0))
    }

    /// The pulse inputs without the tariff input.
    var numbered: Range<Int> { 0..<ports.count - (hasContact ? 1 : 0) }

    /// The place of an input counted from 1, or of the tariff input, 0; nil where there is none.
    func place(ofInput number: Int) -> Int? {
        if number == 0 { return hasContact ? ports.count - 1 : nil }
        return numbered.contains(number - 1) ? number - 1 : nil
    }

    /// Takes edges of one line, in order.
    ///
    /// - Returns: when the first of them is due; nil when none counts.
    mutating func receive(_ edges: some Sequence<IncomingEdge>, at place: Int) -> Instant? {
        var first: Instant?
        for var edge in edges where edge.instant > ports[place].since {
            // A contact that still bounces when it is opened for good stays in order.
            edge.instant = max(edge.instant, ports[place].last.instant)
            edge.due = max(edge.due, ports[place].last.due)
            guard edge.isOn != ports[place].last.isOn else { continue }
            ports[place].last = edge
            ports[place].inbox.append(edge)
            first = first ?? edge.due
        }
        if let first, numbered.contains(place) { nextDue = min(nextDue, first) }
        return first
    }

    /// Lets the pulse inputs see what is due up to an instant.
    ///
    /// - Parameter counts: whether the device lives.
    @inline(__always)
    mutating func consume(through end: Instant, counts: Bool) {
        if nextDue <= end { consumeDue(through: end, counts: counts) }
    }

    @inline(never)
    private mutating func consumeDue(through end: Instant, counts: Bool) {
        for place in numbered { ports[place].consume(through: end, counts: counts) }
        noteDue()
    }

    /// Works out anew when the next edge is due.
    mutating func noteDue() {
        nextDue = numbered.reduce(.distantFuture) { min($0, ports[$1].nextDue) }
    }

    /// Lets the tariff input see what is due at an instant.
    ///
    /// - Returns: whether its contact is closed, nil when it has not changed; and when it may.
    mutating func contact(at instant: Instant) -> (isClosed: Bool?, until: Instant) {
        guard hasContact else { return (nil, .distantFuture) }
        let place = ports.count - 1
        let before = ports[place].input.isOn
        ports[place].consume(through: instant, counts: false)
        let after = ports[place].input.isOn
        return (after == before ? nil : after, ports[place].nextDue)
    }
}

extension PulseIntake.Port {
    /// Lets the input see what is due up to an instant.
    mutating func consume(through end: Instant, counts: Bool) {
        while taken < inbox.count, inbox[taken].due <= end {
            let edge = inbox[taken]
            taken += 1
            lineIsOn = edge.isOn
            settle(at: edge.instant, counts: counts)
        }
        if taken == inbox.count {
            inbox.removeAll(keepingCapacity: true)
            taken = 0
        }
    }

    /// Lets the input see what the line and its wires make of it.
    mutating func settle(at instant: Instant, counts: Bool) {
        let isOn =
            switch condition {
            case .right: lineIsOn
            case .open: false
            case .shorted: true
            }
        input.turn(isOn, at: instant.microseconds, counts: counts)
    }

    /// The line is another one, or there is none any more.
    mutating func connect(_ line: Int64, since: Instant) {
        self.line = line
        self.since = since
        (inbox, taken, lineIsOn) = ([], 0, false)
        last = IncomingEdge(instant: since, due: since, isOn: false)
        settle(at: since, counts: false)
    }

    /// Goes through everything but what settings say.
    mutating func visit(_ visitor: inout some StateVisitor) {
        input.visit(&visitor)
        visitor.visit("line", &line)
        visitor.visit("since", &since.microseconds)
        visitor.visit("lineIsOn", &lineIsOn)
        var wires = PulseLineCondition.allCases.firstIndex(of: condition) ?? 0
        visitor.visit("condition", &wires)
        let all = PulseLineCondition.allCases
        condition = all.indices.contains(wires) ? all[wires] : .right
        visitor.part("last") { last.visit(&$0) }
        var waiting = Array(inbox[taken...])
        visitor.list(
            "inbox",
            &waiting,
            limit: PulseIntake.inboxLimit,
            empty: IncomingEdge(instant: .epoch, due: .epoch, isOn: false)
        ) { visitor, edge in edge.visit(&visitor) }
        (inbox, taken) = (waiting, 0)
    }
}

extension IncomingEdge {
    fileprivate mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("instant", &instant.microseconds)
        visitor.visit("due", &due.microseconds)
        visitor.visit("isOn", &isOn)
    }
}
