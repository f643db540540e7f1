internal import FarmCore
internal import NIOCore

/// One pseudo-terminal: hands what its clients write to a session and writes what comes back.
///
/// The channel only reads. Output goes straight into the kernel's buffer, so that a client that
/// never reads can neither block the loop nor fill the farm's memory.
final class PseudoTerminalLine: ChannelInboundHandler, LineTimerOwner {
    typealias InboundIn = ByteBuffer

    /// Nil once the line is gone.
    private(set) var device: PseudoTerminalDevice?

    /// Where clients find the line.
    var link: PseudoTerminalLink

    /// Who comes and goes.
    var occupancy = Occupancy()

    /// The watch that tells it, and the line's number there; nil if there is none.
    var watch: (by: ClientWatch, number: CInt)?

    let observe: LineObserver?

    private let session: any LineSession
    private let shared: LoopShared
    let eventLoop: any EventLoop
    private var context: ChannelHandlerContext?
    private var waiting: [UInt8] = []
    private var isMarked = false
    private var isOver = false
    private lazy var timer = LineTimer(on: eventLoop, owner: self)

    init(
        device: PseudoTerminalDevice,
        link: PseudoTerminalLink,
        session: any LineSession,
        loop: LineLoop,
        clientLine: ClientLineView?,
        observe: LineObserver?
    ) {
        self.device = device
        self.link = link
        self.session = session
        self.shared = loop.shared.value
        self.eventLoop = loop.eventLoop
        self.observe = observe
        startWatching(device.path, by: shared)
        session.attach { [weak self] in
            guard let self else { return }
            shared.whenFree(on: eventLoop) { [weak self] in self?.sessionCalls() }
        }
        session.attachClientLine { [weak self] in
            let seen = self?.device?.clientLine
            return if let clientLine { clientLine(seen) } else { seen }
        }
    }

    /// Whether all that has happened so far is dealt with.
    var isSettled: Bool { waiting.isEmpty && !(watch?.by.isBehind ?? false) }

    /// Ends the line; only the first call counts.
    func end() {
        guard !isOver else { return }
        isOver = true
        link.remove()
        timer.cancel()
        if let watch { watch.by.remove(watch.number) }
        watch = nil
        session.closed()
    }

    /// Closes the device, once the channel has closed its descriptor of it.
    ///
    /// Not earlier: the slave's last close is a hang-up, which the channel would trip over.
    func release() {
        end()
        device = nil
        context = nil
    }

    /// Gives the line up after a failure.
    func fail(_ reason: String) {
        guard !isOver else { return }
        observe?(.failed(reason: reason))
        end()
        context?.close(promise: nil)
    }

    /// Makes the next client's settings a change again.
    func clientMayHaveChanged() {
        isMarked = false
    }

    /// Writes what waited for notices.
    ///
    /// Who asked may have opened the line while a look had it closed and opened: the kernel then
    /// joins both openings into one notice, so a line that seems idle is looked at once more.
    func writeWaiting() {
        guard !isOver, !waiting.isEmpty else { return }
        if occupancy.isIdle { look() }
        guard !isOver else { return }
        write(waiting)
        waiting = []
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        release()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        let isBehind = watch?.by.isBehind ?? false
        if isBehind { isMarked = false }
        // What is heard while the line seems idle is a last word, or the watch has missed somebody.
        if !isBehind, occupancy.isIdle { look() }
        guard !isOver else { return }
        if !isMarked { isMarked = device?.renewMark() ?? true }
        let now = HostClock.now()
        let bytes = unwrapInboundIn(data)
        shared.call { session.receive(bytes.readableBytesUInt8Span, at: now, into: &$0) }
        carryOut(at: now, isBehind: isBehind)
    }

    /// An answer has come that the session had to wait for.
    private func sessionCalls() {
        guard !isOver else { return }
        let now = HostClock.now()
        shared.call { session.proceed(at: now, into: &$0) }
        carryOut(at: now, isBehind: watch?.by.isBehind ?? false)
    }

    func timerFired(at hostTime: Int64) {
        guard !isOver else { return }
        shared.call { session.timeout(at: hostTime, into: &$0) }
        carryOut(at: hostTime, isBehind: watch?.by.isBehind ?? false)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail("\(error)")
        context.close(promise: nil)
    }

    // MARK: Output

    /// A serial line has no connection, so ``LineActions/ending`` means nothing here.
    private func carryOut(at now: Int64, isBehind: Bool) {
        timer.apply(shared.actions.timer, at: now)
        if !shared.actions.output.isEmpty {
            if isBehind || !waiting.isEmpty {
                wait(with: shared.actions.output)
            } else {
                write(shared.actions.output)
            }
        }
        shared.reset()
    }

    /// Holds output back until the line knows for whom it is: what an earlier client left unread
    /// is dropped first.
    private func wait(with output: [UInt8]) {
        if waiting.isEmpty, let watch { watch.by.tellWhenSettled(self) }
        let room = max(0, PseudoTerminalPort.unreadOutput - waiting.count)
        waiting += output.prefix(room)
        if output.count > room { observe?(.outputLost(bytes: output.count - room)) }
    }

    private func write(_ output: [UInt8]) {
        let written = occupancy.isIdle ? 0 : device?.write(output) ?? 0
        if written < output.count { observe?(.outputLost(bytes: output.count - written)) }
    }
}
