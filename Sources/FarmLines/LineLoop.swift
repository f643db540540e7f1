internal import FarmCore
public import NIOCore
internal import Synchronization

/// One event loop of a ``LineHost``, with what its ports share.
public struct LineLoop: Sendable {
    /// The loop itself, for hopping onto it.
    public let eventLoop: any EventLoop

    /// What the loop's ports share; touched on the loop alone.
    let shared: NIOLoopBoundBox<LoopShared>

    private let hostState: HostState

    init(_ eventLoop: any EventLoop, hostState: HostState) {
        self.eventLoop = eventLoop
        self.hostState = hostState
        self.shared = .makeBoxSendingValue(LoopShared(), eventLoop: eventLoop)
    }

    /// Runs `body` on the loop.
    ///
    /// - Throws: what `body` throws, or ``LineError/loopStopped``.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable () throws(LineError) -> Value
    ) async throws(LineError) -> Value {
        // SwiftNIO is going to crash on tasks for a loop that is shut down.
        guard !hostState.isStopped else { throw .loopStopped }
        let result: Result<Value, LineError>
        do {
            result = try await eventLoop.submit { () -> Result<Value, LineError> in
                do throws(LineError) {
                    return .success(try body())
                } catch {
                    return .failure(error)
                }
            }.get()
        } catch {
            throw .loopStopped
        }
        return try result.get()
    }
}

/// Whether a host's loops run.
final class HostState: Sendable {
    private let stopped = Atomic(false)

    /// Whether they have been told to stop.
    var isStopped: Bool { stopped.load(ordering: .acquiring) }

    /// Says that they are about to stop.
    func stop() { stopped.store(true, ordering: .releasing) }
}

/// What all ports of one event loop share; never touched off the loop.
///
/// Connections by the thousand then need no buffers of their own.
final class LoopShared {
    /// Storage kept between two answers; a longer answer's is given back.
    static let keptCapacity = 64 * 1024

    /// What the session called last wants done.
    var actions = LineActions()

    /// Whether a session is at work: what it does may make another one ask for attention, which
    /// then has to wait until ``actions`` is free again.
    private var isInCall = false

    /// Notices clients that open pseudo-terminals; made with the first one.
    var clientWatch: ClientWatch?

    private var outgoing = ByteBuffer()

    /// The output of ``actions`` as a buffer to be written.
    ///
    /// The storage of the last one is used again, unless the channel still holds it.
    func takeOutput() -> ByteBuffer {
        if outgoing.capacity > Self.keptCapacity {
            outgoing = ByteBuffer()
        }
        outgoing.clear(minimumCapacity: actions.output.count)
        outgoing.writeBytes(actions.output)
        return outgoing
    }

    /// Does something with a session as soon as none is at work: at once, or in the loop's next
    /// round.
    func whenFree(on eventLoop: any EventLoop, _ body: @escaping () -> Void) {
        guard isInCall else { return body() }
        eventLoop.assumeIsolated().execute(body)
    }

    /// Calls a session.
    func call(_ session: (inout LineActions) -> Void) {
        isInCall = true
        session(&actions)
        isInCall = false
    }

    /// Forgets the actions that have been carried out.
    func reset() {
        if actions.output.capacity > Self.keptCapacity {
            actions = LineActions()
        } else {
            actions.reset()
        }
    }
}

/// The monotonic clock that sessions see.
enum HostClock {
    /// Nanoseconds since an arbitrary instant.
    static func now() -> Int64 {
        Int64(clamping: NIODeadline.now().uptimeNanoseconds)
    }
}
