internal import ModbusProtocol
internal import SimulatedTime

/// A request that waits until its entry in the journal is on the disk, or is known not to be.
struct PendingRequest {
    let entry: JournalEntry
    weak var waiter: (any JournalWaiter)?
    /// Whether the disk has refused it.
    ///
    /// A sync that fails may have written all the same: until the next batch is on the disk, only
    /// a restart would show.
    var isRefused = false
}

/// Requests that change meters: written down first, carried out after.
///
/// So nothing that a master sees can be lost, and what the disk refuses has not happened. While an
/// entry is on its way to the disk the meters it concerns stand still at its instant; reads are
/// answered at once, from before it. After a refusal they stand still until the disk works again:
/// whether the entry comes back after a crash or not, no master has seen anything else.
extension Bus {
    /// Hands a request to the journal; carries it out at once where durability is relaxed.
    func submit(
        _ request: ArraySlice<UInt8>,
        to home: UInt8,
        at instant: Instant,
        for waiter: (any JournalWaiter)?,
        into output: inout [UInt8]
    ) -> BusAnswer {
        let entry = JournalEntry(
            bus: name,
            sequence: lastSequence + 1,
            unit: home,
            instant: max(instant, pending.last?.entry.instant ?? instant),
            request: Array(request)
        )
        guard journal?.record(entry) == true else {
            guard home != 0, UnitOrder(entry.request) == nil else { return .silence }
            ModbusException.serverDeviceFailure.append(to: entry.request, into: &output)
            return .reply
        }
        lastSequence = entry.sequence
        guard durability == .strict || holdsWrites || !pending.isEmpty else {
            settledSequence = entry.sequence
            guard let response = carryOut(entry) else { return .silence }
            output += response
            return .reply
        }
        pending.append(PendingRequest(entry: entry, waiter: waiter))
        holdMeters(for: entry)
        return .later
    }

    /// The entries up to a number are on the disk, or were refused by it.
    ///
    /// - Parameters:
    ///   - sequence: the last one in the batch; 0 for a batch with none of this bus.
    ///   - isDurable: false when they were refused: each is answered with exception 04. True also
    ///     makes sure that what was refused before is not on the disk.
    public func settle(through sequence: Int64, isDurable: Bool) {
        if isDurable { forgetRefused() }
        while let place = pending.firstIndex(where: { !$0.isRefused }),
            pending[place].entry.sequence <= sequence
        {
            let request = pending[place]
            settledSequence = request.entry.sequence
            if isDurable {
                pending.remove(at: place)
                release(request.entry)
                // Whether or not anybody still waits for the answer.
                let response = carryOut(request.entry)
                request.waiter?.settled(response)
            } else {
                refuse(place)
                request.waiter?.settled(refusal(of: request.entry))
            }
        }
    }

    /// The entries of an event loop's buses up to these numbers are on the disk, or were refused.
    ///
    /// Where pulse lines join meters of several buses, what came first is carried out first: a
    /// receiver cannot go beyond a request to its sender that is not carried out.
    ///
    /// - Parameters:
    ///   - settled: by bus, the last one in the batch.
    ///   - isDurable: as for ``settle(through:isDurable:)``.
    public static func settle(
        _ buses: [Bus],
        through settled: [String: Int64],
        isDurable: Bool
    ) {
        if isDurable, buses.contains(where: \.hasSeats) {
            for bus in buses { bus.forgetRefused() }
            while let bus = buses.first(byPendingThrough: settled),
                let next = bus.pending.first(where: { !$0.isRefused })
            {
                bus.settle(through: next.entry.sequence, isDurable: true)
            }
        }
        for bus in buses {
            // What works again concerns all: refused requests are surely not on the disk.
            guard settled[bus.name] != nil || isDurable else { continue }
            bus.settle(through: settled[bus.name] ?? 0, isDurable: isDurable)
        }
    }

    /// Whether requests wait for the disk.
    public var isWaitingForDisk: Bool { pending.contains { !$0.isRefused } }

    /// Leaves the meters of a refused entry where they are; one entry is enough for that.
    private func refuse(_ place: Int) {
        let unit = pending[place].entry.unit
        if pending[..<place].contains(where: { $0.entry.unit == unit }) {
            pending.remove(at: place)
        } else {
            pending[place].isRefused = true
        }
    }

