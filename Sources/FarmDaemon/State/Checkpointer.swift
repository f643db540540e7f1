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
            me.value.round { _ in }
        }
    }

    /// Makes a round; `done` is told whether all states are on the disk.
    ///
    /// While one is under way its end is waited for.
    func round(done: @escaping (Bool) -> Void) {
        whenDone.append(done)
        guard underWay == nil else { return }
        underWay = CheckpointRound(buses)
        next()
    }

    private func next() {
        guard let slice = underWay?.next() else { return }
        let me = NIOLoopBound(self, eventLoop: eventLoop)
        writer.write(slice.checkpoints, forgetting: slice.forgotten) { [eventLoop] isWritten in
            eventLoop.execute { me.value.written(isWritten, isLast: slice.isLast) }
        }
    }

    private func written(_ isWritten: Bool, isLast: Bool) {
        guard isWritten, !isLast else { return finish(isWritten) }
        next()
    }

    private func finish(_ isWritten: Bool) {
        if !isWritten { underWay?.abandon() }
        underWay = nil
        let told = whenDone
        whenDone = []
        for done in told { done(isWritten) }
    }
}
