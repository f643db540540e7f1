import FarmCore

/// A line whose stations are a closure; every byte takes its time.
final class FakeWire: WireAccess {
    /// What a station sends after a request.
    struct Reply {
        /// From the end of the request to the first byte.
        var after: Int64
        var bytes: [UInt8]
    }

    struct Sent {
        let bytes: [UInt8]
        let start: Int64
        let end: Int64
        let framing: WireFraming
        let origin: RequestOrigin
        let format: ClientLine?
    }

    let stage: HostStage
    let character: Int64
    var echoes = false
    var answers: ([UInt8]) -> [Reply] = { _ in [] }
    /// What a meter does before it decides on its answer, as while the disk writes.
    var isAtWork = false
    private weak var tap: (any WireTap)?
    /// Counts the wishes to be reminded, of which the last holds.
    private var wish = 0
    private(set) var sent: [Sent] = []
    private var runs: [(start: Int64, end: Int64)] = []

    init(_ stage: HostStage, character: Int64 = 0) {
        self.stage = stage
        self.character = character
    }

    func isBusy(for tap: any WireTap) -> Bool {
        isAtWork || runs.contains { $0.end > stage.now || $0.start > stage.now }
    }

    func join(_ tap: any WireTap) { self.tap = tap }

    func run(at hostTime: Int64) {}

    func restsSince(at hostTime: Int64) -> Int64? {
        runs.filter { $0.start <= hostTime }.map(\.end).max()
    }

    func remind(_ tap: any WireTap, at hostTime: Int64?) {
        wish += 1
        let wish = wish
        guard let hostTime else { return }
        stage.atLast(hostTime) { [weak self, weak tap] in
            if self?.wish == wish { tap?.reminded(at: $0) }
        }
    }

    func send(
        _ bytes: [UInt8],
        from tap: any WireTap,
        format: ClientLine?,
        framing: WireFraming,
        origin: RequestOrigin,
        at hostTime: Int64
    ) {
        let end = hostTime + Int64(bytes.count) * character
        // Of what is over, only the latest end matters.
        let latest = runs.filter { $0.end <= hostTime }.max { $0.end < $1.end }
        runs = runs.filter { $0.end > hostTime } + (latest.map { [$0] } ?? [])
        sent.append(
            Sent(
                bytes: bytes,
                start: hostTime,
                end: end,
                framing: framing,
                origin: origin,
                format: format
            )
        )
        runs.append((hostTime, end))
        if echoes { pass(bytes, from: hostTime) }
        for reply in answers(bytes) { pass(reply.bytes, from: end + reply.after) }
    }

    /// Lets bytes pass that the gateway hears, as a 16550 hands them over; at once inside this call
    /// when they take no time.
    func pass(_ bytes: [UInt8], from start: Int64) {
        let end = start + Int64(bytes.count) * character
        runs.append((start, end))
        guard end > stage.now else {
            tap?.heard(bytes, at: stage.now)
            return
        }
        guard character > 0 else { return hear(bytes, at: start) }
        var done = 0
        while done < bytes.count {
            let next = done == 0 ? 1 : min(done + 14, bytes.count)
            hear(Array(bytes[done..<next]), at: start + Int64(next) * character)
            done = next
        }
    }

    private func hear(_ bytes: [UInt8], at time: Int64) {
        stage.at(time) { [weak self] in self?.tap?.heard(bytes, at: $0) }
    }
}