    /// What was refused is not on the disk: the meters go on.
    private func forgetRefused() {
        let refused = pending.filter(\.isRefused)
        guard !refused.isEmpty else { return }
        pending.removeAll(where: \.isRefused)
        for request in refused { release(request.entry) }
    }

    /// Carries out an entry at its instant.
    ///
    /// - Returns: the response; nil for silence.
    private func carryOut(_ entry: JournalEntry) -> [UInt8]? {
        guard entry.unit != 0 else {
            for index in units.indices {
                carryOutBroadcast(entry.request[...], by: index, at: entry.instant)
            }
            return nil
        }
        guard let index = index(ofHome: entry.unit) else { return nil }
        defer { settleStation(index) }
        _ = reach(index, entry.instant)
        switch UnitOrder(entry.request) {
        case .broadcast(let request):
            carryOutBroadcast(request[...], by: index, at: entry.instant)
            return nil
        case .restart:
            units[index].device.machine.restart(at: entry.instant)
            return nil
        case .link(let frame):
            obey(frame, index, at: entry.instant)
            return []
        case .deeds(let text):
            if let deeds = MeterDeeds(journal: text) { perform(deeds, index, at: entry.instant) }
            return []
        case nil: break
        }
        guard units[index].wakes(at: entry.instant) else { return nil }
        var response: [UInt8] = []
        let answer = serve(
            entry.request[...],
            by: index,
            isBroadcast: false,
            at: entry.instant,
            into: &response
        )
        return answer == .reply ? response : nil
    }

    func carryOutBroadcast(
        _ request: ArraySlice<UInt8>,
        by index: Int,
        at instant: Instant
    ) {
        var nowhere: [UInt8] = []
        let present = reach(index, instant)
        if units[index].wakes(at: present) {
            _ = serve(request, by: index, isBroadcast: true, at: present, into: &nowhere)
        }
        settleStation(index)
    }

    /// Lets a meter start anew, as its supply does.
    func restart(_ index: Int, at instant: Instant) {
        guard journal != nil else {
            let present = reach(index, instant)
            units[index].device.machine.restart(at: present)
            return settleStation(index)
        }
        var nowhere: [UInt8] = []
        _ = submit(
            UnitOrder.restart.bytes[...],
            to: units[index].home,
            at: instant,
            for: nil,
            into: &nowhere
        )
    }

    private func refusal(of entry: JournalEntry) -> [UInt8]? {
        guard entry.unit != 0, UnitOrder(entry.request) == nil else { return nil }
        var response: [UInt8] = []
        ModbusException.serverDeviceFailure.append(to: entry.request, into: &response)
        return response
    }

    /// Lets the meters that an entry concerns stand still at its instant.
    private func holdMeters(for entry: JournalEntry) {
        for index in indices(of: entry) {
            units[index].ceiling = min(units[index].ceiling, entry.instant)
        }
    }

    /// Lets the meters go on to the next entry that concerns them.
    private func release(_ entry: JournalEntry) {
        for index in indices(of: entry) {
            let home = units[index].home
            units[index].ceiling =
                pending.first { $0.entry.unit == 0 || $0.entry.unit == home }?
                .entry.instant ?? .distantFuture
        }
    }

    private func indices(of entry: JournalEntry) -> Range<Int> {
        guard entry.unit != 0 else { return units.indices }
        guard let index = index(ofHome: entry.unit) else { return 0..<0 }
        return index..<index + 1
    }
}

extension ModbusException {
    /// Appends the exception response to a request.
    fileprivate func append(to request: [UInt8], into output: inout [UInt8]) {
        guard let function = request.first else { return }
        append(to: FunctionCode(rawValue: function), into: &output)
    }
}

extension [Bus] {
    /// The bus whose next entry that is settled came first; nil when none has any.
    fileprivate func first(byPendingThrough settled: [String: Int64]) -> Bus? {
        var first: (bus: Bus, instant: Instant)?
        for bus in self {
            guard let next = bus.pending.first(where: { !$0.isRefused }),
                next.entry.sequence <= settled[bus.name] ?? 0
            else { continue }
            if let known = first, known.instant <= next.entry.instant { continue }
            first = (bus, next.entry.instant)
        }
        return first?.bus
    }
}
