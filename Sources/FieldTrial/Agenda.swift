/// What is going to happen, in the order of virtual host time.
///
/// Events of the same instant happen in the order in which they were put down.
struct Agenda {
    /// Monotonic nanoseconds of the simulated host.
    private(set) var now: Int64 = 0
    private var heap: [Event] = []
    private var count: UInt64 = 0

    private struct Event {
        let time: Int64
        let number: UInt64
        let body: () -> Void

        func precedes(_ other: Event) -> Bool {
            (time, number) < (other.time, other.number)
        }
    }

    /// Puts an event down, `delay` nanoseconds from now.
    mutating func after(_ delay: Int64, _ body: @escaping () -> Void) {
        heap.append(Event(time: now + max(delay, 0), number: count, body: body))
        count += 1
        rise(from: heap.count - 1)
    }

    /// Takes the next event and lets its time come; nil when nothing is left.
    mutating func next() -> (() -> Void)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        now = first.time
        return first.body
    }

    private mutating func rise(from place: Int) {
        var child = place
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].precedes(heap[least]) {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
