internal import NIOCore

/// What a pseudo-terminal's notices say about its clients; no I/O.
///
/// Equal notices may be joined and are late, so the state is never computed from them: each
/// closing asks for a look at the device, whose own closing and opening are then not counted.
struct Occupancy {
    /// What is to be done after notices.
    enum Step: Equatable {
        /// Nothing.
        case none
        /// To look whether anybody has the line open.
        case look
    }

    /// Whether anybody has the line open; nil if that is not known.
    private(set) var isOccupied: Bool? = false

    /// Whether one has come after another left, and that was not dealt with.
    private(set) var hasChangedHands = false

    private var wasLeft = false
    private var ownClosing = false
    private var ownOpening = false

    /// Whether nobody has the line open, for certain.
    var isIdle: Bool { isOccupied == false }

    /// Takes notices, in order.
    mutating func take(_ notices: [ClientNotice]) -> Step {
        var step = Step.none
        for notice in notices {
            switch notice {
            case .opened where ownOpening && !ownClosing: ownOpening = false
            case .opened:
                isOccupied = true
                if wasLeft { hasChangedHands = true }
                wasLeft = false
            case .closed where ownClosing: ownClosing = false
            case .closed:
                wasLeft = true
                step = .look
            case .lost:
                ownClosing = false
                ownOpening = false
                step = .look
            }
        }
        return step
    }

    /// Takes what a look has shown.
    mutating func looked(_ isOccupied: Bool) {
        self.isOccupied = isOccupied
        if !isOccupied { wasLeft = false }
        ownClosing = true
        ownOpening = true
    }

    /// Gives up: who comes and goes is not known.
    mutating func loseSight() {
        isOccupied = nil
    }

    /// Forgets that the line has changed hands, once that is dealt with.
    mutating func settle() {
        hasChangedHands = false
    }
}

extension PseudoTerminalLine: WatchedDevice {
    func noticed(_ notices: [ClientNotice]) {
        let wasIdle = occupancy.isIdle
        clientMayHaveChanged()
        switch occupancy.take(notices) {
        case .none:
            if wasIdle, !occupancy.isIdle { observe?(.occupied) }
        case .look:
            look(wasIdle: wasIdle)
        }
        if occupancy.hasChangedHands {
            // Nothing was written to the newcomer yet: what is unread was for somebody else.
            device?.discardUnread()
            occupancy.settle()
        }
    }

    func noticesSettled() {
        writeWaiting()
    }

    /// Looks whether anybody has the line open, and makes an idle one ready for the next.
    func look(wasIdle: Bool = true) {
        guard let device, watch != nil else { return }
        guard let isOccupied = device.probe() else {
            return fail("the pseudo-terminal was lost: no descriptor is left (ulimit -n)")
        }
        occupancy.looked(isOccupied)
        if !isOccupied {
            device.discardUnread()
            device.park()
        }
        if wasIdle != !isOccupied { observe?(isOccupied ? .occupied : .idle) }
    }

    func startWatching(_ path: String, by shared: LoopShared) {
        do throws(WatchFailure) {
            let by: ClientWatch
            if let started = shared.clientWatch {
                by = started
            } else {
                by = try ClientWatch.start(on: eventLoop)
            }
            shared.clientWatch = by
            watch = (by, try by.add(self, at: path))
        } catch {
            occupancy.loseSight()
            observe?(.clientsUnnoticed(reason: error.reason))
        }
    }
}
