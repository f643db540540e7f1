internal import CPseudoTerminal
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Whoever wants to know who opens and closes a device.
protocol WatchedDevice: AnyObject {
    /// What has happened to the device since it was told last, in order.
    func noticed(_ notices: [ClientNotice])
    /// All notices of the loop's devices have been told, as the device had asked to know.
    func noticesSettled()
}

/// What a ``ClientWatch`` sees of a device; equal notices in a row may be one.
enum ClientNotice {
    /// Somebody opened it.
    case opened
    /// Somebody closed it.
    case closed
    /// Notices were lost.
    case lost
}

/// Notices the clients that open and close the pseudo-terminals of one event loop.
///
/// One inotify instance a loop, since a user has 128 of them only. The kernel joins equal notices
/// in a row, so they cannot be counted: they say when to look.
final class ClientWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let watcher: CInt
    private var devices: [CInt: any WatchedDevice] = [:]
    private var waiting: [any WatchedDevice] = []
    private var isDeaf = false

    /// Starts watching, on the loop.
    ///
    /// - Throws: why not, if the system has no inotify instance left.
    static func start(on eventLoop: any EventLoop) throws(WatchFailure) -> ClientWatch {
        var watcher: CInt = -1
        var reader: CInt = -1
        let code = pseudo_terminal_watch_open(&watcher, &reader)
        guard code == 0 else { throw WatchFailure(reason: systemMessage(code)) }
        let watch = ClientWatch(watcher: watcher)
        let bound = NIOLoopBound(watch, eventLoop: eventLoop)
        let descriptor = reader
        NIOPipeBootstrap(group: eventLoop)
            .channelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: 4096)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(bound.value)
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
            .whenFailure { _ in
                Glibc.close(descriptor)
                bound.value.goDeaf()
            }
        return watch
    }

    private init(watcher: CInt) {
        self.watcher = watcher
    }

    deinit {
        Glibc.close(watcher)
    }

    /// Watches the device at `path` until ``remove(_:)``.
    ///
    /// - Returns: the watch's number.
    func add(_ device: any WatchedDevice, at path: String) throws(WatchFailure) -> CInt {
        var watch: CInt = -1
        let code = pseudo_terminal_watch_add(watcher, path, &watch)
        guard code == 0 else { throw WatchFailure(reason: systemMessage(code)) }
        devices[watch] = device
        return watch
    }

    /// Stops watching.
    func remove(_ watch: CInt) {
        guard devices.removeValue(forKey: watch) != nil else { return }
        _ = pseudo_terminal_watch_remove(watcher, watch)
    }

    /// Whether something has happened that was not told yet.
    ///
    /// A client's opening is on record before its first byte can be, but the loop may come to the
    /// byte first.
    var isBehind: Bool {
        var pending = false
        return !isDeaf && pseudo_terminal_watch_pending(watcher, &pending) == 0 && pending
    }

    /// Tells `device`, once, when all that has happened by now is told.
    func tellWhenSettled(_ device: any WatchedDevice) {
        waiting.append(device)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        tell(unwrapInboundIn(data))
        if !waiting.isEmpty, !isBehind { tellSettled() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        goDeaf()
    }

    /// Goes on without notices: nobody waits for one that will not come.
    private func goDeaf() {
        isDeaf = true
        tellSettled()
    }

    private func tellSettled() {
        let settled = waiting
        waiting = []
        for device in settled { device.noticesSettled() }
    }

    private func tell(_ bytes: ByteBuffer) {
        var notices: [CInt: [ClientNotice]] = [:]
        bytes.withUnsafeReadableBytes { bytes in
            var rest = bytes[...]
            var notice = pseudo_terminal_notice()
            while true {
                let space = UnsafeRawBufferPointer(rebasing: rest)
                let taken = pseudo_terminal_next_notice(space.baseAddress, space.count, &notice)
                guard taken > 0 else { return }
                rest = rest.dropFirst(taken)
                if notice.overflow {
                    for watch in devices.keys { notices[watch, default: []].append(.lost) }
                }
                if notice.opened { notices[notice.watch, default: []].append(.opened) }
                if notice.closed { notices[notice.watch, default: []].append(.closed) }
            }
        }
        for (watch, notices) in notices { devices[watch]?.noticed(notices) }
    }
}

/// Why clients cannot be noticed.
struct WatchFailure: Error {
    let reason: String
}
