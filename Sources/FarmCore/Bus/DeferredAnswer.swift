/// What a session keeps of a request that waits for the disk.
///
/// One at a time: what comes behind the request is not looked at until it is answered, so that
/// answers keep their order and a master sees what it wrote.
final class DeferredAnswer<Frame>: JournalWaiter {
    /// Gets the line's attention.
    var attention: (() -> Void)?

    private enum State {
        case idle
        case waiting(Frame)
        case settled(Frame, [UInt8]?)
    }

    private var state = State.idle

    /// Whether a request is in hand.
    var isWaiting: Bool {
        if case .idle = state { false } else { true }
    }

    /// A request waits.
    func wait(with frame: Frame) { state = .waiting(frame) }

    /// The request is answered.
    func settled(_ response: [UInt8]?) {
        guard case .waiting(let frame) = state else { return }
        state = .settled(frame, response)
        attention?()
    }

    /// The request with its response, once; nil while there is none.
    func take() -> (frame: Frame, response: [UInt8]?)? {
        guard case .settled(let frame, let response) = state else { return nil }
        state = .idle
        return (frame, response)
    }
}
