internal import FarmCore
internal import NIOCore
internal import SimulatedTime

/// Makes rounds of checkpoints over a loop's buses, a slice after the other, each when the last one
/// is on the disk.
///
/// Lives on its event loop.
final class Checkpointer {
    private let buses: [Bus]
    private let eventLoop: any EventLoop
    private let writer: MemoryWriter

    private var underWay: CheckpointRound?
    private var whenDone: [(Bool) -> Void] = []
    /// Whether a slice is on its way to the disk.
    private var isWriting = false
    /// Whether no slice is taken.
    private var isResting = false
    /// Who waits for a round that begins after the one under way.
    private var whenNextDone: [(Bool) -> Void] = []

    init(_ buses: [Bus], on eventLoop: any EventLoop, writer: MemoryWriter) {
        self.buses = buses
        self.eventLoop = eventLoop
        self.writer = writer
    }

    /// Begins rounds that follow each other at a distance of host time.
    func start(every span: TimeSpan) {
        let delay = TimeAmount.microseconds(span.microseconds)
        let me = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.scheduleRepeatedTask(initialDelay: delay, delay: delay) { _ in
            if me.value.underWay == nil, !me.value.isResting { me.value.round { _ in } }
        }
    }

    /// Makes a round; `done` is told whether all states are on the disk.
    ///
    /// One that is under way has taken states from before: another one follows it then.
    func round(done: @escaping (Bool) -> Void) {
        guard underWay == nil, !isResting else { return whenNextDone.append(done) }
        begin([done])
    }

    /// Takes no state until ``goOn()``; a round that is under way waits.
    ///
    /// - Returns: whether none that was taken before is on its way to the disk any more.
    func rest() -> Bool {
        isResting = true
        return !isWriting
    }

    /// Goes on with the round that is under way, or begins the one that somebody waits for.
    func goOn() {
        guard isResting else { return }
        isResting = false
        if underWay == nil { beginNext() } else { next() }
    }

    private func begin(_ told: [(Bool) -> Void]) {
        whenDone = told
        underWay = CheckpointRound(buses)
        next()
    }

    private func next() {
        guard !isResting, let slice = underWay?.next() else { return }
        isWriting = true
        let me = NIOLoopBound(self, eventLoop: eventLoop)
        writer.write(slice.checkpoints, forgetting: slice.forgotten) { [eventLoop] isWritten in
            eventLoop.execute { me.value.written(isWritten, isLast: slice.isLast) }
        }
    }

    private func written(_ isWritten: Bool, isLast: Bool) {
        isWriting = false
        guard isWritten, !isLast else { return finish(isWritten) }
        next()
    }

    private func finish(_ isWritten: Bool) {
        if !isWritten { underWay?.abandon() }
        underWay = nil
        let told = whenDone
        whenDone = []
        for done in told { done(isWritten) }
        beginNext()
    }

    private func beginNext() {
        guard underWay == nil, !isResting, !whenNextDone.isEmpty else { return }
        let waiting = whenNextDone
        whenNextDone = []
        begin(waiting)
    }
}
