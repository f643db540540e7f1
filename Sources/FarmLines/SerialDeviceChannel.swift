internal import Glibc
internal import NIOCore
internal import NIOPosix

/// The channel to a serial device that is there; one for each time it is plugged in.
///
/// Output waits here for the driver's buffer, in bounds; while it does, nothing is read, so that a
/// line that cannot send does not take requests either.
final class SerialDeviceChannel: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private weak var line: SerialDeviceLine?
    private var channel: (any Channel)?
    private var reason = "it was pulled"
    private var isWanted = true

    init(_ line: SerialDeviceLine) {
        self.line = line
    }

    /// Begins to read and write; the descriptors are closed with the channel.
    func start(input: CInt, output: CInt, on eventLoop: any EventLoop) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        NIOPipeBootstrap(group: eventLoop)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: 256,
                    initial: 512,
                    maximum: SerialDevicePort.readAtATime
                )
            )
            .channelOption(
                .writeBufferWaterMark,
                value: .init(low: 1, high: SerialDevicePort.readAtATime)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(bound.value)
                }
            }
            .takingOwnershipOfDescriptors(input: input, output: output)
            .whenFailure { error in
                Glibc.close(input)
                Glibc.close(output)
                bound.value.failed("\(error)")
            }
    }

    /// Writes, unless too much waits already.
    ///
    /// - Returns: whether the bytes will be written.
    func write(_ bytes: ByteBuffer) -> Bool {
        guard isWanted, let channel else { return false }
        let waiting = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard waiting + bytes.readableBytes <= SerialDevicePort.pendingOutput else { return false }
        channel.writeAndFlush(bytes, promise: nil)
        return true
    }

    /// Closes the channel without writing what waits; nil if that is done already.
    func close() -> EventLoopFuture<Void>? {
        isWanted = false
        return channel?.close()
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
        if !isWanted { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        failed(reason)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        line?.heard(unwrapInboundIn(data))
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        try? context.channel.syncOptions?.setOption(.autoRead, value: isWritable)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        reason = (error as? IOError).map { systemMessage($0.errnoCode) } ?? "\(error)"
        context.close(promise: nil)
    }

    private func failed(_ reason: String) {
        channel = nil
        line?.lost(self, reason: reason)
    }
}
