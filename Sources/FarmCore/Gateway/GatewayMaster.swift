internal import ModbusProtocol
internal import SimulatedTime

/// The serial side of a gateway: a Modbus master with the requests of all its connections.
///
/// One request is on the line at a time, in the order in which they came; the rest waits, up to the
/// plan's bound. Before each the line must have rested. The answer is what is heard first from the
/// right unit with the right function code; without one in time the request is refused and the next
/// goes out, so that a later answer meets whatever is on the line by then.
///
/// Confined to the event loop of its bus. It lives on the wire's reminders and has no timer.
public final class GatewayMaster: WireTap {
    private struct Waiting {
        var request: GatewayRequest
        var client: any GatewayClient
        var unit: UInt8
    }

    /// From one look at whether anything will still come to the next, nanoseconds.
    private static let lookEvery: Int64 = 5_000_000

    /// How the gateway behaves.
    public let plan: GatewayPlan
    private let timing: GatewayTiming
    private let sender: ClientLine?
    private weak var wire: (any WireAccess)?
    private let way: (UInt8) -> UInt8?

    private var waiting: [Waiting] = []
    private var current: GatewayTransaction?
    private var collector: ResponseCollector
    /// No request begins earlier: units carry out a broadcast.
    private var restUntil = Int64.min
    private var reminder: Int64?
    private var isAdvancing = false

    /// A gateway on a line, which it joins; without the line nothing is answered any more.
    ///
    /// - Parameters:
    ///   - timing: of the gateway's end of the line.
    ///   - sender: how that end is set; nil when as the line is.
    ///   - way: the address on the line for the unit that a client asks, nil where no way leads;
    ///     without it every unit of the plan, and 0 for all, is asked as it is.
    public init(
        _ plan: GatewayPlan,
        timing: GatewayTiming,
        sender: ClientLine? = nil,
        wire: any WireAccess,
        way: ((UInt8) -> UInt8?)? = nil
    ) {
        self.plan = plan
        self.timing = timing
        self.sender = sender
        self.wire = wire
        self.way = way ?? { $0 == 0 || plan.reaches($0) ? $0 : nil }
        collector = ResponseCollector(framing: plan.framing, timing: timing)
        wire.join(self)
    }

    /// A gateway's bytes are paced by the line.
    public var pacesItself: Bool { false }

    /// Requests that wait behind the one on the line.
    public var waitingCount: Int { waiting.count }

    /// Whether a request is on the line, or its answer is waited for.
    public var isBusy: Bool { current != nil }

    // MARK: Clients

    /// Takes a request; the client is told what became of it, perhaps inside this call.
    func submit(_ request: GatewayRequest, for client: any GatewayClient, at hostTime: Int64) {
        wire?.run(at: hostTime)
        guard let unit = way(request.unit) else {
            let outcome = refusal(.gatewayPathUnavailable, plan.onNoPath)
            return client.settled(request.number, outcome, at: hostTime)
        }
        guard waiting.count + (current == nil ? 0 : 1) <= plan.queue else {
            return client.settled(request.number, .refused(.serverDeviceBusy), at: hostTime)
        }
        waiting.append(Waiting(request: request, client: client, unit: unit))
        advance(at: hostTime)
    }

    /// Forgets what a client has waiting; what is on the line takes its course.
    func withdraw(_ client: any GatewayClient) {
        waiting.removeAll { $0.client === client }
        if current?.client === client { current?.client = nil }
    }

    private func refusal(
        _ exception: ModbusException,
        _ choice: GatewayPlan.Refusal
    ) -> GatewayOutcome {
        choice == .exception ? .refused(exception) : .nothing
    }

    // MARK: The line

    /// Bytes have passed.
    public func heard(_ bytes: [UInt8], at hostTime: Int64) {
        guard let transaction = current, transaction.unit != 0 else { return }
        let echo = min(transaction.echo, bytes.count)
        current?.echo -= echo
        // While it sends, its receiver is off.
        guard !timing.isPaced || hostTime > transaction.sentUntil else { return }
        if let response = collector.heard(bytes.dropFirst(echo), at: hostTime) {
            settle(.answer(response), at: hostTime)
        }
        advance(at: hostTime)
    }

    /// A time has come that it waited for.
    public func reminded(at hostTime: Int64) {
        reminder = nil
        giveUpIfQuiet(at: hostTime)
        advance(at: hostTime)
    }

    /// Does all that can be done by now, and asks to be reminded of the rest.
    private func advance(at hostTime: Int64) {
        guard !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        repeat {
            look(at: hostTime)
        } while current == nil && sendNext(at: hostTime)
        remind(at: hostTime)
    }

