internal import FarmCore
internal import NIOCore
internal import SimulatedTime

/// Takes the states of a loop's meters in slices, so that no read waits long, and hands each to the
/// writer when the last one is on the disk.
///
/// Lives on its event loop.
final class Checkpointer {
    /// States taken at a time: about half a millisecond's work.
    private static let slice = 64

    private let buses: [Bus]
    private let eventLoop: any EventLoop
    private let writer: MemoryWriter

    private var isUnderWay = false
    private var bus = 0
    private var position = 0
    private var carriedOut: [String: Int64] = [:]
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
        guard !isUnderWay else { return }
        isUnderWay = true
        (bus, position) = (0, 0)
        for bus in buses { carriedOut[bus.name] = bus.carriedOut }
        next()
    }

    private func next() {
        var checkpoints: [MeterCheckpoint] = []
        while bus < buses.count, checkpoints.count < Self.slice {
            let room = Self.slice - checkpoints.count
            checkpoints += buses[bus].checkpoints(from: &position, limit: room)
            if position >= buses[bus].meterCount { (bus, position) = (bus + 1, 0) }
        }
        let isLast = bus >= buses.count
        // What the states on the disk hold need not be in the journal any more.
        let journals = isLast ? carriedOut : [:]
        let me = NIOLoopBound(self, eventLoop: eventLoop)
        writer.write(checkpoints, forgetting: journals) { [eventLoop] isWritten in
            eventLoop.execute { me.value.written(isWritten, isLast: isLast) }
        }
    }

    private func written(_ isWritten: Bool, isLast: Bool) {
        guard isWritten, !isLast else { return finish(isWritten) }
        next()
    }

    private func finish(_ isWritten: Bool) {
        if !isWritten { for bus in buses { bus.forgetCheckpoints() } }
        isUnderWay = false
        let told = whenDone
        whenDone = []
        for done in told { done(isWritten) }
    }
}
