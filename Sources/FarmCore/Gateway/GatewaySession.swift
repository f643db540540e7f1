internal import ModbusProtocol
internal import SimulatedTime

/// A Modbus TCP connection to a gateway.
///
/// Its answers keep the order of its requests, whatever becomes of each. A client that says nothing
/// for the plan's socket time-out is disconnected; one that sends on and on is not read further
/// than the plan's bound of unanswered requests.
public final class GatewaySession: LineSession, GatewayClient {
    /// What the client is answered, before it is framed.
    public struct Answer: Hashable, Sendable {
        /// The transaction identifier of the request.
        public var transaction: UInt16
        /// The unit identifier of the request.
        public var unit: UInt8
        /// The request, from the function code on.
        public var request: [UInt8]
        /// The response, from the function code on.
        public var response: [UInt8]

        /// The frame as it should be.
        public var frame: [UInt8] {
            var bytes: [UInt8] = []
            MBAPEncoder.append(
                transaction: transaction,
                unit: unit,
                pdu: response,
                into: &bytes
            )
            return bytes
        }
    }

    private struct Open {
        var transaction: UInt16
        var unit: UInt8
        var request: [UInt8]
        var outcome: GatewayOutcome?
    }

    /// While answers are due, the line's timer runs at least this often, nanoseconds: a line keeps
    /// a connection whose client has closed its sending half for as long as a timer is pending.
    static let dueEvery: Int64 = 1_000_000_000

    private let master: GatewayMaster
    private let origin: RequestOrigin
    private let frame: (Answer) -> OutgoingFrame
    private let idleLimit: Int64?
    private var decoder = MBAPDecoder()
    private var outbox = Outbox()
    /// Requests that are not answered yet, in order; the first has the number `firstNumber`.
    private var open: [Open] = []
    private var firstNumber = 0
    /// The stream cannot be understood any more; what is open is still answered.
    private var isBroken = false
    private var isOver = false
    private var isInside = false
    private var lastActivity: Int64?
    private var attention: (() -> Void)?

    /// A fresh connection.
    ///
    /// - Parameters:
    ///   - master: the serial side, one for all connections of a port.
    ///   - origin: who the client is.
    ///   - frame: how an answer is written, and when; as it should be without it.
    public init(
        master: GatewayMaster,
        origin: RequestOrigin,
        frame: @escaping (Answer) -> OutgoingFrame = { OutgoingFrame($0.frame) }
    ) {
        self.master = master
        self.origin = origin
        self.frame = frame
        idleLimit = master.plan.socketTimeout?.nanoseconds
    }

    /// Takes the line's attention at once where silence ends a connection: it counts from now on.
    public func attach(attention: @escaping () -> Void) {
        self.attention = attention
        if idleLimit != nil { attention() }
    }

    /// Sends on what is complete, in order.
    public func receive(
        _ bytes: Span<UInt8>,
        at hostTime: Int64,
        into actions: inout LineActions
    ) {
        guard !isOver else { return }
        lastActivity = hostTime
        if !isBroken { decoder.receive(bytes) }
        work(at: hostTime, into: &actions)
    }

    /// Bytes are due, or the client has been silent for too long.
    public func timeout(at hostTime: Int64, into actions: inout LineActions) {
        if let end = idleEnd, end <= hostTime {
            over()
            actions.ending = .closes
            actions.timer = .disarmed
        } else {
            work(at: hostTime, into: &actions)
        }
    }

    /// Answers have come.
    public func proceed(at hostTime: Int64, into actions: inout LineActions) {
        if lastActivity == nil { lastActivity = hostTime }
        work(at: hostTime, into: &actions)
    }

    /// Whether so much is unanswered or unsent that no more should be read.
    public var isWaiting: Bool { !isOver && (isBroken ? owesAnswers : !takesRequests) }

    /// Whether an answer is still to come, or to be sent.
    public var owesAnswers: Bool { !open.isEmpty || !outbox.isEmpty }

    /// Takes back what has not gone out on the serial line.
    public func closed() {
        over()
        attention = nil
    }

    // MARK: Work

    private func work(at hostTime: Int64, into actions: inout LineActions) {
        guard !isOver else { return }
        isInside = true
        var hasAnswered = true
        while hasAnswered {
            takeRequests(at: hostTime)
            hasAnswered = answer(at: hostTime)
            outbox.take(at: hostTime, into: &actions)
        }
        isInside = false
        if !actions.output.isEmpty { lastActivity = hostTime }
        if isBroken, !owesAnswers, actions.ending != .resets { actions.ending = .closes }
        if actions.ending == .closes || actions.ending == .resets { over() }
        actions.timer = timer(at: hostTime)
    }

    private var takesRequests: Bool {
        !isBroken && open.count < master.plan.requestLimit && !outbox.isFull
    }

    /// Hands requests in as long as there is room for their answers.
    private func takeRequests(at hostTime: Int64) {
        while takesRequests, let event = decoder.next() {
            switch event {
            case .frame(let frame): take(frame, at: hostTime)
            case .discarded: continue
            case .close: isBroken = true
            }
        }
    }

    private func take(_ frame: MBAPFrame, at hostTime: Int64) {
        let request = Array(decoder.bytes(of: frame))
        let number = firstNumber &+ open.count
        open.append(Open(transaction: frame.transaction, unit: frame.unit, request: request))
        outbox.noteRequest(at: hostTime)
        let passedOn = GatewayRequest(
            unit: frame.unit,
            pdu: request,
            origin: origin,
            number: number
        )
        master.submit(passedOn, for: self, at: hostTime)
    }

    /// A request is done.
    func settled(_ number: Int, _ outcome: GatewayOutcome, at hostTime: Int64) {
        let index = number &- firstNumber
        guard open.indices.contains(index) else { return }
        open[index].outcome = outcome
        if index == 0, !isInside { attention?() }
    }

    /// Writes the answers that nothing stands before; true when room was made for requests.
    private func answer(at hostTime: Int64) -> Bool {
        var done = 0
        while done < open.count, let outcome = open[done].outcome, !outbox.isFull {
            let request = open[done]
            done += 1
            guard let response = outcome.response(to: request.request) else { continue }
            let answer = Answer(
                transaction: request.transaction,
                unit: request.unit,
                request: request.request,
                response: response
            )
            outbox.put(frame(answer), at: hostTime)
        }
        open.removeFirst(done)
        firstNumber &+= done
        return done > 0
    }

    // MARK: Time

    /// When the client's silence ends the connection; nil while an answer is due.
    private var idleEnd: Int64? {
        guard !isOver, !owesAnswers, let idleLimit else { return nil }
        return lastActivity?.adding(idleLimit)
    }

    private func timer(at hostTime: Int64) -> LineActions.Timer {
        guard !isOver else { return .disarmed }
        var due = outbox.nextDue ?? idleEnd
        if !open.isEmpty { due = min(due ?? .max, hostTime.adding(Self.dueEvery)) }
        return due.map { .armed(after: max($0 - hostTime, 0)) } ?? .disarmed
    }

    private func over() {
        isOver = true
        open = []
        outbox = Outbox()
        master.withdraw(self)
    }
}
