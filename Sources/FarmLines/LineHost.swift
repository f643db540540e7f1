internal import Glibc
public import NIOCore
internal import NIOPosix

/// The event loops, one thread each, on which all ports of a farm live.
public final class LineHost: Sendable {
    /// The loops as a group, for whoever serves the farm besides its ports.
    public var eventLoops: any EventLoopGroup { group }
    private let group: MultiThreadedEventLoopGroup
    private let state = HostState()

    /// The loops; a bus and all its ports belong on one of them.
    public let loops: [LineLoop]

    /// Starts the loops.
    ///
    /// - Parameter threads: how many; at least 1.
    public init(threads: Int) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, threads))
        let state = state
        self.group = group
        self.loops = group.makeIterator().map { LineLoop($0, hostState: state) }
    }

    /// The loop of the bus with the given number: buses spread evenly.
    public func loop(forBus number: Int) -> LineLoop {
        loops[Int(number.magnitude % UInt(loops.count))]
    }

    /// Stops the loops; ports still open are closed without ceremony.
    public func shutdown() async {
        state.stop()
        // It fails only if the group is already shut down: then all is done.
        try? await group.shutdownGracefully()
    }

    /// Lifts this process's limit of open files to what the system allows.
    ///
    /// Ten thousand connections need it: a shell's usual limit is 1024.
    ///
    /// - Returns: the limit that holds now.
    @discardableResult
    public static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }
}
