/// What comes next on a wire.
extension Wire {
    /// Something that happens at a time.
    struct Event {
        /// What happens; at the same time in this order.
        enum Kind {
            /// A run begins.
            case begins(Transmission)
            /// Bytes up to an index have passed.
            case passes(Transmission, to: Int)
            /// The connection at an index of the endings ends.
            case ends(Int)
            /// An ear may have a request.
            case news(any Ear)
            /// A run of a master without time passes.
            case request(Transmission)
            /// An ear has heard nothing for long enough.
            case silence(any Ear)
            /// A tap wanted to be called.
            case reminder(WireMember)
            /// Noise, or foreign traffic.
            case disturbance
        }

        var time: Int64
        var kind: Kind
    }

    /// The event that comes first.
    func nextEvent() -> Event? {
        var first: Event?
        var firstRank = Int.max
        func offer(_ time: Int64, _ rank: Int, _ kind: @autoclosure () -> Event.Kind) {
            guard time < first?.time ?? .max || time == first?.time && rank < firstRank else {
                return
            }
            first = Event(time: time, kind: kind())
            firstRank = rank
        }
        for transmission in transmissions where !transmission.isOver {
            if transmission.pace.isInstant {
                let isRequest = transmission.sender.isMaster
                let count = transmission.bytes.count
                offer(
                    transmission.start,
                    isRequest ? 3 : 1,
                    isRequest ? .request(transmission) : .passes(transmission, to: count)
                )
            } else if !transmission.isBegun {
                offer(transmission.start, 0, .begins(transmission))
            } else {
                let index = nextPortion(of: transmission)
                offer(transmission.end(before: index), 1, .passes(transmission, to: index))
            }
        }
        for (index, ending) in endings.enumerated() { offer(ending.time, 1, .ends(index)) }
        for ear in busyEars {
            if ear.hasNews {
                offer(present, 2, .news(ear))
            } else if let deadline = ear.deadline, !isAwaited(before: deadline, by: ear) {
                offer(deadline, 4, .silence(ear))
            }
        }
        for member in members {
            if let reminder = member.reminder { offer(reminder, 5, .reminder(member)) }
        }
        if let due = schedule.next { offer(due, 6, .disturbance) }
        return first
    }

    func perform(_ event: Event) {
        switch event.kind {
        case .begins(let transmission): begin(transmission)
        case .passes(let transmission, let index): pass(transmission, to: index)
        case .request(let transmission): pass(transmission, to: transmission.bytes.count)
        case .ends(let index):
            let ending = endings.remove(at: index).ending
            for member in members { member.tap.ends(ending.ending, of: ending.connection) }
        case .news(let ear): deliver(from: ear)
        case .silence(let ear):
            ear.endOfSilence()
            noteErrors(of: ear)
        case .reminder(let member):
            member.reminder = nil
            member.tap.reminded(at: max(event.time, present))
        case .disturbance: disturb()
        }
    }

    /// Up to where the next bytes are handed out together.
    ///
    /// As a UART with a queue of sixteen does it: the first by itself, then fourteen at a time, and
    /// what is left; byte by byte while somebody else is on the line.
    private func nextPortion(of transmission: Transmission) -> Int {
        let passed = transmission.passed
        let index = passed == 0 ? 1 : min(passed + 14, transmission.bytes.count)
        let (start, end) = (transmission.start(of: passed), transmission.end(before: index))
        let isAlone =
            transmissions.count == 1
            || !transmissions.contains { $0.overlaps(start, end, besides: transmission) }
        return isAlone ? index : passed + 1
    }

    /// Whether a character that an ear will hear has begun before its silence is over.
    private func isAwaited(before deadline: Int64, by ear: any Ear) -> Bool {
        !isInstant && lineEars.values.contains { $0 === ear }
            && transmissions.contains {
                !$0.isOver && $0.sender.isHeardByMeters && $0.start(of: $0.passed) < deadline
                    && self.ears(of: $0).contains { $0 === ear }
            }
    }
}
