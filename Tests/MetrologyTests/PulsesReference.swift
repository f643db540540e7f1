import Metrology

/// One equal step of the reference.
struct PulseStep {
    var energy: Int64
    var start: Int64
    var length: Int64
}

/// The pulse output written down as its definition, one pulse after the other, in wide integers.
struct PulseReference {
    var due: [Int64] = []
    var begun: [Int64] = []
    var lost = 0
    var waiting = 0
    var residue: Int128 = 0

    init(
        _ steps: [PulseStep],
        weight: PulseWeight,
        timing: PulseTiming,
        limit: Int
    ) {
        findDue(steps, weight)
        let end = steps.last.map { $0.start + $0.length } ?? 0
        var queue: [Int64] = []
        // Every pulse due is followed through the line; a tie lets the line go first.
        for instant in due {
            serve(&queue, through: instant, timing)
            if queue.isEmpty, isFree(at: instant, timing) {
                begun.append(instant)
            } else if queue.count < limit {
                queue.append(instant)
            } else {
                lost += 1
            }
        }
        serve(&queue, through: end, timing)
        waiting = queue.count
    }

    private mutating func findDue(_ steps: [PulseStep], _ weight: PulseWeight) {
        var accumulated: Int128 = 0
        var filled: Int128 = 0
        for step in steps {
            let flow = Int128(max(step.energy, 0)) * Int128(weight.denominator)
            while filled + Int128(weight.numerator) <= accumulated + flow {
                filled += Int128(weight.numerator)
                let offset = (filled - accumulated) * Int128(step.length) / flow
                due.append(step.start + Int64(offset))
            }
            accumulated += flow
        }
        residue = accumulated - filled
    }

    private mutating func serve(
        _ queue: inout [Int64],
        through instant: Int64,
        _ timing: PulseTiming
    ) {
        while !queue.isEmpty, let last = begun.last, last + timing.period <= instant {
            queue.removeFirst()
            begun.append(last + timing.period)
        }
    }

    private func isFree(at instant: Int64, _ timing: PulseTiming) -> Bool {
        begun.last.map { $0 + timing.period <= instant } ?? true
    }

    /// The edges up to and including an instant.
    func edges(through end: Int64, _ timing: PulseTiming) -> [PulseEdge] {
        begun.flatMap { instant in
            [
                PulseEdge(instant: instant, isOn: true),
                PulseEdge(instant: instant + timing.duration, isOn: false),
            ]
        }
        .filter { $0.instant <= end }
    }
}

/// A small generator with a printed seed (SplitMix64).
struct PulseDice {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func roll(_ range: ClosedRange<Int64>) -> Int64 {
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int64(next() % width)
    }

    mutating func pick<T>(_ choices: [T]) -> T {
        choices[Int(next() % UInt64(choices.count))]
    }
}
