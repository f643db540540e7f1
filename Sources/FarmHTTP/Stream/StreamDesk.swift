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

/// Whether what is written to a reader gets away, looked at round by round.
///
/// A write that is still under way a round later marks the reader as slow; one that is under way
/// two rounds later has to be cut off.
struct WriteRounds: Sendable {
    /// Whether a write took a round or more.
    private(set) var isSlow = false
    private var writes = 0
    private var isWriting = false
    private var seen = 0
    private var rounds = 0

    /// A write begins.
    mutating func begins() {
        writes += 1
        isWriting = true
    }

    /// The write has ended.
    mutating func ends() { isWriting = false }

    /// Looks at the write that is under way.
    ///
    /// - Returns: whether it has to be cut off.
    mutating func look() -> Bool {
        guard isWriting, writes == seen else {
            (seen, rounds) = (writes, 0)
            return false
        }
        rounds += 1
        isSlow = true
        return rounds >= 2
    }
}

/// Closes the connection of a reader that has stopped to read.
final class ReaderWatch: Sendable {
    private let rounds = Mutex(WriteRounds())
    private let channel: any Channel
    private let task = Mutex<RepeatedTask?>(nil)

    init(_ channel: any Channel) { self.channel = channel }

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
    var isSlow: Bool { rounds.withLock { $0.isSlow } }

    /// A write begins.
    func begins() { rounds.withLock { $0.begins() } }

    /// The write has ended.
    func ends() { rounds.withLock { $0.ends() } }

    private func look() {
        if rounds.withLock({ $0.look() }) { channel.close(promise: nil) }
    }
}