    /// Ends the transaction if its time has come.
    private func look(at hostTime: Int64) {
        guard let transaction = current else { return }
        if let end = collector.endsBy, end <= hostTime, let response = collector.silence() {
            return settle(.answer(response), at: hostTime)
        }
        let end = collector.isReceiving ? transaction.latestEnd : transaction.deadline
        if end <= hostTime { settle(atDeadlineOf: transaction, hostTime) }
    }

    /// Ends the transaction if nothing will come, for who does not wait for the deadline then.
    ///
    /// Asked in reminders alone: all else that happens at the same time has happened then.
    private func giveUpIfQuiet(at hostTime: Int64) {
        guard let wire, let transaction = current, !collector.isReceiving,
            let next = transaction.nextLook, next <= hostTime
        else { return }
        guard !wire.isBusy(for: self) else {
            current?.nextLook = hostTime.adding(Self.lookEvery)
            return
        }
        settle(atDeadlineOf: transaction, hostTime)
    }

    private func settle(atDeadlineOf transaction: GatewayTransaction, _ hostTime: Int64) {
        guard transaction.unit == 0 else {
            let outcome = refusal(.gatewayTargetFailedToRespond, plan.onTimeout)
            return settle(outcome, at: hostTime)
        }
        let response = plan.broadcast == .acknowledge ? transaction.request.acknowledgement : nil
        settle(response.map(GatewayOutcome.answer) ?? .nothing, at: hostTime)
    }

    private func settle(_ outcome: GatewayOutcome, at hostTime: Int64) {
        guard let transaction = current else { return }
        current = nil
        transaction.client?.settled(transaction.request.number, outcome, at: hostTime)
    }

    /// Puts the next request on the line; false when there is none or the line is not at rest.
    private func sendNext(at hostTime: Int64) -> Bool {
        guard let wire, let next = waiting.first, lineIsFree(at: hostTime) <= hostTime else {
            return false
        }
        waiting.removeFirst()
        let bytes = frame(unit: next.unit, pdu: next.request.pdu)
        let end = hostTime.adding(timing.duration(of: bytes.count))
        collector.begin(unit: next.unit, pdu: next.request.pdu)
        current = transaction(of: next, sentUntil: end)
        current?.echo = wire.echoes ? bytes.count : 0
        if next.unit == 0 { restUntil = end.adding(plan.turnaround.nanoseconds) }
        wire.send(
            bytes,
            from: self,
            format: sender,
            framing: plan.framing,
            origin: next.request.origin,
            at: hostTime
        )
        return true
    }

    private func transaction(of next: Waiting, sentUntil end: Int64) -> GatewayTransaction {
        let deadline = next.unit == 0 ? end : end.adding(plan.timeout.nanoseconds)
        return GatewayTransaction(
            request: next.request,
            client: next.client,
            unit: next.unit,
            sentUntil: end,
            deadline: deadline,
            latestEnd: deadline.adding(timing.longestFrame),
            nextLook: plan.patience == .quietLine ? end.adding(2 * timing.rest) : nil
        )
    }

    private func frame(unit: UInt8, pdu: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        switch plan.framing {
        // A gateway speaks Modbus.
        case .rtu, .mBus: RTUEncoder.append(unit: unit, pdu: pdu, into: &bytes)
        case .ascii: ASCIIEncoder.append(unit: unit, pdu: pdu, into: &bytes)
        }
        return bytes
    }

    /// From when on a request may go out.
    private func lineIsFree(at hostTime: Int64) -> Int64 {
        let pause = timing.isPaced ? max(timing.rest, plan.pause.nanoseconds) : 0
        let rested = wire?.restsSince(at: hostTime).map { $0.adding(pause) } ?? .min
        return max(rested, restUntil)
    }

    /// Sees to it that the line calls when something is to be done, unless it will anyway.
    private func remind(at hostTime: Int64) {
        guard let wanted = nextEvent(at: hostTime) else { return }
        if let reminder, reminder <= wanted { return }
        reminder = wanted
        wire?.remind(self, at: wanted)
    }

    private func nextEvent(at hostTime: Int64) -> Int64? {
        guard let transaction = current else {
            return waiting.isEmpty ? nil : lineIsFree(at: hostTime)
        }
        let patience = min(transaction.deadline, transaction.nextLook ?? .max)
        guard let end = collector.endsBy else { return patience }
        // While a frame comes, its end decides; without one, the deadline.
        return min(end, collector.isReceiving ? transaction.latestEnd : patience)
    }
}
