internal import FarmCore
internal import NIOCore

/// One TCP connection: hands what it reads to a session and writes what comes back.
///
/// One write and one flush a read, from storage that all connections of the loop share.
final class TCPConnection: ChannelInboundHandler, LineTimerOwner, Idling {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// Both directions are open.
        case open
        /// The client sends no more; answers that a timer delays may still come until then.
        case halfClosed(until: Int64)
        /// We send no more; what comes is still heard.
        case muted
        /// What waits is still written; nothing is heard any more.
        case ending
        /// Over.
        case gone
    }

    let peer: PeerAddress
    var wasHeard = true
    var lastHeard = HostClock.now()
    var slot = -1

    private let session: any LineSession
    private let shared: LoopShared
    private let door: TCPDoor
    private var phase = Phase.open
    private var isStalled = false
    private var isHearing = true
    private var context: ChannelHandlerContext?
    private lazy var timer = LineTimer(on: door.eventLoop, owner: self)

    init(peer: PeerAddress, session: any LineSession, shared: LoopShared, door: TCPDoor) {
        self.peer = peer
        self.session = session
        self.shared = shared
        self.door = door
    }

    /// Closes the connection without writing what waits.
    func drop(_ reason: DropReason) {
        guard let context else { return }
        door.observe?(.dropped(peer, reason))
        phase = .gone
        context.close(promise: nil)
    }

    /// Closes the connection as its port closes; nil if it is over already.
    func close() -> EventLoopFuture<Void>? {
        context?.close()
    }

    /// Ends a connection that never came to a channel.
    func abandon() {
        phase = .gone
        session.closed()
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        session.attach { [weak self] in
            guard let self else { return }
            shared.whenFree(on: door.eventLoop) { [weak self] in self?.sessionCalls() }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        phase = .gone
        timer.cancel()
        self.context = nil
        door.remove(self)
        session.closed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .open, .muted: break
        case .halfClosed, .ending, .gone: return
        }
        wasHeard = true
        let now = HostClock.now()
        lastHeard = now
        let bytes = unwrapInboundIn(data)
        shared.call { session.receive(bytes.readableBytesUInt8Span, at: now, into: &$0) }
        carryOut(context: context, at: now)
    }

    /// An answer has come that the session had to wait for.
    private func sessionCalls() {
        guard let context else { return }
        switch phase {
        case .open, .halfClosed, .muted:
            let now = HostClock.now()
            shared.call { session.proceed(at: now, into: &$0) }
            carryOut(context: context, at: now)
        case .ending, .gone: break
        }
    }

    func timerFired(at hostTime: Int64) {
        guard let context else { return }
        switch phase {
        case .open, .halfClosed, .muted:
            shared.call { session.timeout(at: hostTime, into: &$0) }
            carryOut(context: context, at: hostTime)
        case .ending:
            context.close(promise: nil)
        case .gone: break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            switch phase {
            case .open:
                phase = .halfClosed(until: HostClock.now() + door.linger)
                endIfNothingIsDue(context: context)
            case .muted: context.close(promise: nil)
            case .halfClosed, .ending, .gone: break
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Requests wait in the kernel, and then in the client, while answers wait to be read.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isStalled = !context.channel.isWritable
        hearOrWait(context: context)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Actions

    private func carryOut(context: ChannelHandlerContext, at now: Int64) {
        let ending = shared.actions.ending
        timer.apply(shared.actions.timer, at: now)
        if !shared.actions.output.isEmpty, !isMuted {
            let output = shared.takeOutput()
            shared.reset()
            context.writeAndFlush(wrapOutboundOut(output), promise: nil)
            if isStalled { dropIfTooMuchWaits(context: context) }
        } else {
            shared.reset()
        }
        hearOrWait(context: context)
        switch ending {
        case .stays:
            if case .halfClosed = phase { endIfNothingIsDue(context: context) }
        case .closes: end(context: context)
        case .resets: reset(context: context)
        case .closesSending: mute(context: context)
        }
    }

    private var isMuted: Bool { if case .muted = phase { true } else { false } }

    /// Reads on, unless answers wait to be read or a request waits to be answered.
    private func hearOrWait(context: ChannelHandlerContext) {
        let hears = !isStalled && !session.isWaiting
        guard hears != isHearing else { return }
        isHearing = hears
        try? context.channel.syncOptions?.setOption(.autoRead, value: hears)
    }

    private func dropIfTooMuchWaits(context: ChannelHandlerContext) {
        let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        if (waiting ?? 0) > door.limits.pendingOutput {
            drop(.doesNotRead)
        }
    }

    private func endIfNothingIsDue(context: ChannelHandlerContext) {
        guard case .halfClosed(let until) = phase, !session.isWaiting else { return }
        guard let due = timer.firesAt, due <= until else { return end(context: context) }
    }

    /// Closes as soon as all that waits is written, or the client has had its time.
    private func end(context: ChannelHandlerContext) {
        switch phase {
        case .ending, .gone: return
        case .open, .halfClosed, .muted: phase = .ending
        }
        timer.apply(.armed(after: door.linger), at: HostClock.now())
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }

    /// Closes with a reset; what the kernel has not sent yet is lost.
    private func reset(context: ChannelHandlerContext) {
        phase = .gone
        context.channel.resetsWhenClosed()
        context.close(promise: nil)
    }

    /// Ends our direction once all that waits is written; a client that has ended its own gets the
    /// whole end.
    private func mute(context: ChannelHandlerContext) {
        guard case .open = phase else { return isMuted ? () : end(context: context) }
        phase = .muted
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [weak self] _ in
            guard let self, isMuted else { return }
            context.close(mode: .output, promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }
}
