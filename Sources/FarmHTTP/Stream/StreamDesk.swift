internal import NIOCore
internal import Synchronization

/// Counts the streams of events, and ends those whose readers have stopped to read.
final class StreamDesk: Sendable {
    /// A place at the desk, for as long as somebody holds it.
    final class Place: Sendable {
        private let desk: StreamDesk

        fileprivate init(_ desk: StreamDesk) { self.desk = desk }

        deinit { desk.leave() }
    }

    /// The most streams at a time.
    static let limit = 64
    /// How often a stream is looked at.
    static let round = TimeAmount.seconds(5)

    private let count = Mutex(0)

    /// Takes a place; nil when all are taken.
    func enter() -> Place? {
        let hasRoom = count.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
        return hasRoom ? Place(self) : nil
    }

    /// How many there are.
    var streams: Int { count.withLock { $0 } }

    private func leave() { count.withLock { $0 -= 1 } }
}

/// Watches whether what is written to a reader gets away.
///
/// A write that is still under way a round later marks the reader as slow; one that is under way
/// two rounds later closes its connection.
final class ReaderWatch: Sendable {
    private struct State {
        var writes = 0
        var isWriting = false
        var seen = 0
        var rounds = 0
        var isSlow = false
    }

    private let state = Mutex(State())
    private let channel: any Channel
    private let task: Mutex<RepeatedTask?>

    init(_ channel: any Channel) {
        self.channel = channel
        task = Mutex(nil)
    }

    /// Begins to watch.
    func start() {
        let watch = channel.eventLoop.scheduleRepeatedTask(
            initialDelay: StreamDesk.round,
            delay: StreamDesk.round
        ) { [weak self] _ in self?.look() }
        task.withLock { $0 = watch }
    }

    /// Ends watching.
    func stop() { task.withLock { $0?.cancel() } }

    /// Whether a write took too long.
    var isSlow: Bool { state.withLock { $0.isSlow } }

    /// A write begins.
    func begins() {
        state.withLock { state in
            state.writes += 1
            state.isWriting = true
        }
    }

    /// The write has ended.
    func ends() { state.withLock { $0.isWriting = false } }

    /// Looks at the write that is under way.
    func look() {
        let isStuck = state.withLock { state -> Bool in
            guard state.isWriting, state.writes == state.seen else {
                (state.seen, state.rounds) = (state.writes, 0)
                return false
            }
            state.rounds += 1
            state.isSlow = true
            return state.rounds >= 2
        }
        if isStuck { channel.close(promise: nil) }
    }
}
