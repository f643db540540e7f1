internal import FarmCore
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// One serial device: hands what it hears to a session and writes what comes back.
///
/// The session outlives the device: an adapter that is pulled and plugged in again goes on where
/// it was. What is to be sent meanwhile is lost, as on a line that is cut.
final class SerialDeviceLine: LineTimerOwner {
    let settings: SerialDeviceSettings
    let eventLoop: any EventLoop

    private let session: any LineSession
    private let shared: LoopShared
    private let observe: LineObserver?
    private let retryAfter: TimeAmount
    private var device: SerialDevice?
    private var channel: SerialDeviceChannel?
    private var retry: Scheduled<Void>?
    private var complaint = RetryComplaint()
    private var isOver = false
    private lazy var timer = LineTimer(on: eventLoop, owner: self)

    init(
        _ settings: SerialDeviceSettings,
        session: any LineSession,
        loop: LineLoop,
        retryAfter: TimeAmount,
        observe: LineObserver?
    ) {
        self.settings = settings
        self.session = session
        self.shared = loop.shared.value
        self.eventLoop = loop.eventLoop
        self.retryAfter = retryAfter
        self.observe = observe
        session.attach { [weak self] in
            guard let self else { return }
            shared.whenFree(on: eventLoop) { [weak self] in self?.sessionCalls() }
        }
        // What a UART receives was sent with its own settings, or does not arrive.
        let format = settings.format
        session.attachClientLine { ClientLine(format) }
    }

    /// Whether the device is there and ours.
    var isPresent: Bool { device != nil }

    /// Opens the device for the first time.
    ///
    /// - Throws: a ``LineError``, unless the device is merely not there and is to be waited for.
    func start() throws(LineError) {
        do throws(LineError) {
            try plugIn()
        } catch {
            guard settings.waits, case .deviceMissing = error else { throw error }
            gone(error)
        }
    }

    /// Closes the line for good.
    ///
    /// - Returns: the channel's closing, if there is one; then ``release()`` is due.
    func end() -> EventLoopFuture<Void>? {
        guard !isOver else { return nil }
        isOver = true
        timer.cancel()
        retry?.cancel()
        retry = nil
        session.closed()
        guard let channel else {
            release()
            return nil
        }
        return channel.close()
    }

    /// Closes the device, once the channel has closed its descriptors of it.
    func release() {
        channel = nil
        device = nil
    }

    // MARK: Coming and going

    private func plugIn() throws(LineError) {
        let device = try SerialDevice(settings)
        let (input, output) = try device.duplicates(of: settings.path)
        let channel = SerialDeviceChannel(self)
        self.device = device
        self.channel = channel
        channel.start(input: input, output: output, on: eventLoop)
        for lack in device.lacks { observe?(.deviceLacks(lack)) }
    }

    /// The channel to the device is closed, for whatever reason.
    func lost(_ channel: SerialDeviceChannel, reason: String) {
        guard channel === self.channel else { return }
        // The device's name is free again only when nobody has it open.
        release()
        guard !isOver else { return }
        gone(.deviceFailed(settings.path, reason: reason))
    }

    private func gone(_ error: LineError) {
        if complaint.isDue(for: error) { observe?(.deviceGone(error)) }
        retry = eventLoop.assumeIsolated().scheduleTask(in: retryAfter) { [weak self] in
            self?.tryAgain()
        }
    }

    private func tryAgain() {
        guard !isOver else { return }
        do throws(LineError) {
            try plugIn()
            complaint = RetryComplaint()
            observe?(.deviceBack)
        } catch {
            gone(error)
        }
    }

    // MARK: The conversation

    func heard(_ bytes: ByteBuffer) {
        guard !isOver else { return }
        let now = HostClock.now()
        shared.call { session.receive(bytes.readableBytesUInt8Span, at: now, into: &$0) }
        carryOut(at: now)
    }

    /// An answer has come that the session had to wait for.
    private func sessionCalls() {
        guard !isOver else { return }
        let now = HostClock.now()
        shared.call { session.proceed(at: now, into: &$0) }
        carryOut(at: now)
    }

    func timerFired(at hostTime: Int64) {
        guard !isOver else { return }
        shared.call { session.timeout(at: hostTime, into: &$0) }
        carryOut(at: hostTime)
    }

    /// A serial line has no connection, so ``LineActions/ending`` means nothing here.
    private func carryOut(at now: Int64) {
        timer.apply(shared.actions.timer, at: now)
        let count = shared.actions.output.count
        if count > 0 {
            let isTaken = channel?.write(shared.takeOutput()) ?? false
            if !isTaken { observe?(.outputLost(bytes: count)) }
        }
        shared.reset()
    }
}

/// When a device that is not there is worth a word: at once, and again when what hinders it has
/// become something else for good.
struct RetryComplaint {
    /// Failures alike in a row that make a new reason worth a word.
    static let patience = 10

    private var told: LineError?
    private var latest: LineError?
    private var count = 0

    /// Whether this failure is to be told.
    mutating func isDue(for error: LineError) -> Bool {
        guard let told else {
            self.told = error
            return true
        }
        count = error == latest ? count + 1 : 1
        latest = error
        // A device that was lost is then missing: that is no news.
        if case .deviceMissing = error { return false }
        guard count >= Self.patience, error != told else { return false }
        self.told = error
        return true
    }
}
