import FarmCore

/// A connection of a simulated host: the session at its end, its one timer, and what waits while
/// the session waits.
///
/// Carries out actions as FarmLines does.
final class Line {
    /// A piece of what a master sent.
    struct Piece {
        let bytes: [UInt8]
        /// Whether noise has spared the frame it belongs to.
        var isClean = true
        /// The frame that ends with it.
        var frame: [UInt8]?
    }

    let name: String
    let loop: Life.Loop
    private(set) var auditor: Auditor
    private(set) var isClosed = false
    /// Told what is sent, and when the connection is closed by the daemon.
    var heard: ([UInt8]) -> Void = { _ in }
    var wasClosed: () -> Void = {}

    /// Whether it is a serial line rather than a TCP connection.
    let isSerial: Bool

    private let session: any LineSession
    private unowned let trial: Trial
    private var timer = 0
    private var held: [Piece] = []
    private var withheld: [UInt8] = []

    init(_ name: String, isSerial: Bool, _ plan: LinePlan, _ loop: Life.Loop, _ trial: Trial) {
        (self.name, self.loop, self.trial, self.isSerial) = (name, loop, trial, isSerial)
        let silence = RTUSession.silence(of: plan, isPaced: true)
        session =
            isSerial ? RTUSession(bus: loop.bus, silence: silence) : MBAPSession(bus: loop.bus)
        auditor = Auditor(isSerial: isSerial, silence: silence)
        session.attach { [weak self, weak trial] in
            trial?.after(0) { self?.call { $0.proceed(at: $1, into: &$2) } }
        }
    }

    /// A piece has come over the wire.
    func deliver(_ piece: Piece) {
        guard !isClosed else { return }
        // A line need not read while an answer is still to come; neither must it wait.
        if !held.isEmpty || session.isWaiting { return held.append(piece) }
        give(piece)
    }

    /// The connection is gone, whoever ended it.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        session.closed()
    }

    /// The bus hands in a request while this line is served; false when nobody sent it.
    func recorded(_ entry: JournalEntry) -> Bool {
        auditor.recorded(entry) { trial.unit($0, isSerial: isSerial, on: loop) }
    }

    private func give(_ piece: Piece) {
        if isSerial {
            auditor.take(
                piece.bytes,
                isClean: piece.isClean,
                frame: piece.frame,
                at: trial.now
            )
        } else {
            auditor.take(piece.bytes)
        }
        trial.chronicle.note(trial.now, name, ">", piece.bytes)
        call { $0.receive(piece.bytes.span, at: $1, into: &$2) }
    }

    private func call(_ body: (any LineSession, Int64, inout LineActions) -> Void) {
        guard !isClosed else { return }
        var actions = LineActions()
        trial.serve(self) { body(session, trial.now, &actions) }
        actions.output = trial.tampered(actions.output, &withheld)
        if !actions.output.isEmpty {
            trial.chronicle.note(trial.now, name, "<", actions.output)
        }
        let complaint = auditor.compare(
            actions.output,
            expected: { trial.outcome(of: $0, on: self) },
            answered: { trial.answered($0, $1, on: self) }
        )
        if let complaint { trial.violate(complaint.rule, name, complaint.text) }
        if (actions.ending != .stays) != auditor.mustClose {
            trial.violate(
                .badInput,
                name,
                "closes a connection that is in order, or not a broken one"
            )
        }
        set(actions.timer)
        if !actions.output.isEmpty { heard(actions.output) }
        if actions.ending != .stays {
            close()
            wasClosed()
        }
        while !isClosed, !held.isEmpty, !session.isWaiting { give(held.removeFirst()) }
    }

    private func set(_ action: LineActions.Timer) {
        switch action {
        case .unchanged: return
        case .disarmed: timer += 1
        case .armed(let delay):
            timer += 1
            let number = timer
            trial.after(delay) { [weak self] in
                guard let self, timer == number else { return }
                call { $0.timeout(at: $1, into: &$2) }
            }
        }
    }
}
