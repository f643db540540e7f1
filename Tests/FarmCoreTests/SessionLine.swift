import FarmCore

/// A client's connection or line in a test: carries out what its session asks for, as a real line
/// does.
final class SessionLine {
    struct Arrival: Equatable {
        let bytes: [UInt8]
        let at: Int64
    }

    let session: any LineSession
    private let stage: HostStage
    private(set) var arrivals: [Arrival] = []
    private(set) var ending = LineActions.Ending.stays
    private(set) var endedAt: Int64?
    private(set) var timerDue: Int64?

    /// - Parameter isPrompt: whether it calls back inside the session's call for attention, as a
    ///   line may that is in no call itself.
    init(_ session: any LineSession, _ stage: HostStage, isPrompt: Bool = false) {
        self.session = session
        self.stage = stage
        session.attach { [weak self] in
            guard !isPrompt else {
                self?.carryOut(stage.now) { $0.session.proceed(at: $1, into: &$2) }
                return
            }
            stage.at(stage.now) { self?.carryOut($0) { $0.session.proceed(at: $1, into: &$2) } }
        }
        stage.run(until: stage.now)
    }

    var received: [UInt8] { arrivals.flatMap(\.bytes) }

    /// Whether a line keeps a client that has closed its sending half.
    var isKept: Bool { session.isWaiting || timerDue != nil }

    /// What has come since it was taken last.
    func take() -> [UInt8] {
        defer { arrivals = [] }
        return received
    }

    func send(_ bytes: [UInt8]) {
        carryOut(stage.now) { $0.session.receive(bytes.span, at: $1, into: &$2) }
    }

    func close() {
        ending = .closes
        session.closed()
    }

    private func carryOut(
        _ now: Int64,
        _ call: (SessionLine, Int64, inout LineActions) -> Void
    ) {
        guard ending == .stays || ending == .closesSending else { return }
        var actions = LineActions()
        call(self, now, &actions)
        if !actions.output.isEmpty { arrivals.append(Arrival(bytes: actions.output, at: now)) }
        switch actions.timer {
        case .unchanged: break
        case .disarmed: timerDue = nil
        case .armed(let delay): arm(at: now + delay)
        }
        guard actions.ending != .stays else { return }
        ending = actions.ending
        endedAt = now
        if ending != .closesSending { session.closed() }
    }

    private func arm(at due: Int64) {
        timerDue = due
        stage.at(due) { [weak self] now in
            guard let self, timerDue == due else { return }
            timerDue = nil
            carryOut(now) { $0.session.timeout(at: $1, into: &$2) }
        }
    }
}
