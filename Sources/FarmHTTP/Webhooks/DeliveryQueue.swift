internal import Documents

/// What waits to be delivered to one address: in order, one at a time, each tried a few times.
struct DeliveryQueue: Sendable {
    /// The most deliveries that wait behind the one that is tried.
    static let capacity = 1000
    /// How often each is tried, with the milliseconds that lie behind each attempt but the last.
    static let attempts = pauses.count + 1
    private static let pauses: [Int64] = [1000, 2000, 4000, 8000]

    /// What is to be done next.
    enum Step: Equatable {
        /// Nothing: nothing waits.
        case nothing
        /// A pause of milliseconds, before the next attempt.
        case pause(Int64)
        /// An attempt to deliver a body.
        case post([UInt8])
    }

    /// One body on its way.
    private struct Delivery {
        let body: [UInt8]
        /// How often it was tried.
        var attempts = 0
        /// Whether it has to rest before it is tried again.
        var isTired = false
    }

    /// How many were taken by the address.
    private(set) var sent = 0
    /// How many were given up or dropped.
    private(set) var failed = 0
    /// Why the last attempt that failed did, or a delivery was dropped; nil before the first.
    private(set) var lastError: String?
    /// The name of the webhook, in each body.
    private let webhook: String
    private var current: Delivery?
    private var waitingBehind: [Delivery] = []
    private var count: Int64 = 0

    /// - Parameter webhook: its name.
    init(_ webhook: String) { self.webhook = webhook }

    /// How many wait, the one that is tried with them.
    var waiting: Int { waitingBehind.count + (current == nil ? 0 : 1) }

    /// Takes an event to be delivered; where too many wait, the oldest that is not being tried is
    /// dropped.
    mutating func take(_ event: EventNews.Event) {
        count += 1
        if waitingBehind.count == Self.capacity {
            waitingBehind.removeFirst()
            failed += 1
            lastError = "more than \(Self.capacity) were waiting; the oldest was dropped"
        }
        waitingBehind.append(Delivery(body: body(of: event)))
    }

    /// What is to be done now; a pause is over when this is asked again.
    mutating func next() -> Step {
        if current == nil, !waitingBehind.isEmpty { current = waitingBehind.removeFirst() }
        guard var delivery = current else { return .nothing }
        if delivery.isTired {
            delivery.isTired = false
            current = delivery
            return .pause(Self.pauses[delivery.attempts - 1])
        }
        delivery.attempts += 1
        current = delivery
        return .post(delivery.body)
    }

    /// The address has taken it.
    mutating func succeeded() {
        guard current != nil else { return }
        current = nil
        sent += 1
    }

    /// The address has not taken it.
    mutating func failed(_ reason: String) {
        guard var delivery = current else { return }
        lastError = reason
        if delivery.attempts < Self.attempts {
            delivery.isTired = true
            current = delivery
        } else {
            current = nil
            failed += 1
        }
    }

    /// The event's data behind what it is, for whom, and which of its deliveries.
    private func body(of event: EventNews.Event) -> [UInt8] {
        let head: [(String, JSONOutput)] = [
            ("event", .text(event.name)), ("webhook", .text(webhook)),
            ("delivery", .integer(count)),
        ]
        return JSONOutput.object(head + event.members).bytes
    }
}
