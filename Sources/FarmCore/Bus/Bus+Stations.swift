internal import MeterModels
internal import ModbusProtocol
public import SimulatedTime

/// Who hears the bus, and at which address.
extension Bus {
    /// Carries out what scenarios have for the bus up to an instant, and lets the meters move that
    /// they move.
    @inline(__always)
    func keepUp(to instant: Instant) {
        latest = max(latest, instant)
        if due <= instant { happen(to: instant) }
    }

    @inline(never)
    private func happen(to instant: Instant) {
        if let next = script.first, next.instant <= instant { followScript(to: instant) }
        if stationDue <= instant { moveStations(to: instant) }
    }

    /// Notes when something happens next.
    private func noteDue() {
        due = min(stationDue, script.first?.instant ?? .distantFuture)
    }

    /// Keeps up with the farm's time.
    ///
    /// - Returns: the instant that it is at a host time.
    @inline(__always)
    func catchUp(at hostTime: Int64) -> Instant {
        let now = time.now(at: hostTime)
        keepUp(to: now)
        return now
    }

    /// Carries out what scenarios have for the bus up to an instant.
    public func follow(to instant: Instant) { keepUp(to: instant) }

    /// When a scenario has something for the bus next; nil when it has nothing more.
    public var nextAction: Instant? { script.first?.instant }

    @inline(never)
    private func followScript(to instant: Instant) {
        // What an action brings about, such as a wire, asks for the time again.
        guard !isFollowing else { return }
        isFollowing = true
        defer {
            isFollowing = false
            noteDue()
        }
        while let next = script.first, next.instant <= instant {
            script.removeFirst()
            perform(next.action, at: next.instant)
        }
    }

    func perform(_ action: BusAction, at instant: Instant) {
        wireUp()
        switch action {
        case .fault(let fault): faults.arm(fault, at: instant)
        case .clearFault(let name): _ = faults.disarm(name)
        case .line(let change):
            guard let wire else { return }
            let conditions = LinePlanReader.conditions(change, on: wire.conditions)
            wire.conditions = isMBus ? conditions.onMBus : conditions
        }
    }

    /// Brings the meters to an instant that a scenario may have moved by then.
    @inline(never)
    private func moveStations(to instant: Instant) {
        for index in units.indices where units[index].mayMove(by: instant) {
            let target = reach(index, instant)
            units[index].device.machine.advance(to: target)
            settleStation(index)
        }
        // Until a pending address is taken up there is nothing else to note.
        if stationDue > Instant(microseconds: .min) { noteStations() }
    }

    /// Notes whether a meter hangs on the bus in another way than before.
    @inline(__always)
    func settleStation(_ index: Int) {
        guard units[index].device.machine.stationChanges == units[index].stationChanges else {
            return noteStations()
        }
    }

    /// Notes who hears the bus, and at which address.
    @inline(never)
    func noteStations() {
        unitAt = [Int16](repeating: -1, count: 256)
        (hasTwins, stationDue) = (false, .distantFuture)
        var hasOtherFraming = false
        for index in units.indices.reversed() {
            let machine = units[index].device.machine
            units[index].stationChanges = machine.stationChanges
            units[index].twin = -1
            let next = machine.nextStationChange
            stationDue = min(stationDue, next ?? .distantFuture)
            // Whatever makes the meter start anew moves it.
            if machine.pendingStation != nil { stationDue = Instant(microseconds: .min) }
            report(index)
            // A line without a wire takes every meter for one that speaks RTU.
            if machine.station.framing == .ascii { hasOtherFraming = true }
            guard machine.station.isInTune(with: linePlan.format) else { continue }
            let address = Int(machine.station.address)
            units[index].twin = unitAt[address]
            if unitAt[address] >= 0 { hasTwins = true }
            unitAt[address] = Int16(index)
        }
        noteDue()
        if hasTwins || hasOtherFraming { wireUp() }
    }

    private func report(_ index: Int) {
        guard !units[index].device.machine.unheeded.isEmpty else { return }
        let name = units[index].device.machine.name
        for refusal in units[index].device.machine.takeRefusals() {
            reportRefusal?(name, refusal)
        }
    }

    /// Whether a unit understands a sender.
    ///
    /// - Parameter sender: the sender's end of the line; nil when it is set as the bus is, or
    ///   when nobody looks.
    func hears(_ index: Int, sender: ClientLine?) -> Bool {
        let station = units[index].device.machine.station
        guard station.connection == .right else { return false }
        let line = linePlan.check == .strict ? sender : nil
        return (line ?? ClientLine(linePlan.format))
            .reaches(station.format(on: linePlan.format))
    }

    /// The units that a request reaches, in the order of the farm file.
    func hearers(of address: UInt8, sender: ClientLine?) -> [Int] {
        guard linePlan.check == .strict, sender != nil else {
            var (found, next) = ([Int](), index(of: address))
            while let index = next {
                found.append(index)
                next = units[index].twin < 0 ? nil : Int(units[index].twin)
            }
            return found
        }
        return units.indices.filter {
            units[$0].device.machine.station.address == address && hears($0, sender: sender)
        }
    }

    /// Gives the bus its wire, once.
    @discardableResult
    public func wireUp() -> Wire {
        if let wire { return wire }
        let wire = Wire(linePlan, stream: seed.stream(name, "wire"), stations: self)
        self.wire = wire
        wireIsThere?(wire)
        for line in lines { line.join(wire) }
        lines = []
        return wire
    }

    /// Where the requests of a new connection come from.
    public func origin(
        of client: String,
        isGateway: Bool = false,
        isConnection: Bool = false,
        port: String = ""
    ) -> RequestOrigin {
        connections += 1
        return RequestOrigin(
            client: client,
            connection: connections,
            isGateway: isGateway,
            isConnection: isConnection,
            port: port
        )
    }

    /// Calls a session when the bus has its wire, at once if it has.
    func whenWired(_ session: AnyObject, _ join: @escaping (Wire) -> Void) {
        if let wire { return join(wire) }
        lines.append((ObjectIdentifier(session), join))
    }

    /// A session is gone.
    func forget(_ session: AnyObject) {
        lines.removeAll { $0.session == ObjectIdentifier(session) }
    }

    /// Whether what happens on the line decides what a TCP client gets.
    var isPhysical: Bool {
        guard let wire else { return false }
        return hasTwins || linePlan.timing == .realistic || wire.conditions != .good
    }
}

extension Bus.Unit {
    /// Whether the meter may hang on the bus in another way at an instant.
    fileprivate func mayMove(by instant: Instant) -> Bool {
        device.machine.scriptDue <= instant || device.machine.pendingStation != nil
    }
}

extension LinePlan {
    /// Whether something about the line cannot be served at once.
    var isOutOfTheOrdinary: Bool {
        timing == .realistic || check == .strict || conditions != .good
    }
}
