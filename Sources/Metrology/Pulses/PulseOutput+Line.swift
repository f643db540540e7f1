/// The line: one pulse at a time, the others wait or are lost.
extension PulseOutput {
    /// Begins a pulse.
    mutating func begin(at instant: Int64) {
        pulses += 1
        occupy(from: instant)
    }

    /// Emits what waits, one pulse a period, until an instant, which is included.
    mutating func drain(through instant: Int64) {
        guard backlog > 0, lineFree <= instant else { return }
        let count = Swift.min(backlog, (instant - lineFree) / timing.period + 1)
        emitBackToBack(count)
        backlog -= count
    }

    /// A pulse becomes due.
    mutating func arrive(at instant: Int64) {
        drain(through: instant)
        if lineFree <= instant {
            begin(at: instant)
        } else if backlog < overrun.limit {
            backlog += 1
        } else {
            lost += 1
        }
    }

    /// Several pulses become due at the same instant.
    mutating func arrive(_ count: Int64, at instant: Int64) {
        arrive(at: instant)
        let waiting = Swift.min(count - 1, overrun.limit - backlog)
        backlog += waiting
        lost += count - 1 - waiting
    }

    /// The first pulses of a stretch become due, `due` of them.
    ///
    /// The closed forms below give what ``arrive(at:)`` for each pulse would give.
    mutating func emit(_ stretch: PulseStretch, due: Int64) {
        var done: Int64 = 0
        while done < Swift.min(due, 3) {
            done += 1
            arrive(at: stretch.instant(done))
        }
        guard done < due else { return }
        if stretch.spacing >= timing.period {
            emitSlowly(stretch, after: done, due: due)
        } else if overrun.limit > 0 {
            emitAtMaximumRate(stretch, after: done, due: due)
        } else {
            emitWithoutBacklog(stretch, after: done, due: due)
        }
    }

    /// Pulses become due no faster than the line takes them.
    private mutating func emitSlowly(_ stretch: PulseStretch, after first: Int64, due: Int64) {
        var done = first
        // Only after the pulses were made shorter is the line occupied for longer than a period.
        while done < due, lineFree - stretch.instant(done) > timing.period {
            done += 1
            arrive(at: stretch.instant(done))
        }
        guard done < due else { return }
        // From here on at least one pulse leaves between two that become due: none is lost, and
        // once the line has caught up it stays so.
        let (rest, last) = (due - done, stretch.instant(due))
        if last >= lineFree, (last - lineFree) / timing.period >= backlog + rest - 1 {
            pulses += backlog + rest
            backlog = 0
            occupy(from: last)
        } else {
            backlog += rest
            drain(through: last)
        }
    }

    /// Pulses become due faster than the line takes them: it emits without a break, and what
    /// waits grows up to the limit.
    private mutating func emitAtMaximumRate(
        _ stretch: PulseStretch,
        after done: Int64,
        due: Int64
    ) {
        let last = stretch.instant(due)
        let count = lineFree <= last ? (last - lineFree) / timing.period + 1 : 0
        // Between two that become due at most one leaves, so that what waits never shrinks and
        // the excess at the end is the sum of all that was lost.
        let waiting = backlog + (due - done) - count
        backlog = Swift.min(waiting, overrun.limit)
        lost += waiting - backlog
        if count > 0 { emitBackToBack(count) }
    }

    /// Pulses become due faster than the line takes them, and none can wait: each pulse is
    /// followed by the first that becomes due on a free line.
    private mutating func emitWithoutBacklog(
        _ stretch: PulseStretch,
        after done: Int64,
        due: Int64
    ) {
        var done = done
        let last = stretch.instant(due)
        while done < due, lineFree <= last {
            let next = stretch.first(from: lineFree)
            lost += next - done - 1
            begin(at: stretch.instant(next))
            done = next
        }
        lost += due - done
    }

    /// Emits pulses one after the other, from the instant at which the line becomes free.
    private mutating func emitBackToBack(_ count: Int64) {
        pulses += count
        occupy(from: lineFree + (count - 1) * timing.period)
    }

    private mutating func occupy(from instant: Int64) {
        pulseEnd = instant + timing.duration
        lineFree = pulseEnd + timing.pause
    }
}
