public import FarmCore
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// A serial line that is a pseudo-terminal, found at a symbolic link.
///
/// It behaves as a line does: what is sent while nobody has it open is lost, and so is what a
/// client leaves unread past the kernel's ``unreadOutput`` or when it closes. It has no pace of
/// its own: the session delays.
public final class PseudoTerminalPort: LinePort {
    /// Bytes of output, about, that the kernel keeps for a client that does not read.
    public static let unreadOutput = 16 * 1024

    /// The most bytes that are read at a time.
    public static let readAtATime = 4096

    /// The link's path, as it was asked for.
    public let name: String

    /// The device the link leads to: `/dev/pts/7`.
    public let address: String

    /// The loop on which the line lives.
    public let loop: LineLoop

    private let channel: any Channel
    let line: NIOLoopBound<PseudoTerminalLine>

    private init(
        name: String,
        address: String,
        loop: LineLoop,
        channel: any Channel,
        line: NIOLoopBound<PseudoTerminalLine>
    ) {
        self.name = name
        self.address = address
        self.loop = loop
        self.channel = channel
        self.line = line
    }

    /// Opens a pseudo-terminal and makes the link to it.
    ///
    /// The link's directory is made if need be. A stale link is replaced; a file, a directory or
    /// another's link never.
    ///
    /// - Parameters:
    ///   - link: the link's path.
    ///   - loop: where the line lives.
    ///   - clientLine: what the session is told of the client's end instead of what is seen.
    ///   - makeSession: called once, on the loop.
    ///   - observe: told what happens, on the loop.
    /// - Throws: a ``LineError`` naming the link and what to do.
    public static func open(
        link: String,
        on loop: LineLoop,
        clientLine: ClientLineView? = nil,
        makeSession: @escaping @Sendable () -> any LineSession,
        observe: LineObserver? = nil
    ) async throws(LineError) -> PseudoTerminalPort {
        let (line, reader, address) = try await loop.perform { () throws(LineError) in
            let place = try PseudoTerminalLink(at: link)
            let device = try PseudoTerminalDevice(for: link, key: place.key)
            let line = PseudoTerminalLine(
                device: device,
                link: place,
                session: makeSession(),
                loop: loop,
                clientLine: clientLine,
                observe: observe
            )
            let bound = NIOLoopBound(line, eventLoop: loop.eventLoop)
            return (bound, device.takeReader(), device.path)
        }
        let channel = try await attach(line, reader: reader, link: link, on: loop)
        do throws(LineError) {
            try await loop.perform { () throws(LineError) in
                try line.value.link.make(to: address)
            }
        } catch {
            try? await channel.close()
            throw error
        }
        return PseudoTerminalPort(
            name: link,
            address: address,
            loop: loop,
            channel: channel,
            line: line
        )
    }

    /// How the client has set its end; nil if none has since the line was last idle.
    ///
    /// Must be called on the ``loop``; it costs a system call of 0.4 µs.
    public func clientLine() -> ClientLine? {
        line.value.device?.clientLine
    }

    /// Whether a program has the line open; nil if that cannot be known.
    ///
    /// Must be called on the ``loop``.
    public func isOccupied() -> Bool? {
        line.value.occupancy.isOccupied
    }

    /// Removes the link, if it still leads here, and closes the line.
    public func close() async {
        let line = line
        let channel = channel
        let closed = try? await loop.perform { () throws(LineError) in
            line.value.end()
            return channel.close()
        }
        try? await closed?.get()
        try? await loop.perform { () throws(LineError) in line.value.release() }
    }

    private static func attach(
        _ line: NIOLoopBound<PseudoTerminalLine>,
        reader: CInt,
        link: String,
        on loop: LineLoop
    ) async throws(LineError) -> any Channel {
        do {
            return try await NIOPipeBootstrap(group: loop.eventLoop)
                .channelOption(.maxMessagesPerRead, value: 1)
                .channelOption(
                    .recvAllocator,
                    value: AdaptiveRecvByteBufferAllocator(
                        minimum: 256,
                        initial: 512,
                        maximum: readAtATime
                    )
                )
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(line.value)
                    }
                }
                .takingOwnershipOfDescriptor(input: reader).get()
        } catch {
            Glibc.close(reader)
            try? await loop.perform { () throws(LineError) in line.value.release() }
            throw .noPseudoTerminal(link: link, reason: "\(error)")
        }
    }
}
